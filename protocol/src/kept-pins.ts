import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import type { SigningKey } from './signature.js';

/* Kept pins (SPEC.md clause 7.10): what a new machine has to know, sealed to the vault and signed by the identity. */

/** Bytes of kept pins, at most (SPEC.md section 18). */
export const MAX_KEPT_PINS = 16_384;

export interface KeptPins {
  readonly pseudonym: Uint8Array;
  /** Sealed box to the vault key; what is in it is the agent's affair. */
  readonly sealed: Uint8Array;
  /** Unix seconds */
  readonly issued: number;
}

const checkSize = (record: Uint8Array): Uint8Array => {
  if (record.length > MAX_KEPT_PINS) {
    throw new ProtocolError('too-large', `kept pins have at most ${MAX_KEPT_PINS} bytes`);
  }
  return record;
};

/** @throws ProtocolError `malformed` or `too-large` when nobody would accept it */
export function signKeptPins(kept: KeptPins, identity: SigningKey): Uint8Array {
  const payload = encodeCbor(fields(1, kept.pseudonym, kept.sealed, kept.issued));
  readKeptPins(payload);
  return checkSize(sign1(identity, 'kept-pins', payload));
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature` */
export function openKeptPins(bytes: Uint8Array, identityPublicKey: Uint8Array): KeptPins {
  const signed = parseSign1(checkSize(bytes), 'kept-pins');
  verifySign1(signed, identityPublicKey);
  return readKeptPins(signed.payload);
}

function readKeptPins(payload: Uint8Array): KeptPins {
  const body = readFields(decodeCbor(payload), 4, 'kept pins');
  checkVersion(body[0], 'kept pins');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    sealed: readBytes(body[2], 'the sealed pins'),
    issued: readTime(body[3], 'the time of issue'),
  };
}
