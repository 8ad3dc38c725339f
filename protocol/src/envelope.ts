import { equalBytes } from './bytes.js';
import {
  checkVersion,
  decodeCbor,
  encodeCbor,
  fields,
  readArray,
  readBytes,
  readFields,
  readTime,
  readUint,
} from './cbor.js';
import {
  decrypt0,
  type Encrypt0,
  encrypt0,
  MAX_RECORD,
  parseSign1,
  readEncrypt0,
  type Sign1,
  sign1,
  verifySign1,
} from './cose.js';
import { ProtocolError } from './error.js';
import { leafOf } from './hash.js';
import { dataKeyId } from './key-id.js';
import { isSizeClass, pad, unpad } from './padding.js';
import { METRICS, type Metric } from './sample.js';
import type { SigningKey } from './signature.js';
import { type Granularity, granularityOf, WINDOW_KIND } from './window.js';

/* Envelopes and boxes (SPEC.md sections 5 and 6). */

/** Bytes of an envelope, at most. */
export const MAX_ENVELOPE = MAX_RECORD;

/** Bytes that the AEAD adds. */
const TAG_LENGTH = 16;

/** Where a box belongs: it opens nowhere else. */
export interface EnvelopePlace {
  readonly pseudonym: Uint8Array;
  /** Start of the window, Unix seconds. */
  readonly windowStart: number;
  readonly granularity: Granularity;
  /** 0 first; one more each time late history reopens the window. */
  readonly revision: number;
}

export interface EnvelopeHeader extends EnvelopePlace {
  readonly agent: number;
  /** 1, 2, 3, … of this agent, without gaps. */
  readonly sequence: number;
  /** Leaf of this agent's envelope before; 32 zero bytes for the first. */
  readonly previous: Uint8Array;
  readonly salt: Uint8Array;
}

export interface Envelope extends EnvelopeHeader {
  /** In the order of METRICS. */
  readonly boxes: readonly Encrypt0[];
  readonly signed: Sign1;
  readonly leaf: Uint8Array;
}

const boxAad = (place: EnvelopePlace, metric: number): Uint8Array =>
  encodeCbor([
    'f4w/v1/box',
    1,
    place.pseudonym,
    place.windowStart,
    WINDOW_KIND[place.granularity],
    place.revision,
    metric,
  ]);

/** One box to make: the plaintext before padding, its data key, and a nonce of 12 random bytes never used before. */
export interface BoxInput {
  readonly plaintext: Uint8Array;
  readonly dataKey: Uint8Array;
  readonly nonce: Uint8Array;
}

/**
 * Seals and signs an envelope. The bytes are final: a retransmission sends the same ones.
 *
 * @param boxes three, in the order of METRICS
 * @throws ProtocolError `too-large`; `malformed` or `out-of-range` when the header is one that nobody would accept
 */
export function sealEnvelope(header: EnvelopeHeader, boxes: readonly BoxInput[], agent: SigningKey): Uint8Array {
  const keyed = boxes.every(({ dataKey, nonce }) => dataKey.length === 32 && nonce.length === 12);
  if (!keyed) throw new ProtocolError('malformed', 'a data key has 32 bytes and a nonce 12');
  if (boxes.length !== METRICS.length) throw new ProtocolError('malformed', 'an envelope has one box per metric');
  const padded = pad(
    boxes.map(({ plaintext }) => plaintext),
    header.granularity,
  );
  const sealed = boxes.map(({ dataKey, nonce }, metric) => {
    const key = { id: dataKeyId(dataKey), secret: dataKey, nonce };
    return encrypt0(key, padded[metric] ?? new Uint8Array(0), boxAad(header, metric));
  });
  const body = fields(
    1,
    header.pseudonym,
    header.agent,
    header.sequence,
    header.previous,
    header.windowStart,
    WINDOW_KIND[header.granularity],
    header.revision,
    header.salt,
    sealed,
  );
  readBody(body);
  return sign1(agent, 'envelope', encodeCbor(body));
}

/**
 * Reads an envelope strictly, without verifying its signature.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const signed = parseSign1(bytes, 'envelope');
  return { ...readBody(decodeCbor(signed.payload)), signed, leaf: leafOf(bytes) };
}

/** All boxes of an envelope have one size class, so that none tells by its size what it holds (clause 5.3). */
function readBoxes(value: unknown, granularity: Granularity): readonly Encrypt0[] {
  const boxes = readArray(value, 'the boxes', METRICS.length).map(readEncrypt0);
  const sizes = new Set(boxes.map(({ ciphertext }) => ciphertext.length - TAG_LENGTH));
  const [size = 0] = sizes;
  if (boxes.length !== METRICS.length || sizes.size !== 1 || !isSizeClass(size, granularity)) {
    throw new ProtocolError('malformed', 'an envelope has one box per metric, all of one size class of clause 5.3');
  }
  return boxes;
}

function readBody(value: unknown): Omit<Envelope, 'signed' | 'leaf'> {
  const body = readFields(value, 10, 'an envelope body');
  checkVersion(body[0], 'an envelope');
  const granularity = granularityOf(readUint(body[6], 'the window kind'));
  if (granularity === undefined) throw new ProtocolError('malformed', 'the window kind must be one of clause 2.3');
  const sequence = readUint(body[3], 'the sequence');
  if (sequence === 0) throw new ProtocolError('out-of-range', 'a sequence begins at 1');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    agent: readUint(body[2], 'the agent number', 0xffff),
    sequence,
    previous: readBytes(body[4], 'the previous leaf', 32),
    windowStart: readTime(body[5], 'the window start'),
    granularity,
    revision: readUint(body[7], 'the revision', 0xffff_ffff),
    salt: readBytes(body[8], 'the salt', 32),
    boxes: readBoxes(body[9], granularity),
  };
}

/** @throws ProtocolError `bad-signature` */
export const verifyEnvelope = (envelope: Envelope, agentPublicKey: Uint8Array): void =>
  verifySign1(envelope.signed, agentPublicKey);

/** Whether a data key is the one of this metric's box: "not for me" is a value, not an error. */
export function isKeyOf(envelope: Envelope, metric: Metric, dataKey: Uint8Array): boolean {
  const box = envelope.boxes[METRICS.indexOf(metric)];
  return box !== undefined && equalBytes(box.keyId, dataKeyId(dataKey));
}

/**
 * Opens one metric's box: the plaintext without its padding.
 *
 * @throws ProtocolError `wrong-key`, `decryption-failed`, `malformed`
 */
export function openBox(envelope: Envelope, metric: Metric, dataKey: Uint8Array): Uint8Array {
  const index = METRICS.indexOf(metric);
  const box = envelope.boxes[index];
  if (box === undefined || !isKeyOf(envelope, metric, dataKey)) {
    throw new ProtocolError('wrong-key', 'the data key is not the one that the box names');
  }
  return unpad(decrypt0(box, dataKey, boxAad(envelope, index)));
}
