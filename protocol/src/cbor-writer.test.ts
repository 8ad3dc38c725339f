import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from './bytes.js';
import { CborWriter, writeCbor } from './cbor-writer.js';
import { codeOf, filled } from './records.fixture.js';

it('text with half of a surrogate pair is not written, since no UTF-8 could say it', () => {
  for (const text of ['\ud83d', 'a\ude00', '\ude00\ud83d', `${'x'.repeat(9)}\udfff`]) {
    expect(codeOf(() => writeCbor(text))).toBe('malformed');
    expect(codeOf(() => writeCbor(new Map([[text, 1]])))).toBe('malformed');
  }
  expect(toHex(writeCbor('\ud83d\ude00'))).toBe('64f09f9880');
});

it('a map has integers or text for keys, and nothing else', () => {
  for (const key of [null, true, filled(1, 0), [1], new Map(), undefined, 0.5]) {
    expect(codeOf(() => writeCbor(new Map([[key, 1]])))).toBe('malformed');
  }
  const keys: readonly unknown[] = ['a', -1, 1];
  expect(toHex(writeCbor(new Map(keys.map((key) => [key, 0]))))).toBe('a301002000616100');
});

describe('a writer', () => {
  it('writes each argument in its fewest bytes', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '00'],
      [23, '17'],
      [24, '1818'],
      [255, '18ff'],
      [256, '190100'],
      [65_535, '19ffff'],
      [65_536, '1a00010000'],
      [2 ** 32 - 1, '1affffffff'],
      [2 ** 32, '1b0000000100000000'],
      [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
    ];
    for (const [argument, hex] of cases) {
      const writer = new CborWriter();
      writer.head(0, argument);
      writer.head(7, 22);
      expect(toHex(writer.written())).toBe(`${hex}f6`);
    }
  });

  it('grows as it must, and keeps what it has', () => {
    for (const length of [1014, 1015, 1016, 1021, 1022, 1023, 1024, 1025, 5000]) {
      const writer = new CborWriter();
      writer.byteString(filled(length, 7));
      writer.head(0, 2 ** 40);
      const expected = concat(
        fromHex('59'),
        Uint8Array.of(length >> 8, length),
        filled(length, 7),
        fromHex('1b0000010000000000'),
      );
      expect(writer.written()).toEqual(expected);
    }
  });

  it('gives a view that the next thing written replaces, or a copy that stays', () => {
    const writer = new CborWriter();
    writer.byteString(Uint8Array.of(7));
    const [view, copy] = [writer.view(), writer.written()];
    expect([view, copy]).toEqual([fromHex('4107'), fromHex('4107')]);
    writer.restart();
    writer.head(0, 1);
    expect([writer.view(), view, copy]).toEqual([fromHex('01'), fromHex('0107'), fromHex('4107')]);
  });

  it('leaves nothing behind where it is wiped, or moves to a larger array', () => {
    const writer = new CborWriter();
    writer.raw(filled(40, 7));
    const before = writer.view();
    writer.wipe();
    expect([before, writer.written()]).toEqual([filled(40, 0), new Uint8Array(0)]);
    writer.raw(filled(40, 7));
    const small = writer.view();
    writer.raw(filled(2000, 8));
    expect([small, writer.written()]).toEqual([filled(40, 0), concat(filled(40, 7), filled(2000, 8))]);
  });

  it('is free again after a value that it refused, and while it compares keys', () => {
    expect(codeOf(() => writeCbor([filled(100, 1), undefined]))).toBe('malformed');
    expect(toHex(writeCbor(1))).toBe('01');
    const keys = new Map<unknown, unknown>([
      ['b', 1],
      [
        'a',
        new Map([
          [-2, 0],
          [-1, 0],
        ]),
      ],
    ]);
    expect(toHex(writeCbor([0, keys]))).toBe('8200a26161a220002100616201');
  });
});
