import { concat, utf8 } from './bytes.mjs';

/* A writer of CBOR that is none of the protocol's, and that can write wrongly where a case asks for it. */

/** Bytes that stand in a structure as they are. */
export class Raw {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }
}

/** @param {number} major @param {number} argument @param {number} [width] bytes of the argument, where not the fewest */
export function head(major, argument, width = fewest(argument)) {
  if (width === 0) return Uint8Array.of((major << 5) | argument);
  const bytes = new Uint8Array(9);
  new DataView(bytes.buffer).setBigUint64(1, BigInt(argument));
  return concat(Uint8Array.of((major << 5) | (24 + Math.log2(width))), bytes.subarray(9 - width));
}

const fewest = (/** @type {number} */ n) => (n < 24 ? 0 : n < 2 ** 8 ? 1 : n < 2 ** 16 ? 2 : n < 2 ** 32 ? 4 : 8);

/** @param {readonly (readonly [unknown, unknown])[]} entries @returns {Raw} a map in this very order */
export const inOrder = (entries) =>
  new Raw(concat(head(5, entries.length), ...entries.flatMap(([key, value]) => [cbor(key), cbor(value)])));

/** @param {readonly unknown[]} values @returns {Map<number, unknown>} with the keys 0, 1, 2, … */
export const fields = (values) => new Map(values.map((value, key) => [key, value]));

/** @param {ReadonlyMap<unknown, unknown>} map */
function cborMap(map) {
  const entries = [...map].map(([key, value]) => ({ key: cbor(key), value: cbor(value) }));
  entries.sort((a, b) => Buffer.compare(a.key, b.key));
  return concat(head(5, map.size), ...entries.flatMap(({ key, value }) => [key, value]));
}

/** @param {unknown} value @returns {Uint8Array} core deterministic encoding (RFC 8949 section 4.2.1) */
export function cbor(value) {
  if (value instanceof Raw) return value.bytes;
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return concat(head(3, utf8(value).length), utf8(value));
  if (value instanceof Uint8Array) return concat(head(2, value.length), value);
  if (Array.isArray(value)) return concat(head(4, value.length), ...value.map(cbor));
  if (value instanceof Map) return cborMap(value);
  return Uint8Array.of(value === false ? 0xf4 : value === true ? 0xf5 : 0xf6);
}
