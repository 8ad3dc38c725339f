import { describe, expect, it } from 'vitest';
import { fromHex } from './bytes.js';
import { CborCursor } from './cbor-cursor.js';
import { readKnown } from './cbor-reader.js';
import { ProtocolError } from './error.js';
import { codeOf } from './records.fixture.js';

const at = (hex: string): CborCursor => new CborCursor(fromHex(hex));

describe('a place in CBOR', () => {
  it('gives items one by one, and moves behind each', () => {
    const cursor = at('84' + '1903e8' + '420708' + 'a0' + '0102');
    cursor.array(4, 'x');
    expect([cursor.at, cursor.uint('x'), cursor.at]).toEqual([1, 1000, 4]);
    expect([cursor.byteString('x'), cursor.at]).toEqual([fromHex('0708'), 7]);
    cursor.map(0, 'x');
    cursor.literal(Uint8Array.of(1), 'x');
    expect([cursor.at, cursor.byte('x')]).toEqual([9, 2]);
    expect(codeOf(() => cursor.end('x'))).toBe('accepted');
  });

  it.each([
    ['17', 23],
    ['1818', 24],
    ['18ff', 255],
    ['190100', 256],
    ['19ffff', 65_535],
    ['1a00010000', 65_536],
    ['1affffffff', 2 ** 32 - 1],
    ['1b0000000100000000', 2 ** 32],
    ['1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %i', (hex, value) => {
    expect(at(hex).uint('x')).toBe(value);
  });

  it.each([
    ['1817', 'not-canonical'],
    ['1900ff', 'not-canonical'],
    ['1a0000ffff', 'not-canonical'],
    ['1b00000000ffffffff', 'not-canonical'],
    ['1b0020000000000000', 'malformed'],
    ['1c', 'malformed'],
    ['1f', 'malformed'],
    ['18', 'malformed'],
    ['1901', 'malformed'],
    ['', 'malformed'],
    ['20', 'malformed'],
    ['40', 'malformed'],
  ])('refuses %s as a number: %s', (hex, code) => {
    expect(codeOf(() => at(hex).uint('x'))).toBe(code);
  });

  it('refuses another type of item, another length and what is cut short', () => {
    const refused: readonly (() => unknown)[] = [
      () => at('61' + '61').byteString('x'),
      () => at('42' + '07').byteString('x'),
      () => at('5bffffffffffffff' + 'ff').byteString('x'),
      () => at('41' + '07').bytesOf(2, 'x'),
      () => at('42' + '0708').bytesOf(1, 'x'),
      () => at('42' + '07').bytesOf(2, 'x'),
      () => at('62' + '6161').bytesOf(2, 'x'),
      () => at('82').array(1, 'x'),
      () => at('a1').array(1, 'x'),
      () => at('a1').map(0, 'x'),
      () => at('80').map(0, 'x'),
      () => at('0102').literal(Uint8Array.of(1, 3), 'x'),
      () => at('01').literal(Uint8Array.of(1, 2), 'x'),
      () => at('00').take(2, 'x'),
      () => at('00').end('x'),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => 'malformed'));
    expect(at('42' + '0708').bytesOf(2, 'x')).toEqual(fromHex('0708'));
  });

  it('names what it did not find, and no value', () => {
    expect(() => at('40').uint('the sequence')).toThrow('the sequence is not as its clause says');
    expect(() => at('1800').uint('the sequence')).toThrow('the CBOR is not in core deterministic encoding');
  });

  it('copies nothing', () => {
    const bytes = fromHex('420708');
    const taken = new CborCursor(bytes).byteString('x');
    bytes[1] = 9;
    expect(taken).toEqual(fromHex('0908'));
  });
});

describe('a known structure', () => {
  const pair = (cursor: CborCursor): number => {
    cursor.array(2, 'a pair');
    if (cursor.uint('the first') === 0) throw new ProtocolError('out-of-range', 'the first is not 0');
    return cursor.uint('the second');
  };

  it('is read whole', () => {
    expect(readKnown(fromHex('820102'), pair)).toBe(2);
    expect(codeOf(() => readKnown(fromHex('82010200'), pair))).toBe('malformed');
    expect(codeOf(() => readKnown(fromHex('8201'), pair))).toBe('malformed');
    expect(() => readKnown(fromHex('82010200'), pair)).toThrow('a CBOR value is not as its clause says');
  });

  it('is refused by its own rule where the encoding is sound, and otherwise for the encoding', () => {
    expect(codeOf(() => readKnown(fromHex('820002'), pair))).toBe('out-of-range');
    expect(codeOf(() => readKnown(fromHex('82001802'), pair))).toBe('not-canonical');
    expect(codeOf(() => readKnown(fromHex('8200f7'), pair))).toBe('malformed');
    expect(() => readKnown(fromHex('8240f6'), pair)).toThrow('the first is not as its clause says');
  });
});
