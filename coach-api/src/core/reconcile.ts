import { isFresh } from './reuse.js';

/* Openings of releases held against the records that they say they rest on. */

/** One act of opening releases: how many, and under which records. */
export interface AccountedOpening {
  /** Unix seconds */
  readonly time: number;
  /** Of the reads behind it, or of the erasures for which releases are narrowed; lower-case hexadecimal. */
  readonly leaves: readonly string[];
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
 * did not cover that time (SPEC.md clauses 11.2 and 11.3).
 */
export const isSilent = (
  { leaves, time }: AccountedOpening,
  recordOf: (leaf: string) => NamedRecord | undefined,
): boolean => leaves.length === 0 || !leaves.every((leaf) => isCovered(recordOf(leaf), time));

function isCovered(record: NamedRecord | undefined, time: number): boolean {
  if (record === undefined) return false;
  return record.kind === 'erasure' || (record.index !== undefined && isFresh(record, time));
}

export interface DayOfOpenings {
  /** Of UTC, `YYYY-MM-DD`. */
  readonly day: string;
  /** Read records that were made. */
  readonly reads: number;
  readonly openings: number;
  readonly silent: number;
}

/** Below this a count is of a few people and is not told (as SPEC.md clause 14.4 has it for erasures). */
const FLOOR = 5;
const floored = (count: number): string => (count > 0 && count < FLOOR ? `1 to ${FLOOR - 1}` : String(count));

/** What an auditor is told of a day, to be signed: SPEC.md clause 11.5. */
export const dayLine = ({ day, reads, openings, silent }: DayOfOpenings): string =>
  `fit4work/openings/v1\n${day}\nreads ${floored(reads)}\nopenings ${floored(openings)}\nsilent ${silent}\n`;
