import { concat, filled, fromHex } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';

/* Clause 1.3. Bytes and values are both written by hand: maps as `{"map": [[key, value], …]}`, bytes as `{"bytes": hex}`. */

const map = (/** @type {unknown[]} */ ...entries) => ({ map: entries });
const bytes = (/** @type {string} */ text) => ({ bytes: text });
const nested = (/** @type {number} */ depth, /** @type {unknown} */ value = 0) =>
  Array.from({ length: depth }).reduce((inner) => [inner], value);

/** @type {readonly (readonly [name: string, hex: string, value: unknown])[]} */
const VALID = [
  ['0', '00', 0],
  ['23, the last number of one byte', '17', 23],
  ['24, the first of two', '1818', 24],
  ['255', '18ff', 255],
  ['256', '190100', 256],
  ['65,535', '19ffff', 65_535],
  ['65,536', '1a00010000', 65_536],
  ['2³² − 1', '1affffffff', 4_294_967_295],
  ['2³²', '1b0000000100000000', 4_294_967_296],
  ['2⁵³ − 1, the greatest', '1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
  ['−1', '20', -1],
  ['−24', '37', -24],
  ['−25', '3818', -25],
  ['−(2⁵³ − 1), the least', '3b001ffffffffffffe', -Number.MAX_SAFE_INTEGER],
  ['false', 'f4', false],
  ['true', 'f5', true],
  ['null', 'f6', null],
  ['no bytes', '40', bytes('')],
  ['24 bytes', `5818${'ab'.repeat(24)}`, bytes('ab'.repeat(24))],
  ['no text', '60', ''],
  ['text of one, two, three and four bytes a character', '6a61c3a9e4b8adf09f9880', 'aé中😀'],
  ['a byte order mark, which is part of a text', '63efbbbf', '\ufeff'],
  ['an empty array', '80', []],
  ['an array of everything', '860120406080f6', [1, -1, bytes(''), '', [], null]],
  ['an empty map', 'a0', map()],
  ['integer keys in order, negative ones after', 'a300001818012002', map([0, 0], [24, 1], [-1, 2])],
  ['text keys after integers, the shorter first', 'a30a00617a0162616102', map([10, 0], ['z', 1], ['aa', 2])],
  ['sixteen arrays, one in the other', `${'81'.repeat(16)}00`, nested(16)],
];

/** @type {readonly (readonly [name: string, hex: string])[]} */
const NOT_CANONICAL = [
  ['a number below 24 in two bytes', '1817'],
  ['a number of one byte in three', '1900ff'],
  ['a number of two bytes in five', '1a0000ffff'],
  ['a number of four bytes in nine', '1b00000000ffffffff'],
  ['a negative number in two bytes', '3800'],
  ['a length of bytes in two bytes', '5801ff'],
  ['a length of text in three bytes', '79000161'],
  ['a count of an array in two bytes', '980100'],
  ['a count of a map in two bytes', 'b8010000'],
  ['integer keys out of order', 'a201000000'],
  ['a text key before an integer', 'a26161000000'],
  ['a negative key before a greater number', 'a22000181800'],
  ['text keys by letters instead of by bytes', 'a262616100617a00'],
];

/** @type {readonly (readonly [name: string, hex: string])[]} */
const MALFORMED = [
  ['nothing', ''],
  ['two values', '0000'],
  ['a key that stands twice', 'a200000000'],
  ['a text key that stands twice', 'a2616100616100'],
  ['an array of indefinite length', '9fff'],
  ['a map of indefinite length', 'bfff'],
  ['bytes of indefinite length', '5f4100ff'],
  ['text of indefinite length', '7f6161ff'],
  ['half a float', 'f93c00'],
  ['a float', 'fa3f800000'],
  ['a double', 'fb3ff0000000000000'],
  ['not a number', 'f97e00'],
  ['undefined', 'f7'],
  ['a break alone', 'ff'],
  ['a simple value that is not assigned', 'e0'],
  ['a simple value of two bytes', 'f8ff'],
  ['true in two bytes', 'f815'],
  ['a tag', 'c000'],
  ['a big number', 'c2420100'],
  ['2⁵³', '1b0020000000000000'],
  ['2⁶⁴ − 1', '1bffffffffffffffff'],
  ['−2⁵³', '3b001fffffffffffff'],
  ['a reserved length', '1c'],
  ['bytes cut short', '41'],
  ['text cut short', '6261'],
  ['a number cut short', '19ff'],
  ['an array cut short', '8200'],
  ['a map without its last value', 'a100'],
  ['an array longer than any memory', '9bffffffffffffffff'],
  ['bytes longer than what follows', '5a7fffffff'],
  ['text that is not UTF-8', '61ff'],
  ['text with half a surrogate pair', '63eda080'],
  ['text with an overlong character', '62c080'],
  ['text cut within a character', '61c3'],
  ['a key that is null', 'a1f600'],
  ['a key that is bytes', 'a1410000'],
  ['a key that is an array', 'a18000'],
  ['seventeen arrays, one in the other', `${'81'.repeat(17)}00`],
];

export function cborFile() {
  const deep = concat(filled(60_000, 0x81), Uint8Array.of(0));
  return {
    description: 'CBOR in core deterministic encoding, and what is not.',
    spec: 'SPEC.md clause 1.3',
    cases: [
      ...VALID.map(([name, text, expect]) => valid(name, '1.3', { bytes: fromHex(text), expect })),
      ...NOT_CANONICAL.map(([name, text]) => invalid(name, '1.3', { bytes: fromHex(text), refused: 'not-canonical' })),
      ...MALFORMED.map(([name, text]) => invalid(name, '1.3', { bytes: fromHex(text), refused: 'malformed' })),
      invalid('60,000 arrays, one in the other', '18', { bytes: deep, refused: 'malformed' }),
    ],
  };
}
