import { concat, equalBytes } from './bytes.js';
import { checkVersion, encodeCbor, fields, readTime, readUint } from './cbor.js';
import type { CborCursor } from './cbor-cursor.js';
import { readKnown } from './cbor-reader.js';
import { CborWriter } from './cbor-writer.js';
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
import { isSizeClass, padTo, sizeClassOf, unpad } from './padding.js';
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

/** The head of seven items, the label and the version: how the external_aad of every box begins (clause 5.4). */
const AAD_START = concat(Uint8Array.of(0x87), encodeCbor('f4w/v1/box'), Uint8Array.of(1));
const aads = new CborWriter();

/** The external_aad of a box: a view that lasts until the next one, and so no longer than the AEAD. */
function boxAad(place: EnvelopePlace, metric: number): Uint8Array {
  aads.restart();
  aads.raw(AAD_START);
  aads.byteString(place.pseudonym);
  aads.head(0, place.windowStart);
  aads.head(0, WINDOW_KIND[place.granularity]);
  aads.head(0, place.revision);
  aads.head(0, metric);
  return aads.view();
}

/** One box to make: the plaintext before padding, its data key, and a nonce of 12 random bytes never used before. */
export interface BoxInput {
  readonly plaintext: Uint8Array;
  readonly dataKey: Uint8Array;
  readonly nonce: Uint8Array;
  /** Bytes that the envelope's boxes have at least before they are encrypted; a smaller class would tell that less is inside. */
  readonly least?: number;
}

/** Whether two boxes would be sealed under one key, at the risk of one nonce. */
const shareKey = (boxes: readonly BoxInput[]): boolean =>
  boxes.some(({ dataKey }, i) => boxes.slice(i + 1).some((other) => equalBytes(dataKey, other.dataKey)));

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
  if (shareKey(boxes)) throw new ProtocolError('malformed', 'each metric has a data key of its own');
  const size = sizeClassOf(
    boxes.map(({ plaintext }) => plaintext),
    header.granularity,
    Math.max(...boxes.map(({ least = 0 }) => least)),
  );
  const sealed = boxes.map(({ plaintext, dataKey, nonce }, metric) => {
    const key = { id: dataKeyId(dataKey), secret: dataKey, nonce };
    return encrypt0(key, padTo(plaintext, size), boxAad(header, metric));
  });
  const body = encodeCbor(
    fields(
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
    ),
  );
  // What is signed is what a reader would take, by the same reading.
  readKnown(body, readBody);
  return sign1(agent, 'envelope', body);
}

/**
 * Reads an envelope strictly, without verifying its signature.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const signed = parseSign1(bytes, 'envelope');
  const body = readKnown(signed.payload, readBody);
  const { pseudonym, agent, sequence, previous, windowStart, granularity, revision, salt, boxes } = body;
  // By name: spreading an object of so many members takes longer than reading them did.
  const leaf = leafOf(bytes);
  return { pseudonym, agent, sequence, previous, windowStart, granularity, revision, salt, boxes, signed, leaf };
}

/** All boxes of an envelope have one size class, so that none tells by its size what it holds (clause 5.3). */
function readBoxes(cursor: CborCursor, granularity: Granularity): readonly Encrypt0[] {
  cursor.array(METRICS.length, 'the list of one box per metric');
  const boxes: readonly [Encrypt0, Encrypt0, Encrypt0] = [
    readEncrypt0(cursor),
    readEncrypt0(cursor),
    readEncrypt0(cursor),
  ];
  const size = boxes[0].ciphertext.length;
  if (!isSizeClass(size - TAG_LENGTH, granularity) || boxes.some(({ ciphertext }) => ciphertext.length !== size)) {
    throw new ProtocolError('malformed', 'the boxes of an envelope are all of one size class of clause 5.3');
  }
  return boxes;
}

/** The value of the next field: its key can only be this one. */
function field(cursor: CborCursor, key: number): CborCursor {
  if (cursor.uint('the key of a field') === key) return cursor;
  throw new ProtocolError('malformed', 'an envelope body must have the fields 0 to 9');
}

function readSequence(cursor: CborCursor): number {
  const sequence = cursor.uint('the sequence');
  if (sequence === 0) throw new ProtocolError('out-of-range', 'a sequence begins at 1');
  return sequence;
}

/** There is no envelope before the first (clause 6.2). */
function readPrevious(cursor: CborCursor, sequence: number): Uint8Array {
  const previous = cursor.bytesOf(32, 'the previous leaf');
  if (sequence === 1 && previous.some((byte) => byte !== 0)) {
    throw new ProtocolError('out-of-range', 'the first envelope has zeros in the place of a previous leaf');
  }
  return previous;
}

function readKind(cursor: CborCursor): Granularity {
  const granularity = granularityOf(cursor.uint('the window kind'));
  if (granularity === undefined) throw new ProtocolError('malformed', 'the window kind must be one of clause 2.3');
  return granularity;
}

function readBody(cursor: CborCursor): Omit<Envelope, 'signed' | 'leaf'> {
  cursor.map(10, 'an envelope body');
  checkVersion(field(cursor, 0).uint('the version'), 'an envelope');
  const pseudonym = field(cursor, 1).bytesOf(16, 'the pseudonym');
  const agent = readUint(field(cursor, 2).uint('the agent number'), 'the agent number', 0xffff);
  const sequence = readSequence(field(cursor, 3));
  const previous = readPrevious(field(cursor, 4), sequence);
  const windowStart = readTime(field(cursor, 5).uint('the window start'), 'the window start');
  const granularity = readKind(field(cursor, 6));
  const revision = readUint(field(cursor, 7).uint('the revision'), 'the revision', 0xffff_ffff);
  const salt = field(cursor, 8).bytesOf(32, 'the salt');
  const boxes = readBoxes(field(cursor, 9), granularity);
  return { pseudonym, agent, sequence, previous, windowStart, granularity, revision, salt, boxes };
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
