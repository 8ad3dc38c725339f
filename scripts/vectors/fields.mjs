import { filled } from './bytes.mjs';
import { invalid } from './cases.mjs';
import { Raw } from './cbor.mjs';
import { record } from './cose.mjs';

/* The fields of records by their types (clause 1.3), and each type broken in the ways that it can be. */

/** @typedef {readonly (readonly [what: string, value: unknown])[]} Breaks */

const SAFE = 2 ** 53;
/** 2⁵³ as a number of nine bytes, which the writer's own numbers do not reach. */
const BEYOND = new Raw(Uint8Array.from([0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0]));

/** @param {number} length @returns {Breaks} */
export const bytes = (length) => [
  [`of ${length - 1} bytes`, filled(length - 1, 1)],
  [`of ${length + 1} bytes`, filled(length + 1, 1)],
  ['as text', 'a'.repeat(length)],
];

/** @param {number} most @param {number} [least] @returns {Breaks} */
export const uint = (most, least = 0) => [
  [`above ${most}`, most + 1 < SAFE ? most + 1 : BEYOND],
  [`below ${least}`, least - 1],
  ['as text', '1'],
];

export const uint16 = uint(65_535);
export const uint32 = uint(4_294_967_295);
export const uint53 = uint(SAFE - 1);
export const time = uint(253_402_300_799);
export const leaf = bytes(32);

/** @param {number} most @returns {Breaks} */
const text = (most) => [
  [`of ${most + 1} code units`, 'a'.repeat(most + 1)],
  [`of ${most / 2 + 1} characters of two code units each`, '\u{1f600}'.repeat(most / 2 + 1)],
  ['as bytes', filled(4, 0x61)],
];
/** @type {Breaks} */
export const name = [...text(256), ['with a control character', 'coach\u0000']];
export const prose = text(4096);

/** @type {Breaks} */
export const date = [
  ['that no calendar has', '2026-02-29'],
  ['in another form', '2026-3-01'],
  ['with a time', '2026-03-01T00:00:00Z'],
  ['as a number', 20_260_301],
];

/** @param {Breaks} breaks @returns {Breaks} what may also be null */
export const orNull = (breaks) => [...breaks, ['false', false]];

/** @param {number} most @param {{ item: unknown, breaks: Breaks }} of a right item, and wrong ones @returns {Breaks} */
export const list = (most, { item, breaks }) => [
  [`with ${most + 1} items`, Array.from({ length: most + 1 }, () => item)],
  ['that is no array', item],
  ...breaks.map(([what, value]) => /** @type {const} */ ([`with an item ${what}`, [value]])),
];

/** @param {readonly unknown[]} body @param {number} at @param {unknown} value */
export const replaced = (body, at, value) => body.map((old, i) => (i === at ? value : old));

/**
 * A case for each way to break each field. Which code it gets is left open between two: a value outside its type is both
 * another structure and out of range.
 * @param {import('./cose.mjs').Signed} signed
 * @param {{ key: string, clause: string, types: Readonly<Record<number, Breaks>> }} how by the number of the field
 */
export const brokenFields = (signed, { key, clause, types }) =>
  Object.entries(types).flatMap(([at, breaks]) =>
    breaks.map(([what, value]) =>
      invalid(`has field ${at} ${what}`, clause, {
        key,
        bytes: record({ ...signed, body: replaced(signed.body, Number(at), value) }),
        refused: 'malformed out-of-range',
      }),
    ),
  );
