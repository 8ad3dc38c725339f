import {
  checkVersion,
  decodeCbor,
  encodeCbor,
  fields,
  readArray,
  readBytes,
  readFields,
  readText,
  readUint,
} from './cbor.js';
import { daysOfDate } from './civil-day.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
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

export const signRead = (read: Read, coachApi: SigningKey): Uint8Array =>
  sign1(
    coachApi,
    encodeCbor(
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
    ),
  );

function readCode<T>(value: unknown, names: readonly T[], what: string): T {
  const name = names[readUint(value, what)];
  if (name === undefined) throw new ProtocolError('malformed', `${what} must be one of clause 11.1`);
  return name;
}

function readDate(value: unknown): string {
  const date = readText(value, 'a day', 10);
  daysOfDate(date);
  return date;
}

/** @throws ProtocolError `malformed`, `not-canonical`, `unsupported-version`, `bad-signature` */
export function openRead(bytes: Uint8Array, coachApiPublicKey: Uint8Array): Read {
  const signed = parseSign1(bytes);
  verifySign1(signed, coachApiPublicKey);
  const body = readFields(decodeCbor(signed.payload), 11, 'a read');
  checkVersion(body[0], 'a read');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    coach: readText(body[2], 'the coach'),
    purpose: readText(body[3], 'the purpose'),
    metrics: readArray(body[4], 'the metrics', METRICS.length).map((code) => readCode(code, METRICS, 'the metric')),
    granularity: readCode(body[5], GRANULARITIES, 'the granularity'),
    from: readDate(body[6]),
    until: readDate(body[7]),
    grants: readArray(body[8], 'the grants', 64).map((grant) => readBytes(grant, 'a grant', 32)),
    time: readUint(body[9], 'the time'),
    salt: readBytes(body[10], 'the salt', 32),
  };
}
