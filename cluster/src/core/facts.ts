import { differences, type Sealed, type StoredEnvelope } from './differences.js';
import type { Facts } from './verdict.js';
import type { Withdrawal } from './withdrawal.js';

/** What a run came to, as it was found: what its verdict rests on. */
export interface Found {
  readonly sealed: readonly Sealed[];
  readonly rows: readonly StoredEnvelope[];
  readonly log: {
    /** Every leaf, with how often it stands there. */
    readonly leaves: ReadonlyMap<string, number>;
    readonly chainVerified: boolean;
    readonly witnessQuorum: boolean;
  };
  readonly witnessesAgree: boolean;
  /** Leaves of everything that those who share sent to the log, in hexadecimal. */
  readonly sent: readonly string[];
  /** Of the agents that publish, as they saw it: envelopes, their receipts, their proofs. */
  readonly load: { readonly due: number; readonly received: number; readonly included: number };
  readonly reads: { readonly correct: number; readonly wrong: number };
  readonly withdrawals: readonly Withdrawal[];
  readonly readAfterwards: number;
}

export const factsOf = ({ sealed, rows, log, sent, load, reads, ...found }: Found): Facts => ({
  ...differences(sealed, { rows, log: log.leaves }),
  ...{ withdrawals: found.withdrawals, readAfterwards: found.readAfterwards, witnessesAgree: found.witnessesAgree },
  unanchored: sent.filter((leaf) => log.leaves.get(leaf) !== 1).length,
  ...{ unreceived: load.due - load.received, unproven: load.due - load.included },
  ...{ chainVerified: log.chainVerified, witnessQuorum: log.witnessQuorum },
  ...{ wrongReads: reads.wrong, correctReads: reads.correct },
});
