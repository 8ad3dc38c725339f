import { isFresh } from './reuse.js';

/* Openings of releases held against the records that they say they rest on. */

/**
 * What an opening rests on: the reads behind it, or the erasures for which releases are narrowed, by their leaves in lower-case
 * hexadecimal; or nothing but a change of the box key, for which releases are sealed anew (SPEC.md clause 9.4).
 */
export type Grounds = readonly string[] | 'reseal';

/** One act of opening releases: how many, and what it rests on. */
export interface AccountedOpening {
  /** Unix seconds */
  readonly time: number;
  readonly grounds: Grounds;
  readonly releases: number;
  /** Data keys that were in them. */
  readonly keys: number;
}

/** A record that an opening names, as it is stored. An erasure has no time here: it stands for ever. */
export type NamedRecord =
  | { readonly kind: 'erasure' }
  | {
      readonly kind: 'read';
      /** Unix seconds */
      readonly time: number;
      /** Where it stands in the log, proven now; undefined where it does not. */
      readonly index: number | undefined;
    };

/**
 * Whether something was opened in silence: under no record, or one that is not stored, or a read that is not in the log or
 * did not cover that time (SPEC.md clauses 11.2 and 11.3). What is sealed anew is no coach's, and is counted apart (11.4).
 */
export const isSilent = (
  { grounds, time }: AccountedOpening,
  recordOf: (leaf: string) => NamedRecord | undefined,
): boolean =>
  grounds !== 'reseal' && (grounds.length === 0 || !grounds.every((leaf) => isCovered(recordOf(leaf), time)));

function isCovered(record: NamedRecord | undefined, time: number): boolean {
  if (record === undefined) return false;
  return record.kind === 'erasure' || (record.index !== undefined && isFresh(record, time));
}

export interface DayOfOpenings {
  /** Of UTC, `YYYY-MM-DD`. */
  readonly day: string;
  /** Read records that were made. */
  readonly reads: number;
  /** Under records, or under nothing. */
  readonly openings: number;
  /** Releases that were opened to be sealed anew. */
  readonly resealed: number;
  readonly silent: number;
}

/** Below this a count is of a few people and is not told (as SPEC.md clause 14.4 has it for erasures). */
const FLOOR = 5;
const floored = (count: number): string => (count > 0 && count < FLOOR ? `1 to ${FLOOR - 1}` : String(count));

/** What an auditor is told of a day, to be signed: SPEC.md clause 11.5. */
export const dayLine = ({ day, reads, openings, resealed, silent }: DayOfOpenings): string =>
  `fit4work/openings/v1\n${day}\nreads ${floored(reads)}\nopenings ${floored(openings)}\nresealed ${floored(resealed)}\nsilent ${silent}\n`;
