import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

export const utf8 = (text: string): Uint8Array => utf8ToBytes(text);

/** SHA-256 (FIPS 180-4). */
export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes);

/** HMAC-SHA-256 (RFC 2104) over a label. */
export const hmacLabel = (key: Uint8Array, label: string): Uint8Array => hmac(nobleSha256, key, utf8(label));

/** HKDF-SHA-256 (RFC 5869) with an empty salt and a label as info; 32 bytes. */
export const deriveKey = (secret: Uint8Array, label: string): Uint8Array =>
  hkdf(nobleSha256, secret, undefined, utf8(label), 32);

/** The leaf of an anchored record: SHA-256 of its bytes (SPEC.md clause 2.4). */
export const leafOf = (record: Uint8Array): Uint8Array => sha256(record);
