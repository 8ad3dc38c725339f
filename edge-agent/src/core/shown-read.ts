import type { Read } from '@fit4work/protocol';
import type { LetterProblem, ShownProof } from './shown-letter.js';

/* What an employee is told of a read. */

/** Why a read was not covered by the grants that it rests on, at the time that it names. */
export type CoverageProblem =
  | 'consent-missing' // an own record is missing, and may have been a withdrawal
  | 'unknown-grant' // it names a grant that this person never signed
  | 'withdrawn'
  | 'logged-after-withdrawal' // it says that it came before, and the log had the withdrawal first
  | 'lapsed'
  | 'not-yet-granted'
  | 'beyond-grant' // another coach, metric, granularity or day than was granted
  | 'no-grant'; // it names none

export type ReadProblem = LetterProblem | CoverageProblem;

/** Without the log nobody can tell: nothing is wrong with such a read, and nothing is proven of it. */
export const isUntold = ({ problems }: Pick<OwnRead, 'problems'>): boolean =>
  problems.length > 0 && problems.every((problem) => problem === 'log-unreachable');

export interface OwnRead {
  /** SHA-256 of the sealed bytes as they came. */
  readonly digest: string;
  readonly leaf: string | null;
  readonly coach: string | null;
  readonly purpose: string | null;
  readonly metrics: Read['metrics'];
  readonly granularity: Read['granularity'] | null;
  readonly from: string | null;
  readonly until: string | null;
  /** Unix seconds, as the coach API says. */
  readonly time: number | null;
  /** Ids of the grants that it rests on. */
  readonly grants: readonly string[];
  readonly proof: ShownProof | null;
  /** Empty where all is sound. */
  readonly problems: readonly ReadProblem[];
  /** Whether it crossed a withdrawal that was on its way: nothing is wrong with it, and nothing was proven of the order. */
  readonly withdrawalOnItsWay: boolean;
  /** When it was first shown, Unix seconds; null now for the first time. */
  readonly acknowledged: number | null;
}
