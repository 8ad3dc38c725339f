import { concat, filled, fixed } from './bytes.mjs';
import { cbor } from './cbor.mjs';
import { record } from './cose.mjs';
import { aeadSeal, dataKeyId, KEYS } from './keys.mjs';
import { PSEUDONYM, salt, TIME, ZEROS } from './kinds/sample-values.mjs';

/* Boxes and envelopes (sections 5 and 6), made of their parts. */

/** @typedef {{ plaintext: Uint8Array, dataKey: Uint8Array, nonce: Uint8Array }} Box */

const KIND = { raw: 900, hour: 3600, day: 86_400 };
const CLASSES = { raw: [160, 1024, 4096, 16_384], hour: [96], day: [384] };
export const ALGORITHM = cbor(new Map([[1, 24]]));

export const HEADER = {
  pseudonym: PSEUDONYM,
  agent: 1,
  sequence: 1,
  previous: ZEROS,
  windowStart: TIME,
  granularity: /** @type {'raw' | 'hour' | 'day'} */ ('raw'),
  revision: 0,
  salt: salt('envelope'),
};

/** @param {Uint8Array[]} plaintexts @returns {Box[]} */
export const boxesOf = (...plaintexts) =>
  plaintexts.map((plaintext, metric) => ({
    plaintext,
    dataKey: fixed(`data key ${metric}`),
    nonce: fixed(`nonce ${metric}`, 12),
  }));

/** Series without a sample, as a quarter of an hour in which nothing was worn has them. */
export const EMPTY = [0, 1, 2].map((metric) => cbor([1, metric, filled(0, 0), filled(0, 0)]));

/** @param {typeof HEADER} h @param {number} metric */
export const externalAad = (h, metric) =>
  cbor(['f4w/v1/box', 1, h.pseudonym, h.windowStart, KIND[h.granularity], h.revision, metric]);

/** @param {Uint8Array} plaintext @param {number} size */
export const padded = (plaintext, size) =>
  concat(plaintext, Uint8Array.of(0x80), filled(size - plaintext.length - 1, 0));

/** @param {typeof HEADER} header @param {readonly Box[]} boxes */
export function seal(header, boxes) {
  const longest = Math.max(...boxes.map(({ plaintext }) => plaintext.length));
  const size = CLASSES[header.granularity].find((one) => one > longest) ?? 0;
  return boxes.map((box, metric) => {
    const aad = externalAad(header, metric);
    const encStructure = cbor(['Encrypt0', ALGORITHM, aad]);
    const whole = padded(box.plaintext, size);
    const ciphertext = aeadSeal({ key: box.dataKey, nonce: box.nonce, aad: encStructure }, whole);
    return { ...box, keyId: dataKeyId(box.dataKey), externalAad: aad, encStructure, ciphertext };
  });
}

/** @param {{ keyId: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array }} box */
export const boxItems = ({ keyId, nonce, ciphertext }) => [
  ALGORITHM,
  new Map([
    [4, keyId],
    [5, nonce],
  ]),
  ciphertext,
];

/** @param {typeof HEADER} h @param {unknown} boxes as items */
export const bodyOf = (h, boxes) => [
  ...[1, h.pseudonym, h.agent, h.sequence, h.previous, h.windowStart, KIND[h.granularity], h.revision, h.salt, boxes],
];

/** @param {readonly unknown[]} body */
export const signed = (body) => record({ kind: 'envelope', key: KEYS.agent, body });
