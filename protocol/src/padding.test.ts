import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pad, SIZE_CLASSES, unpad } from './padding.js';
import { codeOf } from './records.fixture.js';

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

  it('refuses what exceeds the largest class', () => {
    for (const granularity of ['raw', 'hour', 'day'] as const) {
      const largest = Math.max(...SIZE_CLASSES[granularity]);
      expect(codeOf(() => pad([new Uint8Array(largest - 1)], granularity))).toBe('accepted');
      expect(codeOf(() => pad([new Uint8Array(largest)], granularity))).toBe('too-large');
    }
  });

  it('is refused when its mark is missing', () => {
    for (const padded of [[], [0], [0, 0], [1, 0], [0x80, 1]]) {
      expect(codeOf(() => unpad(Uint8Array.from(padded)))).toBe('malformed');
    }
  });
});
