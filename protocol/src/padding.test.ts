import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padTo, SIZE_CLASSES, sizeClassOf, unpad } from './padding.js';
import { codeOf } from './records.fixture.js';
import type { Granularity } from './window.js';

/** As an envelope pads its three plaintexts. */
const pad = (plaintexts: readonly Uint8Array[], granularity: Granularity): readonly Uint8Array[] =>
  plaintexts.map((plaintext) => padTo(plaintext, sizeClassOf(plaintexts, granularity)));

describe('padding', () => {
  it('is undone exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 95 }), { minLength: 1, maxLength: 3 }), (plaintexts) => {
        expect(pad(plaintexts, 'hour').map(unpad)).toEqual(plaintexts);
      }),
    );
  });

  it('gives every plaintext of one envelope the size of the longest', () => {
    expect(pad([new Uint8Array(0), new Uint8Array(159)], 'raw').map((p) => p.length)).toEqual([160, 160]);
    expect(pad([new Uint8Array(0), new Uint8Array(160)], 'raw').map((p) => p.length)).toEqual([1024, 1024]);
  });

  it('is no less than is asked for, and too large where no class is as large', () => {
    const sizes = [0, 160, 161, 16_384].map((least) => sizeClassOf([new Uint8Array(9)], 'raw', least));
    expect(sizes).toEqual([160, 160, 1024, 16_384]);
    expect(codeOf(() => sizeClassOf([new Uint8Array(9)], 'raw', 16_385))).toBe('too-large');
  });

  it('refuses what exceeds the largest class', () => {
    for (const granularity of ['raw', 'hour', 'day'] as const) {
      const largest = Math.max(...SIZE_CLASSES[granularity]);
      expect(codeOf(() => pad([new Uint8Array(largest - 1)], granularity))).toBe('accepted');
      expect(codeOf(() => pad([new Uint8Array(largest)], granularity))).toBe('too-large');
    }
  });

  it('is one mark and zeros, for which there has to be room', () => {
    expect(padTo(Uint8Array.of(7), 2)).toEqual(Uint8Array.of(7, 0x80));
    expect(padTo(Uint8Array.of(7), 4)).toEqual(Uint8Array.of(7, 0x80, 0, 0));
    expect([1, 0].map((size) => codeOf(() => padTo(Uint8Array.of(7), size)))).toEqual(['too-large', 'too-large']);
  });

  it('is refused when its mark is missing', () => {
    for (const padded of [[], [0], [0, 0], [1, 0], [0x80, 1]]) {
      expect(codeOf(() => unpad(Uint8Array.from(padded)))).toBe('malformed');
    }
  });
});
