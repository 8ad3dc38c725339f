import { concat, filled } from './bytes.mjs';
import { cbor, fields } from './cbor.mjs';
import { sign } from './keys.mjs';

/* Signed records (clause 1.6), right or wrong in one place. */

/** @typedef {{ kind: string, key: import('./keys.mjs').SigningKey, body: readonly unknown[] }} Signed */

/**
 * What differs from a right record. What stands here is signed as it is, except for `signature`, which is made of the right one.
 * @typedef {object} Wrong
 * @property {Uint8Array} [payload]
 * @property {unknown} [header] the protected header, before it is encoded
 * @property {unknown} [unprotected]
 * @property {Uint8Array} [externalAad]
 * @property {(signature: Uint8Array) => Uint8Array} [signature]
 * @property {(items: readonly unknown[]) => unknown} [outer] the array of four
 */

/** @param {Uint8Array} kid @param {string} kind @param {number} [algorithm] */
export const headerOf = (kid, kind, algorithm = -8) =>
  new Map(
    Object.entries({ 1: algorithm, 4: kid, 16: `f4w-${kind}+cose` }).map(([label, value]) => [Number(label), value]),
  );

/** @param {Signed} record @param {Wrong} [wrong] @returns {Uint8Array} */
export function record({ kind, key, body }, wrong = {}) {
  const payload = wrong.payload ?? cbor(fields(body));
  const header = cbor(wrong.header ?? headerOf(key.keyId, kind));
  const signed = cbor(['Signature1', header, wrong.externalAad ?? filled(0, 0), payload]);
  const signature = (wrong.signature ?? ((right) => right))(sign(key, signed));
  const items = [header, wrong.unprotected ?? new Map(), payload, signature];
  return concat(Uint8Array.of(0xd2), cbor(wrong.outer?.(items) ?? items));
}
