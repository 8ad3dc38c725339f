import type { SealedEntry } from './entry-port.js';
import type { Identity } from './identity-port.js';
import type { NewRecord } from './record-port.js';

/** An agent of the same person on the same machine, with a key and a number of its own. */
export type NextAgent = Pick<Identity, 'agent' | 'agentSeed' | 'certificate'>;

/** What changes when one agent takes over from another. */
export interface TakeOver {
  readonly next: NextAgent;
  /** The last sequence that the present agent made, and the last that a receipt covers, as they were read. */
  readonly made: number;
  readonly received: number;
  /** What no receipt covers, sealed again in the new chain. */
  readonly entries: readonly SealedEntry[];
  /** Leaves of records that the present agent signed and nobody received; they stand again among `records`. */
  readonly replaced: readonly Uint8Array[];
  readonly records: readonly NewRecord[];
}

/** Newer keys of the coach API. */
export interface FollowedRotations {
  /** Each follows on the one before; the first on the last that is known. */
  readonly rotations: readonly Uint8Array[];
  /** What to publish from now on in place of what was sealed to the older key: of records that wait, by their leaf. */
  readonly resealed: readonly { readonly leaf: Uint8Array; readonly payload: Uint8Array }[];
  /** Unix seconds */
  readonly at: number;
}

/** How the key of an agent is changed. Every write is durable when it settles, whole or not at all. */
export interface RotationStore {
  /** The agent that is to take over, which the coach API may know; undefined where none is made. */
  nextAgent(): Promise<NextAgent | undefined>;
  saveNextAgent(next: NextAgent): Promise<void>;
  /** @returns false, and nothing is changed, when more was made or received since it was read */
  takeOver(change: TakeOver): Promise<boolean>;
  /** Goes to newer keys of the coach API, in one transaction with what waits sealed anew; what is known already is not added twice. */
  followRotations(change: FollowedRotations): Promise<void>;
}
