import type { Read } from '@fit4work/protocol';

/* What an employee is told of a read. */

/** Why a read was not covered by the grants that it rests on, at the time that it names. */
export type CoverageProblem =
  | 'consent-missing' // an own record is missing, and may have been a withdrawal
  | 'unknown-grant' // it names a grant that this person never signed
  | 'withdrawn'
  | 'lapsed'
  | 'not-yet-granted'
  | 'beyond-grant' // another coach, metric, granularity or day than was granted
  | 'no-grant'; // it names none

/** Why there is no proof of a leaf. */
export type ProofProblem =
  | 'not-in-log' // every entry of the log was looked through
  | 'log-unreachable'
  | 'view-damaged' // the checkpoint that this agent believed was changed on disk
  | 'log-refused' // what the log serves does not verify
  | 'log-contradicts-itself'; // it took back what it had shown

/** Why a record is no read of this person by the coach API that was pinned: nothing that it says is shown. */
export type RecordProblem =
  | 'changed-on-disk'
  | 'not-opened' // not sealed to this vault
  | 'bad-signature' // not signed by the pinned coach API
  | 'malformed'
  | 'not-ours'; // of another pseudonym

export type ReadProblem = RecordProblem | ProofProblem | 'proof-refused' | CoverageProblem;

export interface ShownProof {
  readonly index: number;
  /** Size of the log that it is proven in. */
  readonly size: number;
  readonly witnesses: number;
  /** When the first of them saw it, Unix seconds; null where the policy asks for none. */
  readonly seen: number | null;
}

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
  /** When it was first shown, Unix seconds; null now for the first time. */
  readonly acknowledged: number | null;
}
