import { equalBytes } from './bytes.js';
import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime, readUint } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import { leafOf } from './hash.js';
import { readLeaf } from './record-fields.js';
import { type SigningKey, sign, verifySignature } from './signature.js';

/* Rotation of the coach API's keys (SPEC.md clauses 7.6 and 7.11): each pair of keys names the next. */

/** Rotations of one coach API, at most (SPEC.md section 18). */
export const MAX_ROTATIONS = 256;

/** Before the first rotation there is none that it could come after. */
const NO_ROTATION = new Uint8Array(32);

/** A pair of public keys of a coach API. */
export interface CoachApiPair {
  /** Ed25519 */
  readonly signingKey: Uint8Array;
  /** X25519 */
  readonly boxKey: Uint8Array;
}

/** The keys of a coach API that somebody trusts, and which of its rotations they are of. */
export interface CoachApiKeys extends CoachApiPair {
  /** 0 before the first. */
  readonly rotation: number;
  /** Leaf of that rotation; 32 zero bytes before the first. */
  readonly leaf: Uint8Array;
}

/** A rotation before the key that it names has signed for it. */
export interface NextKeys extends CoachApiPair {
  readonly rotation: number;
  /** Leaf of the rotation before; 32 zero bytes for the first. */
  readonly previous: Uint8Array;
  /** Unix seconds; what a key that is rotated out signed later does not count. */
  readonly issued: number;
  readonly salt: Uint8Array;
}

export interface KeyRotation extends NextKeys {
  /** 64 bytes: the new signing key's own word, without which somebody else's key could be named. */
  readonly proof: Uint8Array;
}

/** What the new signing key signs (clause 7.6). */
const provenOf = ({ rotation, signingKey, boxKey, issued, salt, previous }: NextKeys): Uint8Array =>
  encodeCbor(['f4w/v1/rotation', rotation, signingKey, boxKey, issued, salt, previous]);

/** Has the new signing key sign for the rotation that names it; it may be the one that stays. */
export const proveRotation = (next: NextKeys, key: SigningKey): KeyRotation => ({
  ...next,
  proof: sign(key, provenOf(next)),
});

/**
 * @param present the signing key that is rotated out, or stays while the box key alone is changed
 * @throws ProtocolError `malformed`, `out-of-range`, `bad-signature` when the rotation is one that nobody would accept
 */
export function signRotation(next: KeyRotation, present: SigningKey): Uint8Array {
  const { rotation, signingKey, boxKey, issued, salt, previous, proof } = next;
  const payload = encodeCbor(fields(1, rotation, signingKey, boxKey, issued, salt, previous, proof));
  readRotation(payload);
  return sign1(present, 'key-rotation', payload);
}

function readRotation(payload: Uint8Array): KeyRotation {
  const body = readFields(decodeCbor(payload), 8, 'a key rotation');
  checkVersion(body[0], 'a key rotation');
  const rotation = readUint(body[1], 'the rotation', 0xffff_ffff);
  if (rotation === 0) throw new ProtocolError('out-of-range', 'rotations are counted from 1 on');
  const read = {
    rotation,
    signingKey: readBytes(body[2], 'the signing key', 32),
    boxKey: readBytes(body[3], 'the box key', 32),
    issued: readTime(body[4], 'the time of issue'),
    salt: readBytes(body[5], 'the salt', 32),
    previous: readLeaf(body[6], 'the rotation before'),
    proof: readBytes(body[7], 'the proof', 64),
  };
  if (verifySignature(read.signingKey, provenOf(read), read.proof)) return read;
  throw new ProtocolError('bad-signature', 'a key rotation must be signed by the key that it names as well');
}

/**
 * Reads a rotation that names itself: under whose key it stands is not verified (clause 7.6).
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature`, `out-of-range`
 */
export const parseRotation = (bytes: Uint8Array): KeyRotation =>
  readRotation(parseSign1(bytes, 'key-rotation').payload);

/**
 * Reads a rotation and verifies it under the keys that are trusted at present, of which it must be the next.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature`, `out-of-range`
 */
export function openRotation(bytes: Uint8Array, present: CoachApiKeys): KeyRotation {
  const signed = parseSign1(bytes, 'key-rotation');
  verifySign1(signed, present.signingKey);
  const next = readRotation(signed.payload);
  if (next.rotation !== present.rotation + 1 || !equalBytes(next.previous, present.leaf)) {
    throw new ProtocolError('out-of-range', 'a key rotation must be the next after the one that is trusted');
  }
  return next;
}

const step = (present: CoachApiKeys, bytes: Uint8Array): CoachApiKeys => {
  const { rotation, signingKey, boxKey } = openRotation(bytes, present);
  return { rotation, signingKey, boxKey, leaf: leafOf(bytes) };
};

/**
 * The keys to which rotations, in order, lead from those that are trusted.
 *
 * @throws ProtocolError as {@link openRotation}
 */
export const followRotations = (trusted: CoachApiKeys, rotations: readonly Uint8Array[]): CoachApiKeys =>
  rotations.reduce(step, trusted);

/**
 * Which keys of a coach API a pair is that an invitation named (clause 7.11): those of the last rotation of the list that names
 * them, else those before the first. Nothing is verified: a list that is not the coach API's leads on from there to nothing.
 *
 * @param rotations the whole list, the first one first
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature`, `out-of-range`
 */
export function placeInRotations({ signingKey, boxKey }: CoachApiPair, rotations: readonly Uint8Array[]): CoachApiKeys {
  const place = rotations
    .map(parseRotation)
    .findLastIndex((each) => equalBytes(each.signingKey, signingKey) && equalBytes(each.boxKey, boxKey));
  const named = rotations[place];
  return { signingKey, boxKey, rotation: place + 1, leaf: named === undefined ? NO_ROTATION : leafOf(named) };
}
