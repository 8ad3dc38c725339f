import { concat, sha256 } from './bytes.mjs';

/* The tree of RFC 6962 section 2.1, as its definitions are written: slow, and nothing of the protocol's. */

const EMPTY = new Uint8Array(0);
export const entryHash = (/** @type {Uint8Array} */ entry) => sha256(concat(Uint8Array.of(0), entry));
const node = (/** @type {Uint8Array} */ left, /** @type {Uint8Array} */ right) =>
  sha256(concat(Uint8Array.of(1), left, right));

/** The largest power of two below n. @param {number} n */
function split(n) {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH(D[n]). @param {readonly Uint8Array[]} entries @returns {Uint8Array} */
export function rootOf(entries) {
  if (entries.length === 0) return sha256(EMPTY);
  if (entries.length === 1) return entryHash(entries[0] ?? EMPTY);
  const k = split(entries.length);
  return node(rootOf(entries.slice(0, k)), rootOf(entries.slice(k)));
}

/** PATH(m, D[n]). @param {number} m @param {readonly Uint8Array[]} entries @returns {Uint8Array[]} */
export function inclusionPath(m, entries) {
  if (entries.length === 1) return [];
  const k = split(entries.length);
  const [left, right] = [entries.slice(0, k), entries.slice(k)];
  return m < k ? [...inclusionPath(m, left), rootOf(right)] : [...inclusionPath(m - k, right), rootOf(left)];
}

/** SUBPROOF(m, D[n], whole). @param {number} m @param {readonly Uint8Array[]} entries @param {boolean} [whole] @returns {Uint8Array[]} */
export function consistencyPath(m, entries, whole = true) {
  if (m === entries.length) return whole ? [] : [rootOf(entries)];
  const k = split(entries.length);
  const [left, right] = [entries.slice(0, k), entries.slice(k)];
  return m <= k
    ? [...consistencyPath(m, left, whole), rootOf(right)]
    : [...consistencyPath(m - k, right, false), rootOf(left)];
}
