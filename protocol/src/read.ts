import { checkVersion, decodeCbor, encodeCbor, fields, readArray, readBytes, readFields, readTime } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import { readCode, readDate, readLeaf, readName } from './record-fields.js';
import { METRICS, type Metric } from './sample.js';
import type { SigningKey } from './signature.js';
import { GRANULARITIES, type Granularity } from './window.js';

/* Reads (SPEC.md section 11): one act of a coach opening data, anchored before anything is opened. */

export interface Read {
  readonly pseudonym: Uint8Array;
  /** Id of the coach. */
  readonly coach: string;
  readonly purpose: string;
  readonly metrics: readonly Metric[];
  readonly granularity: Granularity;
  /** First and last civil day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
  /** Leaves of the grants that it rests on. */
  readonly grants: readonly Uint8Array[];
  /** Unix seconds */
  readonly time: number;
  readonly salt: Uint8Array;
}

/** @throws ProtocolError as {@link openRead}, when the read is one that nobody would accept */
export function signRead(read: Read, coachApi: SigningKey): Uint8Array {
  const payload = encodeCbor(
    fields(
      1,
      read.pseudonym,
      read.coach,
      read.purpose,
      read.metrics.map((metric) => METRICS.indexOf(metric)),
      GRANULARITIES.indexOf(read.granularity),
      read.from,
      read.until,
      read.grants,
      read.time,
      read.salt,
    ),
  );
  readPayload(payload);
  return sign1(coachApi, 'read', payload);
}

/** What a read opens is never empty, never twice the same and never backwards. */
function checkExtent(read: Read): Read {
  const distinct = read.metrics.length > 0 && new Set(read.metrics).size === read.metrics.length;
  if (!distinct || read.from > read.until) {
    throw new ProtocolError('out-of-range', 'a read must have distinct metrics and days in order');
  }
  return read;
}

function readPayload(payload: Uint8Array): Read {
  const body = readFields(decodeCbor(payload), 11, 'a read');
  checkVersion(body[0], 'a read');
  return checkExtent({
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    coach: readName(body[2], 'the coach'),
    purpose: readName(body[3], 'the purpose'),
    metrics: readArray(body[4], 'the metrics', METRICS.length).map((code) => readCode(code, METRICS, 'the metric')),
    granularity: readCode(body[5], GRANULARITIES, 'the granularity'),
    from: readDate(body[6], 'the first day'),
    until: readDate(body[7], 'the last day'),
    grants: readArray(body[8], 'the grants', 64).map((grant) => readLeaf(grant, 'a grant')),
    time: readTime(body[9], 'the time'),
    salt: readBytes(body[10], 'the salt', 32),
  });
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`, `bad-signature` */
export function openRead(bytes: Uint8Array, coachApiPublicKey: Uint8Array): Read {
  const signed = parseSign1(bytes, 'read');
  verifySign1(signed, coachApiPublicKey);
  return readPayload(signed.payload);
}
