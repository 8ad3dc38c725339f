import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes.js';
import { codeOf } from '../records.fixture.js';
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.js';

const empty = (length: number): Uint8Array[] => Array.from({ length }, () => new Uint8Array(0));

describe('an entry bundle', () => {
  it('survives a round trip, from anywhere within a larger buffer', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 40 }), (entries) => {
        const bytes = encodeEntryBundle(entries);
        const moved = concat(new Uint8Array(5), bytes).subarray(5);
        expect(decodeEntryBundle(moved, entries.length)).toEqual(entries);
      }),
      { seed: 13 },
    );
  });

  it('has the length of each entry before it, in two bytes', () => {
    const bytes = encodeEntryBundle([Uint8Array.of(9), new Uint8Array(0), new Uint8Array(258).fill(1)]);
    expect([...bytes.subarray(0, 8)]).toEqual([0, 1, 9, 0, 0, 1, 2, 1]);
    expect(bytes).toHaveLength(3 * 2 + 259);
  });

  it('holds 1 to 256 entries, each of 65,535 bytes at most', () => {
    expect(codeOf(() => encodeEntryBundle([]))).toBe('malformed-bundle');
    expect(() => encodeEntryBundle([])).toThrow('A bundle holds 1 to 256 entries of at most 65,535 bytes.');
    expect(decodeEntryBundle(encodeEntryBundle(empty(256)), 256)).toHaveLength(256);
    expect(codeOf(() => encodeEntryBundle(empty(257)))).toBe('malformed-bundle');
    expect(decodeEntryBundle(encodeEntryBundle([new Uint8Array(65_535)]), 1)[0]).toHaveLength(65_535);
    expect(codeOf(() => encodeEntryBundle([new Uint8Array(1), new Uint8Array(65_536)]))).toBe('malformed-bundle');
  });

  it('that is full may stand in for a partial one, and no other may', () => {
    expect(decodeEntryBundle(encodeEntryBundle(empty(256)), 3)).toHaveLength(3);
    for (const length of [2, 4, 255]) {
      expect(codeOf(() => decodeEntryBundle(encodeEntryBundle(empty(length)), 3))).toBe('malformed-bundle');
    }
  });

  it.each([0, 257, 300])('of %s entries is refused by whoever asks for as many', (count) => {
    expect(() => decodeEntryBundle(new Uint8Array(2 * count), count)).toThrow('A bundle holds 1 to 256 entries.');
    expect(codeOf(() => decodeEntryBundle(new Uint8Array(2 * count), count))).toBe('malformed-bundle');
  });

  it.each([0, 257, 300])('that is full does not stand in for one of %s', (width) => {
    const full = encodeEntryBundle(empty(256));
    expect(() => decodeEntryBundle(full, width)).toThrow(`A bundle has 256 entries instead of ${width}.`);
    expect(codeOf(() => decodeEntryBundle(full, width))).toBe('malformed-bundle');
  });

  it('is read no further than the first entry too many', () => {
    const cutOff = concat(new Uint8Array(2 * 257), Uint8Array.of(0xff));
    expect(() => decodeEntryBundle(cutOff, 256)).toThrow('A bundle holds 1 to 256 entries.');
    expect(() => decodeEntryBundle(cutOff.subarray(2), 256)).toThrow('cut off');
  });

  it.each([[[0]], [[0, 1]], [[0, 0, 0]], [[1, 0, 0]]])('of the bytes %j is cut off', (bytes) => {
    expect(() => decodeEntryBundle(Uint8Array.from(bytes), 1)).toThrow('cut off');
    expect(codeOf(() => decodeEntryBundle(Uint8Array.from(bytes), 1))).toBe('malformed-bundle');
  });
});
