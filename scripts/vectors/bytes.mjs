import { createHash } from 'node:crypto';

/* Bytes for the vectors. Everything that would be random in life is the SHA-256 of a label here. */

export const hex = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('hex');
export const fromHex = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, 'hex'));
export const utf8 = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, 'utf8'));
export const base64url = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64url');
export const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
export const concat = (/** @type {Uint8Array[]} */ ...parts) => new Uint8Array(Buffer.concat(parts));
export const filled = (/** @type {number} */ length, /** @type {number} */ byte) => new Uint8Array(length).fill(byte);
export const sha256 = (/** @type {Uint8Array} */ bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());

/** @param {string} label @param {number} [length] @returns {Uint8Array} bytes that stand for random ones */
export const fixed = (label, length = 32) => sha256(utf8(`f4w/vectors/${label}`)).slice(0, length);

/** @param {Uint8Array} bytes @param {number} at from the end where negative @returns {Uint8Array} a copy with one bit turned */
export function flipped(bytes, at) {
  const copy = new Uint8Array(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
