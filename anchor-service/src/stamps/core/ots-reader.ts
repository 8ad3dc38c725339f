import { equalBytes } from '@fit4work/protocol';
import { StampError } from '../error.js';
import {
  ATTESTATION,
  BITCOIN_TAG,
  HEADER,
  MAX_PAYLOAD_BYTES,
  MAX_URI_BYTES,
  MORE,
  OP_TAGS,
  PENDING_TAG,
  TAG_BYTES,
  URI,
} from './ots-format.js';
import {
  applyOp,
  attestationId,
  MAX_DEPTH,
  MAX_MESSAGE_BYTES,
  type OtsAttestation,
  type OtsBranch,
  type OtsNode,
  type OtsOp,
  opId,
} from './ots-proof.js';

/** More than the proofs of a dozen calendars have. */
const MAX_PROOF_BYTES = 64 * 1024;
const MAX_NODES = 4096;
const DIGEST_BYTES = 32;

/**
 * Reads a detached proof (`.ots`) of a file that was digested with SHA-256.
 * @returns its root, whose message is that digest
 * @throws StampError `malformed`
 */
export function parseOts(bytes: Uint8Array): OtsNode {
  if (bytes.length > MAX_PROOF_BYTES) throw malformed('has more than 64 KiB');
  const cursor = new Cursor(bytes);
  if (!equalBytes(cursor.take(Math.min(HEADER.length, bytes.length)), HEADER)) {
    throw malformed('does not begin as a proof of version 1 does');
  }
  if (cursor.byte() !== OP_TAGS.sha256) throw malformed('is of a file that was not digested with SHA-256');
  return readWhole(cursor, cursor.take(DIGEST_BYTES));
}

/** Reads what a calendar answers of a message. @throws StampError `malformed` */
export function parseOtsAnswer(bytes: Uint8Array, message: Uint8Array): OtsNode {
  if (bytes.length > MAX_PROOF_BYTES) throw malformed('has more than 64 KiB');
  return readWhole(new Cursor(bytes), message);
}

function readWhole(cursor: Cursor, message: Uint8Array): OtsNode {
  const node = readNode(cursor, message, MAX_DEPTH);
  if (!cursor.atEnd) throw malformed('goes on after its end');
  return node;
}

function readNode(cursor: Cursor, message: Uint8Array, depth: number): OtsNode {
  if (depth === 0) throw malformed('is deeper than 256 operations');
  cursor.countNode();
  const attestations = new Map<string, OtsAttestation>();
  const branches = new Map<string, OtsBranch>();
  for (let more = true; more; ) {
    const first = cursor.byte();
    more = first === MORE;
    const tag = more ? cursor.byte() : first;
    if (tag === ATTESTATION) {
      const attestation = readAttestation(cursor);
      keep(attestations, attestationId(attestation), attestation);
    } else {
      const op = readOp(cursor, tag);
      keep(branches, opId(op), { op, node: readNode(cursor, applyOp(op, message), depth - 1) });
    }
  }
  return { message, attestations: [...attestations.values()], branches: [...branches.values()] };
}

/** A set has everything once: of two that are equal one would be dropped unseen. */
function keep<T>(all: Map<string, T>, id: string, one: T): void {
  if (all.has(id)) throw malformed('says the same twice');
  all.set(id, one);
}

function readOp(cursor: Cursor, tag: number): OtsOp {
  if (tag === OP_TAGS.sha256) return { kind: 'sha256' };
  if (tag === OP_TAGS.ripemd160) return { kind: 'ripemd160' };
  if (tag === OP_TAGS.sha1) return { kind: 'sha1' };
  if (tag !== OP_TAGS.append && tag !== OP_TAGS.prepend) throw malformed('has an operation that is not known');
  const bytes = cursor.counted(MAX_MESSAGE_BYTES);
  if (bytes.length === 0) throw malformed('appends or prepends nothing');
  return { kind: tag === OP_TAGS.append ? 'append' : 'prepend', bytes };
}

function readAttestation(cursor: Cursor): OtsAttestation {
  const tag = cursor.take(TAG_BYTES);
  const payload = cursor.counted(MAX_PAYLOAD_BYTES);
  const inner = new Cursor(payload);
  const attestation = readKnown(inner, tag);
  if (attestation === undefined) return { kind: 'unknown', tag, payload };
  if (!inner.atEnd) throw malformed('has an attestation that goes on after its end');
  return attestation;
}

function readKnown(inner: Cursor, tag: Uint8Array): OtsAttestation | undefined {
  if (equalBytes(tag, BITCOIN_TAG)) return { kind: 'bitcoin', height: inner.varuint() };
  if (!equalBytes(tag, PENDING_TAG)) return undefined;
  const uri = String.fromCharCode(...inner.counted(MAX_URI_BYTES));
  if (!URI.test(uri)) throw malformed('names a calendar by what is no plain address');
  return { kind: 'pending', uri };
}

class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  #nodes = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  countNode(): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw malformed('has more than 4,096 messages');
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw malformed('ends too early');
    this.#at += 1;
    return byte;
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed('ends too early');
    const taken = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Little-endian, seven bits a byte, in the one shortest form. */
  varuint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (!Number.isSafeInteger(value)) throw malformed('has a number that is too large');
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) throw malformed('writes a number longer than it is');
        return value;
      }
    }
  }

  counted(most: number): Uint8Array {
    const length = this.varuint();
    if (length > most) throw malformed('has a part that is too long');
    return this.take(length);
  }
}

function malformed(what: string): StampError {
  return new StampError('malformed', `The OpenTimestamps proof ${what}.`);
}
