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
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import type { SigningKey } from './signature.js';

/* Receipts (SPEC.md section 10): what the coach API states that it has stored durably. */

const MAX_RECORDS = 256;

export interface Receipt {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  /** Every envelope of this agent up to this sequence is stored; 0 before the first. */
  readonly sequence: number;
  /** Leaf of the envelope with that sequence; 32 zero bytes for 0. */
  readonly leaf: Uint8Array;
  /** Leaves of other records (consent, releases) that are stored. */
  readonly records: readonly Uint8Array[];
  /** Unix seconds */
  readonly time: number;
}

/** @throws ProtocolError `malformed` when the receipt is one that nobody would accept, as with more than 256 records */
export function signReceipt(receipt: Receipt, coachApi: SigningKey): Uint8Array {
  const payload = encodeCbor(
    fields(1, receipt.pseudonym, receipt.agent, receipt.sequence, receipt.leaf, receipt.records, receipt.time),
  );
  readPayload(payload);
  return sign1(coachApi, 'receipt', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`, `bad-signature` */
export function openReceipt(bytes: Uint8Array, coachApiPublicKey: Uint8Array): Receipt {
  const signed = parseSign1(bytes, 'receipt');
  verifySign1(signed, coachApiPublicKey);
  return readPayload(signed.payload);
}

function readPayload(payload: Uint8Array): Receipt {
  const body = readFields(decodeCbor(payload), 7, 'a receipt');
  checkVersion(body[0], 'a receipt');
  return checkFirst({
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    agent: readUint(body[2], 'the agent number', 0xffff),
    sequence: readUint(body[3], 'the sequence'),
    leaf: readBytes(body[4], 'the leaf', 32),
    records: readArray(body[5], 'the records', MAX_RECORDS).map((record) => readBytes(record, 'a record', 32)),
    time: readTime(body[6], 'the time'),
  });
}

/** Before the first envelope there is no leaf (clause 10.1). */
function checkFirst(receipt: Receipt): Receipt {
  if (receipt.sequence === 0 && receipt.leaf.some((byte) => byte !== 0)) {
    throw new ProtocolError('out-of-range', 'a receipt for no envelope has zeros in the place of a leaf');
  }
  return receipt;
}
