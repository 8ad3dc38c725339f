import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, equalBytes, fromHex, toHex } from './bytes.js';
import {
  checkVersion,
  decodeCbor,
  decodeCborSequence,
  eachOfCborSequence,
  encodeCbor,
  fields,
  MAX_TIME,
  readArray,
  readBytes,
  readFields,
  readText,
  readTime,
  readUint,
} from './cbor.js';
import { codeOf } from './records.fixture.js';

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.maxSafeInteger(),
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(fc.maxSafeInteger(), fc.string({ maxLength: 5 })), tie('value')), { maxLength: 5 })
      .map((entries) => new Map(entries)),
  ),
}));

/** What the reader of another author accepts when its value is encoded again and compared. */
function acceptedByRereading(bytes: Uint8Array): boolean {
  try {
    const read: unknown = decode(bytes, { useMaps: true, allowUndefined: false, rejectDuplicateMapKeys: true });
    return equalBytes(encode(read, rfc8949EncodeOptions), bytes);
  } catch {
    return false;
  }
}

describe('a sequence of CBOR', () => {
  it('gives each value in its order, at once and one by one', () => {
    const values = [7, 'a', [null], new Uint8Array(3)];
    const sequence = concat(...values.map(encodeCbor));
    expect(decodeCborSequence(sequence)).toEqual(values);
    expect([...eachOfCborSequence(sequence)]).toEqual(values);
    expect([...eachOfCborSequence(new Uint8Array())]).toEqual([]);
  });

  it('is refused where a value is no CBOR, cut short or not canonical; one by one, what stands before is given first', () => {
    for (const [hex, code] of [
      ['ff', 'malformed'],
      ['42aa', 'malformed'],
      ['1807', 'not-canonical'],
    ] as const) {
      const sequence = concat(encodeCbor(7), fromHex(hex));
      expect(codeOf(() => decodeCborSequence(sequence))).toBe(code);
      const each = eachOfCborSequence(sequence);
      expect(each.next().value).toBe(7);
      expect(codeOf(() => each.next())).toBe(code);
    }
  });
});

