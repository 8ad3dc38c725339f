import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, equalBytes, fromBase64Url, fromHex, toBase64Url, toHex } from './bytes.js';
import { codeOf } from './records.fixture.js';

describe('bytes', () => {
  it('survive hexadecimal and base64url', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromHex(toHex(bytes), bytes.length)).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['AB', 'a', 'zz', ' ab', 'ab\n', '0x'])('refuse %j as hexadecimal', (text) => {
    expect(codeOf(() => fromHex(text))).toBe('malformed');
  });

  it('refuse hexadecimal of another length than expected', () => {
    expect(codeOf(() => fromHex('abab', 1))).toBe('malformed');
    expect(codeOf(() => fromHex('abab', 2))).toBe('accepted');
  });

  // "AA" and "AB" both stand for one zero byte to a lenient reader, and white space vanishes for another.
  it.each(['AB', 'AA==', 'A', 'A A', 'AA\n', '+/+/', 'AAé'])('refuse %j as base64url', (text) => {
    expect(codeOf(() => fromBase64Url(text))).toBe('malformed');
  });

  it('have exactly one base64url text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        if (codeOf(() => fromBase64Url(text)) === 'accepted') expect(toBase64Url(fromBase64Url(text))).toBe(text);
        else expect(codeOf(() => fromBase64Url(text))).toBe('malformed');
      }),
      { seed: 1 },
    );
  });

  it('compare by content and length', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
    expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  });
});
