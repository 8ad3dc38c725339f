import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from './hasher.js';

export { sha256 } from './hasher.js';

/** Bytes that SHA-256 takes in at once, to which HMAC pads its key. */
const BLOCK = 64;
const DIGEST = 32;

export const utf8 = (text: string): Uint8Array => utf8ToBytes(text);

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** What is hashed for an HMAC: a block of the key under a pad, then a text or a digest. Nothing waits while it is filled. */
let keyed = new Uint8Array(BLOCK + DIGEST);

/** Lays a block of the key under a pad. */
function lay(key: Uint8Array, pad: number): void {
  keyed.fill(pad, 0, BLOCK);
  let at = 0;
  for (const byte of key) keyed[at++] = byte ^ pad;
}

/** HMAC-SHA-256 (RFC 2104), by the hasher of this process. */
export function hmac(key: Uint8Array, text: Uint8Array): Uint8Array {
  if (BLOCK + text.length > keyed.length) keyed = new Uint8Array(BLOCK + text.length);
  try {
    const short = key.length > BLOCK ? sha256(key) : key;
    lay(short, INNER_PAD);
    keyed.set(text, BLOCK);
    const inner = sha256(keyed.subarray(0, BLOCK + text.length));
    lay(short, OUTER_PAD);
    keyed.set(inner, BLOCK);
    return sha256(keyed.subarray(0, BLOCK + DIGEST));
  } finally {
    // The block is the key but for a pad, and whoever wipes a key means all of it.
    keyed.fill(0);
  }
}

/** HMAC-SHA-256 (RFC 2104) over a label. */
export const hmacLabel = (key: Uint8Array, label: string): Uint8Array => hmac(key, utf8(label));

/** HKDF-SHA-256 (RFC 5869) with an empty salt and a label as info; 32 bytes. Used once a command, so the pure one does. */
export const deriveKey = (secret: Uint8Array, label: string): Uint8Array =>
  hkdf(nobleSha256, secret, undefined, utf8(label), 32);

/** The leaf of an anchored record: SHA-256 of its bytes (SPEC.md clause 2.4). */
export const leafOf = (record: Uint8Array): Uint8Array => sha256(record);
