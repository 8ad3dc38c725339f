import {
  checkVersion,
  decodeCbor,
  encodeCbor,
  fields,
  readArray,
  readFields,
  readText,
  readTime,
  readUint,
} from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import { isAscending, readDate, readNullOr, readTuple } from './record-fields.js';
import type { SigningKey } from './signature.js';

/* How often days were erased, for auditors (SPEC.md clause 14.4): counts by month and nothing else. */

/** A month with fewer certificates than this says so and no more: one erasure would be one person's. */
export const ERASURE_FLOOR = 5;
/** Ten years. */
export const MAX_MONTHS = 120;

export interface MonthOfErasures {
  /** A calendar month of UTC, as `2026-11`. */
  readonly month: string;
  /** Certificates that were signed in it; `null` for one to four. */
  readonly certificates: number | null;
}

export interface ErasureCounts {
  /** In order of month, each once; a month that is absent had none. */
  readonly months: readonly MonthOfErasures[];
  /** Unix seconds */
  readonly issued: number;
}

/** The counts as they may be told: what is below the floor is only told to be so. */
export const flooredMonths = (counts: ReadonlyMap<string, number>): MonthOfErasures[] =>
  [...counts]
    .map(([month, count]) => ({ month, certificates: count < ERASURE_FLOOR ? null : count }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));

/**
 * @param coachApi the signing key of the coach API
 * @throws ProtocolError `malformed`, `out-of-range` for counts that nobody would accept
 */
export function signErasureCounts({ months, issued }: ErasureCounts, coachApi: SigningKey): Uint8Array {
  const rows = months.map(({ month, certificates }) => [month, certificates]);
  const payload = encodeCbor(fields(1, rows, issued));
  readCounts(payload);
  return sign1(coachApi, 'erasure-counts', payload);
}

/**
 * Reads the counts and verifies them.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature`, `out-of-range`
 */
export function openErasureCounts(bytes: Uint8Array, coachApi: Uint8Array): ErasureCounts {
  const signed = parseSign1(bytes, 'erasure-counts');
  verifySign1(signed, coachApi);
  return readCounts(signed.payload);
}

function readCounts(payload: Uint8Array): ErasureCounts {
  const body = readFields(decodeCbor(payload), 3, 'counts of erasures');
  checkVersion(body[0], 'counts of erasures');
  const months = readArray(body[1], 'the months', MAX_MONTHS).map(readMonth);
  if (!isAscending(months.map(({ month }) => month))) {
    throw new ProtocolError('not-canonical', 'the months must stand in order, each once');
  }
  return { months, issued: readTime(body[2], 'the time of issue') };
}

function readMonth(value: unknown): MonthOfErasures {
  const [month, count] = readTuple(value, 2, 'a month of erasures');
  const text = readText(month, 'a month', 7);
  readDate(`${text}-01`, 'a month');
  const certificates = readNullOr(count, (one) => readUint(one, 'the certificates'));
  if (certificates !== null && certificates < ERASURE_FLOOR) {
    throw new ProtocolError('out-of-range', 'a count below the floor must not be told');
  }
  return { month: text, certificates };
}