describe('CBOR', () => {
  it('survives a round trip', () => {
    fc.assert(
      fc.property(value, (original) => {
        const bytes = encodeCbor(original);
        expect(encodeCbor(decodeCbor(bytes))).toEqual(bytes);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('is what the writer of another author makes of the same value', () => {
    fc.assert(
      fc.property(value, (original) => {
        expect(toHex(encodeCbor(original))).toBe(toHex(encode(original, rfc8949EncodeOptions)));
      }),
      { seed: 3, numRuns: 1000 },
    );
    const edges = [23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];
    for (const edge of [...edges, ...edges.map((n) => -n)]) {
      expect(toHex(encodeCbor(edge))).toBe(toHex(encode(edge, rfc8949EncodeOptions)));
    }
    const keys = new Map([10, 100, -1, 256, 'z', 'aa', 0, 24, ''].map((key) => [key, key]));
    expect(toHex(encodeCbor(keys))).toBe(toHex(encode(keys, rfc8949EncodeOptions)));
  });

  it.each([1.5, Number.NaN, 2 ** 53, 1n, undefined, {}, new Date(0), () => 0])('writes no %s', (other) => {
    expect(codeOf(() => encodeCbor([other]))).toBe('malformed');
  });

  it('accepts nothing that reading, encoding again and comparing refuses', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .tuple(value, fc.nat(), fc.nat(255))
        .map(([original, at, byte]) => encodeCbor(original).map((old, i, all) => (i === at % all.length ? byte : old))),
    );
    fc.assert(
      fc.property(bytes, (mutated) => {
        if (codeOf(() => decodeCbor(mutated)) === 'accepted') expect(acceptedByRereading(mutated)).toBe(true);
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it.each([
    ['1817', 'a small number in two bytes'],
    ['1900ff', 'a one-byte number in three bytes'],
    ['1a0000ffff', 'a two-byte number in five bytes'],
    ['1b00000000ffffffff', 'a four-byte number in nine bytes'],
    ['5801ff', 'a length in two bytes'],
    ['a201000000', 'keys out of order'],
    ['a2616100' + '0000', 'a text key before a number'],
  ])('refuses %s, %s, as not canonical', (hex) => {
    expect(codeOf(() => decodeCbor(fromHex(hex)))).toBe('not-canonical');
  });

  it.each([
    ['', 'nothing'],
    ['0000', 'two values'],
    ['a200000000', 'a key that stands twice'],
    ['a2616100616100', 'a text key that stands twice'],
    ['9fff', 'an indefinite array'],
    ['5f4100ff', 'indefinite bytes'],
    ['f93c00', 'a half float'],
    ['fb3ff0000000000000', 'a double'],
    ['fa7fc00000', 'not a number'],
    ['f7', 'undefined'],
    ['ff', 'a break'],
    ['c000', 'a tag'],
    ['c240', 'a big number'],
    ['e0', 'an unassigned simple value'],
    ['f818', 'a simple value in two bytes'],
    ['1bffffffffffffffff', 'a number above 53 bits'],
    ['3b001fffffffffffff', 'a number below 53 bits'],
    ['1c', 'a reserved length'],
    ['41', 'bytes cut short'],
    ['19ff', 'a number cut short'],
    ['9bffffffffffffffff', 'an array longer than memory'],
    ['9a7fffffff', 'an array longer than its bytes'],
    ['ba7fffffff', 'a map longer than its bytes'],
    ['5a7fffffff', 'a string longer than its bytes'],
    ['61ff', 'text that is not UTF-8'],
    ['63eda080', 'half a surrogate pair'],
    ['a1f600', 'a key that is neither number nor text'],
    ['a18000', 'a key that is an array'],
  ])('refuses %s, %s, as malformed', (hex) => {
    expect(codeOf(() => decodeCbor(fromHex(hex)))).toBe('malformed');
  });

  it('is at most sixteen arrays or maps deep, whatever is in the innermost', () => {
    const nested = (depth: number, inmost: unknown, wrap: (value: unknown) => unknown): unknown =>
      depth === 0 ? inmost : nested(depth - 1, wrap(inmost), wrap);
    for (const wrap of [(value: unknown) => [value], (value: unknown) => new Map([[0, value]])]) {
      for (const inmost of [0, 'a', null, new Uint8Array(1)]) {
        const bytes = encodeCbor(nested(16, inmost, wrap));
        expect(encodeCbor(decodeCbor(bytes))).toEqual(bytes);
        expect(codeOf(() => encodeCbor(nested(17, inmost, wrap)))).toBe('malformed');
      }
      for (const inmost of [[], new Map()]) {
        expect(codeOf(() => encodeCbor(nested(15, inmost, wrap)))).toBe('accepted');
        expect(codeOf(() => encodeCbor(nested(16, inmost, wrap)))).toBe('malformed');
      }
    }
    const inArrays = (depth: number, hex: string): Uint8Array => fromHex('81'.repeat(depth) + hex);
    expect(['00', 'f6', '40', '60'].map((hex) => codeOf(() => decodeCbor(inArrays(16, hex))))).toEqual(
      Array(4).fill('accepted'),
    );
    expect(['80', 'a0', '8100'].map((hex) => codeOf(() => decodeCbor(inArrays(16, hex))))).toEqual(
      Array(3).fill('malformed'),
    );
    expect(['80', 'a0'].map((hex) => codeOf(() => decodeCbor(inArrays(15, hex))))).toEqual(Array(2).fill('accepted'));
  });

  it.each([
    ['a2000020' + '00', 'a number below 0 after one above'],
    ['a2' + '2000' + '6000', 'a text after a number'],
    ['a2' + '616100' + '616200', 'texts'],
    ['a2' + '616200' + '62616100', 'a longer text after a shorter one'],
    ['a2' + '1700' + '181800', 'numbers of one byte and two'],
    ['a2' + '2000' + '2100', 'numbers below 0, the greater first'],
  ])('reads %s: %s', (hex) => {
    expect(toHex(encodeCbor(decodeCbor(fromHex(hex))))).toBe(hex);
  });

  it.each([
    ['a2' + '2000' + '0000', 'a number above 0 after one below'],
    ['a2' + '6000' + '2000', 'a number after a text'],
    ['a2' + '616200' + '616100', 'texts'],
    ['a2' + '62616100' + '616200', 'a shorter text after a longer one'],
    ['a2' + '181800' + '1700', 'numbers of two bytes and one'],
    ['a2' + '2100' + '2000', 'numbers below 0, the lesser first'],
  ])('refuses %s as not canonical: %s', (hex) => {
    expect(codeOf(() => decodeCbor(fromHex(hex)))).toBe('not-canonical');
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(codeOf(() => decodeCbor(new Uint8Array(60_000).fill(0x81)))).toBe('malformed');
  });

  it('keeps a byte order mark, which is part of a text', () => {
    expect(decodeCbor(fromHex('63efbbbf'))).toBe('\ufeff');
  });

  it('copies byte strings, so that nobody changes a record by its transport', () => {
    const bytes = Uint8Array.of(0x41, 7);
    const read = decodeCbor(Buffer.from(bytes.buffer));
    bytes[1] = 8;
    expect(read).toEqual(Uint8Array.of(7));
  });
});

describe('the fields of a record', () => {
  it('are read by their numbers', () => {
    expect(readFields(fields('a', 2), 2, 'x')).toEqual(['a', 2]);
  });

  it('are exactly those of the clause', () => {
    const refused = [new Map([[1, 'a']]), new Map([['0', 'a']]), new Map(), fields(1, 2), [1], { 0: 1 }, null];
    for (const map of refused) expect(codeOf(() => readFields(map, 1, 'x'))).toBe('malformed');
  });

  it('have the types and limits of the clause', () => {
    const refused = [
      () => readBytes('a', 'x'),
      () => readBytes(new Uint8Array(3), 'x', 4),
      () => readUint(-1, 'x'),
      () => readUint(1.5, 'x'),
      () => readUint('1', 'x'),
      () => readUint(1n, 'x'),
      () => readUint(11, 'x', 10),
      () => readTime(MAX_TIME + 1, 'x'),
      () => readText('abc', 'x', 2),
      () => readText(1, 'x'),
      () => readArray({}, 'x', 1),
      () => readArray([1, 2], 'x', 1),
    ];
    expect(refused.map(codeOf)).toEqual(refused.map(() => 'malformed'));
    expect(readTime(MAX_TIME, 'x')).toBe(MAX_TIME);
    expect(codeOf(() => checkVersion(2, 'x'))).toBe('unsupported-version');
    expect(codeOf(() => checkVersion(true, 'x'))).toBe('unsupported-version');
  });
});
