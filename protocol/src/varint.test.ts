import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from './records.fixture.js';
import { MAX_VARINT, pushVarint, readVarints, unzigzag, zigzag } from './varint.js';

function written(values: readonly number[]): Uint8Array {
  const out: number[] = [];
  for (const value of values) pushVarint(out, value);
  return Uint8Array.from(out);
}

describe('a varint', () => {
  it('survives a round trip, alone and among others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(MAX_VARINT)), (values) => {
        expect(readVarints(written(values))).toEqual(values);
      }),
    );
    expect(readVarints(written([0, 127, 128, MAX_VARINT]))).toEqual([0, 127, 128, MAX_VARINT]);
  });

  it('has one form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 16 }), (bytes) => {
        if (codeOf(() => readVarints(bytes)) === 'accepted') expect(written(readVarints(bytes))).toEqual(bytes);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  it.each([
    ['cut short', [0x80]],
    ['overlong', [0x80, 0x00]],
    ['above 32 bits', [0xff, 0xff, 0xff, 0xff, 0x1f]],
    ['of six bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(() => readVarints(Uint8Array.from(bytes)))).toBe('malformed');
  });

  it('without an end is refused before its scale overflows', () => {
    const endless = new Uint8Array(400).fill(0x80);
    endless[399] = 1;
    expect(codeOf(() => readVarints(endless))).toBe('malformed');
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_VARINT + 1])('is not written for %s', (value) => {
    expect(codeOf(() => written([value]))).toBe('out-of-range');
  });

  it('carries signed numbers by zigzag', () => {
    expect([0, -1, 1, -2, 2].map(zigzag)).toEqual([0, 1, 2, 3, 4]);
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(unzigzag(zigzag(value)) === value).toBe(true);
      }),
    );
  });
});
