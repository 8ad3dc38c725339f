import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readUint } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { readDate } from './record-fields.js';
import type { SigningKey } from './signature.js';

/* Kept keys (SPEC.md clause 7.9): the data keys of a day, sealed to the vault and stored beside the envelopes. */

export interface KeptKeys {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  /** Civil day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Which keys of that day, 0 first: late history gets fresh ones. */
  readonly generation: number;
  /** Sealed box to the vault key. */
  readonly sealed: Uint8Array;
}

/** @throws ProtocolError `malformed`, `out-of-range` or `too-large` when nobody would accept it */
export function signKeptKeys(kept: KeptKeys, agent: SigningKey): Uint8Array {
  const { pseudonym, agent: number, day, generation, sealed } = kept;
  const payload = encodeCbor(fields(1, pseudonym, number, day, generation, sealed));
  readKeptKeys(payload);
  return sign1(agent, 'kept-keys', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`, `bad-signature` */
export function openKeptKeys(bytes: Uint8Array, agentPublicKey: Uint8Array): KeptKeys {
  const signed = parseSign1(bytes, 'kept-keys');
  verifySign1(signed, agentPublicKey);
  return readKeptKeys(signed.payload);
}

/**
 * What is said of kept keys, whoever signed them: for who holds them already, and believes where they come from.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`
 */
export const parseKeptKeys = (bytes: Uint8Array): KeptKeys => readKeptKeys(parseSign1(bytes, 'kept-keys').payload);

function readKeptKeys(payload: Uint8Array): KeptKeys {
  const body = readFields(decodeCbor(payload), 6, 'kept keys');
  checkVersion(body[0], 'kept keys');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    agent: readUint(body[2], 'the agent number', 0xffff),
    day: readDate(body[3], 'the day'),
    generation: readUint(body[4], 'the generation'),
    sealed: readBytes(body[5], 'the sealed keys'),
  };
}
