import { concatBytes } from '@noble/hashes/utils.js';
import { equalBytes, toHex } from '../bytes.js';
import { sha256 } from '../hasher.js';
import { LogError } from './error.js';
import { readBase64, textBytes, writeBase64 } from './text.js';

/** 1: Ed25519 over the note's text (logs). 4: Ed25519 `cosignature/v1` (witnesses). @source C2SP signed-note; SPEC.md clause 15.5 */
export type NoteKeyType = 1 | 4;

/** The public half of a key that signs notes. */
export interface NoteKey {
  readonly name: string;
  readonly type: NoteKeyType;
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  /** The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
  readonly keyId: Uint8Array;
}

/**
 * Makes a note key of its parts.
 * @param name not empty, no white space, no `+`; of a log it is the origin
 * @throws LogError `malformed-key`
 * @source C2SP signed-note, section Signatures
 */
export function noteKey(name: string, type: NoteKeyType, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw new LogError('malformed-key', 'The key name is empty or has white space or a plus sign.');
  if (publicKey.length !== 32) throw new LogError('malformed-key', 'An Ed25519 public key has 32 bytes.');
  const hash = sha256(concatBytes(textBytes(name), Uint8Array.of(0x0a, type), publicKey));
  return Object.freeze({ name, type, publicKey, keyId: hash.slice(0, 4) });
}

/** Writes a verifier key, `name+<hex key id>+<base64 of type ‖ public key>`. @source C2SP signed-note, Verifier keys */
export function encodeVkey(key: NoteKey): string {
  return `${key.name}+${toHex(key.keyId)}+${writeBase64(concatBytes(Uint8Array.of(key.type), key.publicKey))}`;
}

/**
 * Reads a verifier key and checks its key id.
 * @throws LogError `malformed-key`, also for a signature type that is not Ed25519
 * @source C2SP signed-note, Verifier keys
 */
export function parseVkey(vkey: string): NoteKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey);
  if (match === null) throw new LogError('malformed-key', 'A verifier key is not of the form name+id+base64.');
  const [, name, id, encoded] = match;
  const bytes = readBase64(String(encoded), 'malformed-key');
  const type = bytes[0];
  if (type !== 1 && type !== 4) {
    throw new LogError('malformed-key', 'A verifier key is of a type other than Ed25519 (1) or its cosignature (4).');
  }
  const key = noteKey(String(name), type, bytes.slice(1));
  if (toHex(key.keyId) !== id) throw new LogError('malformed-key', 'A verifier key has an id that is not its own.');
  return key;
}

/** Whether a text may be the name of a key. @source C2SP signed-note, Format */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}\p{Cs}]+$/u.test(name);
}

/** Whether a signature line belongs to a key: same name and same key id. */
export function isSignatureOf(key: NoteKey, line: { readonly name: string; readonly keyId: Uint8Array }): boolean {
  return line.name === key.name && equalBytes(line.keyId, key.keyId);
}
