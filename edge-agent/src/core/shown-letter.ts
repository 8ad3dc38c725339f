/* What an employee is told of anything that came down. */

/** Why there is no proof of a leaf. */
export type ProofProblem =
  | 'not-in-log' // every entry of the log was looked through
  | 'log-unreachable'
  | 'view-damaged' // the checkpoint that this agent believed was changed on disk
  | 'log-refused' // what the log serves does not verify
  | 'log-contradicts-itself'; // it took back what it had shown

/** Why a letter is nothing of this person by the coach API that was pinned: nothing that it says is shown. */
export type RecordProblem =
  | 'changed-on-disk'
  | 'not-opened' // not sealed to this vault
  | 'bad-signature' // not signed by the pinned coach API
  | 'malformed'
  | 'unknown-version'
  | 'not-ours'; // of another pseudonym

/** What is no letter of the coach API to this person, and never will be: its bytes are not kept. */
export const WORTHLESS = ['not-opened', 'bad-signature', 'malformed'] as const satisfies readonly RecordProblem[];
export type Worthless = (typeof WORTHLESS)[number];

export type LetterProblem = RecordProblem | ProofProblem | 'proof-refused';

export interface ShownProof {
  readonly index: number;
  /** Size of the log that it is proven in. */
  readonly size: number;
  readonly witnesses: number;
  /** When the first of them saw it, Unix seconds; null where the policy asks for none. */
  readonly seen: number | null;
}
