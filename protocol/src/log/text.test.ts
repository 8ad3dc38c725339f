import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../records.fixture.js';
import { assertSize, readBase64, readDecimal, readHash, readText, textBytes, writeBase64 } from './text.js';

const CODE = 'malformed-note';

describe('the text of a log', () => {
  it('survives its bytes, and has one text in base64', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 }), (text, bytes) => {
        expect(readText(textBytes(text), CODE)).toBe(text);
        expect(readBase64(writeBase64(bytes), CODE)).toEqual(bytes);
      }),
      { seed: 11 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AB/+=Z9 \n'), maxLength: 8 }), (text) => {
        if (codeOf(() => readBase64(text, CODE)) === 'accepted') expect(writeBase64(readBase64(text, CODE))).toBe(text);
        else expect(codeOf(() => readBase64(text, CODE))).toBe(CODE);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it('is written in UTF-8', () => {
    expect(textBytes('é—')).toEqual(Uint8Array.of(0xc3, 0xa9, 0xe2, 0x80, 0x94));
    expect(writeBase64(Uint8Array.of(0xfb, 0xff))).toBe('+/8=');
  });

  it.each(['AA', 'AAA', 'AB==', 'AA=', 'A A=', '-_8=', 'AA==\n', '='])('refuses %j as base64', (text) => {
    expect(codeOf(() => readBase64(text, CODE))).toBe(CODE);
  });

  it('refuses with the code of whoever reads, and says what caused it', () => {
    for (const act of [() => readBase64('!', 'malformed-key'), () => readText(Uint8Array.of(0xff), 'malformed-key')]) {
      expect(codeOf(act)).toBe('malformed-key');
      expect(act).toThrow(expect.objectContaining({ cause: expect.any(Error) }));
    }
  });

  it('has hashes of 32 bytes', () => {
    const hash = new Uint8Array(32).fill(7);
    expect(readHash(writeBase64(hash), CODE)).toEqual(hash);
    for (const length of [0, 31, 33]) {
      const act = (): unknown => readHash(writeBase64(new Uint8Array(length)), CODE);
      expect(codeOf(act)).toBe(CODE);
      expect(act).toThrow(`A hash has ${length} bytes instead of 32.`);
    }
  });
});

describe('a number in the text of a log', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['10', 10],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('may be %s', (text, number) => {
    expect(readDecimal(text, CODE)).toBe(number);
  });

  it.each([
    '',
    '00',
    '07',
    '-1',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '1 ',
    '1\n',
    '0x1',
    '٣',
    '9007199254740992',
    '1'.repeat(17),
  ])('is not %j', (text) => {
    expect(codeOf(() => readDecimal(text, CODE))).toBe(CODE);
  });

  it('is a whole one of at least 0 where it is a size', () => {
    for (const size of [0, 1, Number.MAX_SAFE_INTEGER]) expect(codeOf(() => assertSize(size, 'size'))).toBe('accepted');
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(codeOf(() => assertSize(size, 'size'))).toBe('out-of-range');
    }
    expect(() => assertSize(-1, 'size of it')).toThrow('The size of it is not');
  });
});
