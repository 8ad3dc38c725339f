import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime, readUint } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import type { SigningKey } from './signature.js';

/* Rotation of the coach API's keys (SPEC.md clause 7.6): each pair of keys names the next. */

/** The keys of a coach API that somebody trusts, and how many rotations led to them from those that were pinned. */
export interface CoachApiKeys {
  /** Ed25519 */
  readonly signingKey: Uint8Array;
  /** X25519 */
  readonly boxKey: Uint8Array;
  readonly rotation: number;
}

export interface KeyRotation extends CoachApiKeys {
  /** Unix seconds */
  readonly issued: number;
  readonly salt: Uint8Array;
}

/**
 * @param present the signing key that is rotated out
 * @throws ProtocolError `malformed`, `out-of-range` when the rotation is one that nobody would accept
 */
export function signRotation(rotation: KeyRotation, present: SigningKey): Uint8Array {
  const { rotation: count, signingKey, boxKey, issued, salt } = rotation;
  const payload = encodeCbor(fields(1, count, signingKey, boxKey, issued, salt));
  readRotation(payload);
  return sign1(present, 'key-rotation', payload);
}

function readRotation(payload: Uint8Array): KeyRotation {
  const body = readFields(decodeCbor(payload), 6, 'a key rotation');
  checkVersion(body[0], 'a key rotation');
  const rotation = readUint(body[1], 'the rotation', 0xffff_ffff);
  if (rotation === 0) throw new ProtocolError('out-of-range', 'rotations are counted from 1 on');
  return {
    rotation,
    signingKey: readBytes(body[2], 'the signing key', 32),
    boxKey: readBytes(body[3], 'the box key', 32),
    issued: readTime(body[4], 'the time of issue'),
    salt: readBytes(body[5], 'the salt', 32),
  };
}

/**
 * Reads a rotation and verifies it under the keys that are trusted at present, of which it must be the next.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature`, `out-of-range`
 */
export function openRotation(bytes: Uint8Array, present: CoachApiKeys): KeyRotation {
  const signed = parseSign1(bytes, 'key-rotation');
  verifySign1(signed, present.signingKey);
  const next = readRotation(signed.payload);
  if (next.rotation !== present.rotation + 1) {
    throw new ProtocolError('out-of-range', 'a key rotation must be the next after the one that is trusted');
  }
  return next;
}

/**
 * The keys to which rotations, in order, lead from those that were pinned.
 *
 * @throws ProtocolError as {@link openRotation}
 */
export const followRotations = (pinned: CoachApiKeys, rotations: readonly Uint8Array[]): CoachApiKeys =>
  rotations.reduce<CoachApiKeys>((present, bytes) => openRotation(bytes, present), pinned);
