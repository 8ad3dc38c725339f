import { equalBytes, toHex } from './bytes.js';
import { checkVersion, decodeCbor, encodeCbor, fields, readArray, readBytes, readFields, readUint } from './cbor.js';
import { parseSign1, type Sign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import { sha256 } from './hash.js';
import { type BoxKeyPair, seal, unseal } from './keys.js';
import { isAscending, readCode, readDate, readLeaf, readTuple } from './record-fields.js';
import { METRICS, type Metric } from './sample.js';
import type { SigningKey } from './signature.js';
import { GRANULARITIES, type Granularity } from './window.js';

/* Releases (SPEC.md section 9): data keys sealed to the coach API's key, signed by the agent, under one grant. */

const MAX_KEYS = 512;
const MAX_HEADS = 16;

/** The data key of one metric, granularity and civil day. */
export interface DataKey {
  readonly day: string;
  readonly metric: Metric;
  readonly granularity: Granularity;
  readonly key: Uint8Array;
}

export interface ReleaseHeader {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  /** Leaf of the grant. */
  readonly grant: Uint8Array;
  /** X25519 public key of the coach API. */
  readonly recipient: Uint8Array;
  /** Leaves of the heads of the consent that the agent replayed, ascending (clause 9.3). */
  readonly consent: readonly Uint8Array[];
}

export interface Release extends ReleaseHeader {
  readonly sealed: Uint8Array;
  readonly signed: Sign1;
}

/** Binds what is sealed to its release: a sealed box has no associated data of its own (clause 9.2). */
const contextOf = ({ pseudonym, agent, grant, recipient, consent }: ReleaseHeader): Uint8Array =>
  sha256(encodeCbor(['f4w/v1/release', pseudonym, agent, grant, recipient, consent]));

/**
 * @throws ProtocolError `too-large` when there are more than 512 keys: make several releases; `malformed` or `out-of-range` when
 *   the release is one that nobody would accept
 */
export function signRelease(header: ReleaseHeader, keys: readonly DataKey[], agent: SigningKey): Uint8Array {
  if (keys.length > MAX_KEYS) throw new ProtocolError('too-large', `a release carries at most ${MAX_KEYS} keys`);
  const entries = keys.map(({ day, metric, granularity, key }) => [
    day,
    METRICS.indexOf(metric),
    GRANULARITIES.indexOf(granularity),
    key,
  ]);
  entries.forEach(readEntry);
  const plaintext = encodeCbor([contextOf(header), entries]);
  const sealed = sealAndWipe(plaintext, header.recipient);
  const { pseudonym, agent: number, grant, recipient, consent } = header;
  const payload = encodeCbor(fields(1, pseudonym, number, grant, recipient, consent, sealed));
  readPayload(payload);
  return sign1(agent, 'release', payload);
}

function sealAndWipe(plaintext: Uint8Array, recipient: Uint8Array): Uint8Array {
  try {
    return seal(plaintext, recipient);
  } finally {
    plaintext.fill(0);
  }
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version` */
export function parseRelease(bytes: Uint8Array): Release {
  const signed = parseSign1(bytes, 'release');
  return { ...readPayload(signed.payload), signed };
}

function readPayload(payload: Uint8Array): Omit<Release, 'signed'> {
  const body = readFields(decodeCbor(payload), 7, 'a release');
  checkVersion(body[0], 'a release');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    agent: readUint(body[2], 'the agent number', 0xffff),
    grant: readBytes(body[3], 'the grant', 32),
    recipient: readBytes(body[4], 'the recipient', 32),
    consent: readHeads(body[5]),
    sealed: readBytes(body[6], 'the sealed keys'),
  };
}

/** Never empty, since the grant itself is a record of consent. */
function readHeads(value: unknown): readonly Uint8Array[] {
  const heads = readArray(value, 'the consent', MAX_HEADS).map((head) => readLeaf(head, 'a record of consent'));
  if (heads.length === 0 || !isAscending(heads.map(toHex))) {
    throw new ProtocolError('malformed', 'a release must name the heads of its consent in ascending order');
  }
  return heads;
}

/** @throws ProtocolError `bad-signature` */
export const verifyRelease = (release: Release, agentPublicKey: Uint8Array): void =>
  verifySign1(release.signed, agentPublicKey);

/** The key alone in its memory, so that wiping it wipes all of it: what was read is a view of a text that holds every key. */
function takeOut(read: DataKey): DataKey {
  const key = new Uint8Array(read.key);
  read.key.fill(0);
  return { ...read, key };
}

function readEntry(value: unknown): DataKey {
  const [date, metricCode, granularityCode, key] = readTuple(value, 4, 'a released key');
  const day = readDate(date, 'the day');
  const metric = readCode(metricCode, METRICS, 'the metric');
  const granularity = readCode(granularityCode, GRANULARITIES, 'the granularity');
  return { day, metric, granularity, key: readBytes(key, 'the key', 32) };
}

/**
 * Opens a release whose signature was verified.
 *
 * @throws ProtocolError `decryption-failed`, `malformed`, `not-canonical`, `out-of-range`
 */
export function openRelease(release: Release, recipient: BoxKeyPair): readonly DataKey[] {
  if (!equalBytes(release.recipient, recipient.publicKey)) {
    throw new ProtocolError('decryption-failed', 'the release is for another key');
  }
  const plaintext = unseal(release.sealed, recipient);
  try {
    return readSealedKeys(decodeCbor(plaintext), release);
  } finally {
    plaintext.fill(0);
  }
}

function readSealedKeys(value: unknown, release: Release): readonly DataKey[] {
  const [context, entries] = readTuple(value, 2, 'the sealed keys');
  if (!equalBytes(readBytes(context, 'the context', 32), contextOf(release))) {
    throw new ProtocolError('malformed', 'the sealed keys were made for another release');
  }
  return readArray(entries, 'the released keys', MAX_KEYS).map(readEntry).map(takeOut);
}
