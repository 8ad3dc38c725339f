import { concatBytes } from '@noble/hashes/utils.js';
import sodium from 'libsodium-wrappers';
import { verifySignature } from '../signature.js';
import { LogError } from './error.js';
import { isKeyName, isSignatureOf, type NoteKey, noteKey } from './note-key.js';
import { readBase64, readText, textBytes, writeBase64 } from './text.js';

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  /** What follows the key id: 64 bytes of Ed25519, or 8 bytes of time before them in a cosignature. */
  readonly signature: Uint8Array;
}

/** A text with its signatures. @source C2SP signed-note; SPEC.md clause 15.5 */
export interface SignedNote {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Larger than any checkpoint with the cosignatures of a whole witness network. */
const MAX_NOTE_BYTES = 64 * 1024;
const MAX_SIGNATURES = 100;
const DASH = '\u2014 ';

/**
 * Reads a note; verifies nothing.
 * @throws LogError `malformed-note`
 * @source C2SP signed-note, Format
 */
export function parseNote(bytes: Uint8Array): SignedNote {
  if (bytes.length > MAX_NOTE_BYTES) throw new LogError('malformed-note', 'The note has more than 64 KiB.');
  const whole = readText(bytes, 'malformed-note');
  if (hasControlCharacter(whole)) throw new LogError('malformed-note', 'The note has a control character.');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) throw new LogError('malformed-note', 'The note has no empty line before its signatures.');
  return { text: whole.slice(0, split + 1), signatures: parseSignatureLines(whole.slice(split + 2)) };
}

/**
 * Reads signature lines alone, as a witness answers them.
 * @throws LogError `malformed-note`
 * @source C2SP signed-note, Format
 */
export function parseSignatureLines(text: string): NoteSignature[] {
  if (!text.endsWith('\n'))
    throw new LogError('malformed-note', 'The last signature line does not end with a newline.');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new LogError('malformed-note', 'The note has more than 100 signatures.');
  return lines.map(parseSignatureLine);
}

/** Writes a note. @source C2SP signed-note, Format */
export function formatNote(note: SignedNote): Uint8Array {
  return textBytes(`${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`);
}

/** Writes one signature line with its newline. @source C2SP signed-note, Format */
export function formatSignatureLine(line: NoteSignature): string {
  return `${DASH}${line.name} ${writeBase64(concatBytes(line.keyId, line.signature))}\n`;
}

/** A key that signs notes. The seed never leaves the object. */
export interface NoteSigner {
  readonly key: NoteKey;
  sign(message: Uint8Array): Uint8Array;
}

/**
 * Makes a signer of an Ed25519 seed. libsodium must be ready.
 * @param seed 32 bytes
 * @throws LogError `malformed-key`
 */
export function noteSigner(name: string, type: NoteKey['type'], seed: Uint8Array): NoteSigner {
  if (seed.length !== 32) throw new LogError('malformed-key', 'An Ed25519 seed has 32 bytes.');
  const pair = sodium.crypto_sign_seed_keypair(seed);
  return {
    key: noteKey(name, type, pair.publicKey),
    sign: (message) => sodium.crypto_sign_detached(message, pair.privateKey),
  };
}

/**
 * Signs a text as a log does (type 1).
 * @param text ends with a newline
 * @throws LogError `malformed-key` when the signer is a witness's, `malformed-note` for a text that no note may have
 * @source C2SP signed-note, Signature types
 */
export function signNote(text: string, signer: NoteSigner): NoteSignature {
  if (signer.key.type !== 1) throw new LogError('malformed-key', 'A log signs with a key of type 1.');
  if (!text.endsWith('\n') || hasControlCharacter(text)) {
    throw new LogError('malformed-note', 'A text to sign ends with a newline and has no control character.');
  }
  return { name: signer.key.name, keyId: signer.key.keyId, signature: signer.sign(textBytes(text)) };
}

/**
 * Verifies the signature of a log's key (type 1) on a note. Signatures of other keys are ignored.
 * @throws LogError `bad-signature` when the key's signature is absent or any of them does not verify
 * @source C2SP signed-note, Signatures
 */
export function verifyNote(note: SignedNote, key: NoteKey): void {
  const own = note.signatures.filter((line) => isSignatureOf(key, line));
  if (own.length === 0) throw new LogError('bad-signature', 'The note is not signed by the expected key.');
  if (key.type !== 1) throw new LogError('bad-signature', 'A log signs with a key of type 1.');
  const message = textBytes(note.text);
  if (!own.every((line) => verifySignature(key.publicKey, message, line.signature))) {
    throw new LogError('bad-signature', 'The signature of the expected key does not verify.');
  }
}

function parseSignatureLine(line: string): NoteSignature {
  const [name, encoded, ...more] = line.startsWith(DASH) ? line.slice(DASH.length).split(' ') : [];
  if (name === undefined || encoded === undefined || more.length > 0 || !isKeyName(name)) {
    throw new LogError('malformed-note', 'A signature line is not of the form dash, name, base64.');
  }
  const bytes = readBase64(encoded, 'malformed-note');
  if (bytes.length < 5) throw new LogError('malformed-note', 'A signature is shorter than its key id.');
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((char) => char < ' ' && char !== '\n');
}
