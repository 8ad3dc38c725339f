import type { ReadAsk } from './ask.js';

/** A read covers what its coach opens of it again for so long from its time, seconds (SPEC.md clause 11.3). */
const READ_SECONDS = 900;

/** A read that is in the log: what it names, when, and the grants that it rests on. */
export interface RecordedRead extends ReadAsk {
  /** Of its record, Unix seconds. */
  readonly time: number;
  /** Ids of the grants that its record names. */
  readonly grants: readonly string[];
}

/** Whether something may be opened under a read at this instant. A clock that went back before it makes it void. */
export const isFresh = ({ time }: Pick<RecordedRead, 'time'>, now: number): boolean =>
  time <= now && now < time + READ_SECONDS;

/**
 * Whether a read covers another ask of the same coach in the same session (SPEC.md clause 11.3): the same person, granularity and
 * purpose, no metric and no day besides, and no grant but those that its record names. A session that ended may have ended elsewhere,
 * where nobody knows of this read; what was read in it covers nothing in the next one.
 *
 * @param ask of one scope
 * @param grants ids of the grants that cover the ask now
 */
export const covers = (
  read: RecordedRead,
  ask: ReadAsk,
  { grants, now }: { readonly grants: readonly string[]; readonly now: number },
): boolean =>
  isFresh(read, now) &&
  (['coach', 'session', 'pseudonym', 'purpose', 'granularity'] as const).every((name) => read[name] === ask[name]) &&
  ask.metrics.every((metric) => read.metrics.includes(metric)) &&
  read.from <= ask.from &&
  ask.until <= read.until &&
  grants.every((grant) => read.grants.includes(grant));
