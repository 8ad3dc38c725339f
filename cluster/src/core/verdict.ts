import type { Differences } from './differences.js';
import { WITHDRAWN_WITHIN, type Withdrawal } from './withdrawal.js';

export interface Facts extends Differences {
  /** Envelopes that lack a receipt, or a proof, as far as those who sent them saw. */
  readonly unreceived: number;
  readonly unproven: number;
  /** Everything else that was sent to the log and is not in it. */
  readonly unanchored: number;
  readonly chainVerified: boolean;
  readonly witnessQuorum: boolean;
  readonly witnessesAgree: boolean;
  readonly wrongReads: number;
  readonly correctReads: number;
  readonly withdrawals: readonly Withdrawal[];
  /** People who withdrew and were read once everything was whole again. */
  readonly readAfterwards: number;
}

export interface Checks {
  /** Each envelope is in the database once, and in the log once, and has its receipt. */
  readonly noneLost: boolean;
  readonly noneDoubled: boolean;
  readonly everyEnvelopeInLogOnce: boolean;
  readonly everyEnvelopeHasReceipt: boolean;
  readonly oneChain: boolean;
  readonly bothWitnessesAgree: boolean;
  readonly readsCorrect: boolean;
  readonly withdrawalsInTime: boolean;
}

/** One that its agent gave to a broker that serves counts from its signature; one that only a broker that was struck has, from when that one confirmed it. */
function isLate({ lastRead, confirmed, brokerStruck }: Withdrawal): boolean {
  const from = brokerStruck ? confirmed : 0;
  return lastRead !== null && from !== null && lastRead > from + WITHDRAWN_WITHIN;
}

export function checksOf(facts: Facts): Checks {
  const { lost, doubled, notOnceInLog, unreceived, unproven, unanchored, withdrawals } = facts;
  return {
    noneLost: lost === 0,
    noneDoubled: doubled === 0,
    everyEnvelopeInLogOnce: notOnceInLog === 0 && unproven === 0 && unanchored === 0,
    everyEnvelopeHasReceipt: unreceived === 0,
    oneChain: facts.chainVerified && facts.witnessQuorum,
    bothWitnessesAgree: facts.witnessesAgree,
    readsCorrect: facts.wrongReads === 0 && facts.correctReads > 0,
    withdrawalsInTime: facts.readAfterwards === 0 && withdrawals.length > 0 && !withdrawals.some(isLate),
  };
}

/** A sentence for each check that does not hold. */
export function sentencesOf(facts: Facts): readonly string[] {
  const checks = checksOf(facts);
  const late = facts.withdrawals.filter(isLate);
  const sentences: Readonly<Record<keyof Checks, string>> = {
    noneLost: `${facts.lost} envelopes that were sent are not in the database; look for their agents in the logs of the coach APIs.`,
    noneDoubled: `${facts.doubled} rows of the database are of no envelope or of one that has its row; look for duplicates by leaf.`,
    everyEnvelopeInLogOnce: `${Math.max(facts.notOnceInLog, facts.unproven, facts.unanchored)} leaves are not in the log exactly once; look at the logs of the anchors.`,
    everyEnvelopeHasReceipt: `${facts.unreceived} envelopes have no receipt although everything was whole again; look at the logs of brokers and coach APIs.`,
    oneChain: 'The log does not verify from its first leaf with both witnesses; run fit4work-verify on its folder.',
    bothWitnessesAgree:
      'What a witness cosigned last is not in the log; run fit4work-verify evidence on what it keeps.',
    readsCorrect: `${facts.wrongReads} of ${facts.wrongReads + facts.correctReads} reads are not what was measured, or not proven in the log, or there was none; look at the logs of the coach APIs.`,
    withdrawalsInTime: `${late.length + facts.readAfterwards} withdrawals were not effective within ${WITHDRAWN_WITHIN} seconds (${late.map(({ during }) => during).join(', ') || 'or none was made'}); look at the logs of the coach APIs of that time.`,
  };
  return (Object.keys(sentences) as (keyof Checks)[])
    .filter((check) => !checks[check])
    .map((check) => sentences[check]);
}
