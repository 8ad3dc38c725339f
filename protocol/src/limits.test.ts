import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from './cbor.js';
import { padTo, unpad } from './padding.js';
import { codeOf, filled } from './records.fixture.js';

/* Limits that no record reaches by itself. */

const nested = (depth: number): unknown => (depth === 0 ? 7 : [nested(depth - 1)]);
const nestedMaps = (depth: number): unknown => (depth === 0 ? 7 : new Map([[1, nestedMaps(depth - 1)]]));

describe('CBOR', () => {
  it('nests sixteen deep and no deeper, written or read', () => {
    for (const value of [nested(16), nestedMaps(16)]) expect(decodeCbor(encodeCbor(value))).toEqual(value);
    for (const value of [nested(17), nestedMaps(17)]) expect(codeOf(() => encodeCbor(value))).toBe('malformed');
    const deepest = new Uint8Array([...filled(16, 0x81), 0x07]);
    expect(decodeCbor(deepest)).toEqual(nested(16));
    expect(codeOf(() => decodeCbor(new Uint8Array([0x81, ...deepest])))).toBe('malformed');
  });

  it('carries integers of 53 bits, and long strings', () => {
    for (const value of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, filled(70_000, 1), 'é'.repeat(40_000)]) {
      expect(decodeCbor(encodeCbor(value))).toEqual(value);
    }
  });
});

describe('padding', () => {
  it('leaves room for its mark', () => {
    expect(padTo(filled(3, 1), 4)).toEqual(Uint8Array.of(1, 1, 1, 0x80));
    expect(padTo(filled(0, 1), 3)).toEqual(Uint8Array.of(0x80, 0, 0));
    expect([filled(4, 1), filled(5, 1)].map((one) => codeOf(() => padTo(one, 4)))).toEqual(['too-large', 'too-large']);
    expect(unpad(padTo(Uint8Array.of(0x80, 0), 9))).toEqual(Uint8Array.of(0x80, 0));
  });
});
