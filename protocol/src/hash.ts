import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from './hasher.js';

export { sha256 } from './hasher.js';

/** Bytes that SHA-256 takes in at once, to which HMAC pads its key. */
const BLOCK = 64;
const DIGEST = 32;

export const utf8 = (text: string): Uint8Array => utf8ToBytes(text);

/** The key in every byte of a block with `mask`, and room for what is hashed after it. */
function keyedBlock(key: Uint8Array, mask: number, room: number): Uint8Array {
  const block = new Uint8Array(BLOCK + room).fill(mask, 0, BLOCK);
  for (let i = 0; i < key.length; i++) block[i] = (key[i] ?? 0) ^ mask;
  return block;
}

/** HMAC-SHA-256 (RFC 2104) over a label, by the hasher of this process. */
export function hmacLabel(key: Uint8Array, label: string): Uint8Array {
  const text = utf8(label);
  const short = key.length > BLOCK ? sha256(key) : key;
  const inner = keyedBlock(short, 0x36, text.length);
  inner.set(text, BLOCK);
  const outer = keyedBlock(short, 0x5c, DIGEST);
  outer.set(sha256(inner), BLOCK);
  const mac = sha256(outer);
  // Either block is the key but for a mask, and whoever wipes a key means all of it.
  inner.fill(0);
  outer.fill(0);
  return mac;
}

/** HKDF-SHA-256 (RFC 5869) with an empty salt and a label as info; 32 bytes. Used once a command, so the pure one does. */
export const deriveKey = (secret: Uint8Array, label: string): Uint8Array =>
  hkdf(nobleSha256, secret, undefined, utf8(label), 32);

/** The leaf of an anchored record: SHA-256 of its bytes (SPEC.md clause 2.4). */
export const leafOf = (record: Uint8Array): Uint8Array => sha256(record);
