import { hasNoWitness, readProof } from '../proof.js';
import { flag, granularity, list, members, metric, number, orNull, text } from '../read-json.js';

const readRead = members({
  digest: text,
  coach: orNull(text),
  purpose: orNull(text),
  metrics: list(metric),
  granularity: orNull(granularity),
  from: orNull(text),
  until: orNull(text),
  /** Unix seconds */
  time: orNull(number),
  proof: orNull(readProof),
  problems: list(text),
  /** It crossed a withdrawal that was on its way: nothing is wrong with it for that. */
  withdrawalOnItsWay: flag,
  /** What is wrong with it, in sentences; nothing where it is sound. */
  said: list(text),
  /** When it was first shown; null of a new one. */
  acknowledged: orNull(number),
});
export type ReadAct = ReturnType<typeof readRead>;

/** Without the log nobody can tell: nothing is wrong with such a read, and nothing is proven of it. */
export const isUntold = ({ problems }: Pick<ReadAct, 'problems'>): boolean =>
  problems.length > 0 && problems.every((problem) => problem === 'log-unreachable');

/** Something is wrong with it. */
export const isUnsound = ({ problems }: Pick<ReadAct, 'problems'>): boolean =>
  problems.length > 0 && !isUntold({ problems });

/** One with which something else is wrong is told of as that. */
export const isCrossing = (read: Pick<ReadAct, 'problems' | 'withdrawalOnItsWay'>): boolean =>
  read.withdrawalOnItsWay && !isUnsound(read);

export const isUnwitnessed = ({ proof, problems }: Pick<ReadAct, 'proof' | 'problems'>): boolean =>
  problems.length === 0 && proof !== null && hasNoWitness(proof);

export const readReads = members({ sound: flag, reads: list(readRead) });
export type Reads = ReturnType<typeof readReads>;
