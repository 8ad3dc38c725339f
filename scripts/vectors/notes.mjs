import { base64, concat, fixed, hex, sha256, utf8 } from './bytes.mjs';
import { sign, signingKey } from './keys.mjs';

/* Notes, checkpoints and cosignatures of C2SP, written from their specifications. */

/** @typedef {{ name: string, type: number, key: import('./keys.mjs').SigningKey, id: Uint8Array, vkey: string }} NoteKey */

/** @param {string} name @param {number} type 1 of a log, 4 of a witness @param {Uint8Array} seed @returns {NoteKey} */
export function noteKey(name, type, seed) {
  const key = signingKey(seed);
  const typed = concat(Uint8Array.of(type), key.publicKey);
  const id = sha256(concat(utf8(`${name}\n`), typed)).slice(0, 4);
  return { name, type, key, id, vkey: `${name}+${hex(id)}+${base64(typed)}` };
}

export const LOG = noteKey('log.example/vectors', 1, fixed('seed/log'));
export const OTHER_LOG = noteKey('log.example/other', 1, fixed('seed/other log'));
export const WITNESSES = [0, 1, 2].map((i) => noteKey(`witness.example/${i}`, 4, fixed(`seed/witness ${i}`)));

/** @param {NoteKey} key @param {Uint8Array} bytes what follows the key id */
export const line = ({ name, id }, bytes) => `\u2014 ${name} ${base64(concat(id, bytes))}\n`;
/** @param {NoteKey} key @param {string} text */
export const signatureLine = (key, text) => line(key, sign(key.key, utf8(text)));

/** @param {number | bigint} time @returns {Uint8Array} eight bytes, big-endian */
export function stamp(time) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes;
}

/** @param {NoteKey} key @param {string} text @param {number | bigint} time */
export const cosignatureLine = (key, text, time) =>
  line(key, concat(stamp(time), sign(key.key, utf8(`cosignature/v1\ntime ${time}\n${text}`))));

/** @param {{ origin?: string, size: number | string, root: Uint8Array }} checkpoint */
export const checkpointText = ({ origin = LOG.name, size, root }) => `${origin}\n${size}\n${base64(root)}\n`;

/** @param {string} text @param {readonly string[]} lines */
export const note = (text, lines) => `${text}\n${lines.join('')}`;
