import { WearableError } from '../wearable-error.js';

/* A wearable that counts steps since its own midnight, and tells the count. */

/** A count that was told, and when. */
export interface Count {
  /** Steps since the wearable's midnight or its last start, whichever came later. */
  readonly counter: number;
  /** Unix seconds. */
  readonly at: number;
}

/** Steps that were walked between `since` and the count that told them. */
export interface Walked {
  readonly count: number;
  readonly since: number;
}

/** u32, little-endian. @throws WearableError `malformed` */
export function readCounter(bytes: Uint8Array): number {
  if (bytes.length !== 4) throw new WearableError('malformed', 'The wearable told a count in the wrong form.');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
}

/**
 * Follows the counter of one connection. A count below the one before may be a late notification as well as a new
 * beginning: only a second look at the counter tells which.
 */
export class StepCounter {
  constructor(private last: Count | undefined) {}

  /** Takes a count; undefined for the first, `behind` for one that is less than the one before. */
  advance(count: Count): Walked | 'behind' | undefined {
    const { last } = this;
    if (last && count.counter < last.counter) return 'behind';
    this.last = count;
    return last && { count: count.counter - last.counter, since: last.at };
  }

  /**
   * Takes a count that was looked up because one before was behind. If it is behind as well, the counter began anew after
   * the last count: what it shows was walked since then. What was walked between that count and the new beginning nobody
   * knows.
   */
  confirm(count: Count): Walked | undefined {
    const walked = this.advance(count);
    if (walked !== 'behind') return walked;
    const since = this.last?.at ?? count.at;
    this.last = count;
    return { count: count.counter, since };
  }
}

/**
 * What was walked since a count of an earlier connection, all of it in one stretch up to `now`.
 *
 * - On the same civil day: the difference; if the counter is less, it began anew and its whole count is later than `mark`.
 * - On a later day: what the counter shows since midnight. What was walked between `mark` and midnight is not known, and
 *   not made up.
 *
 * Undefined where the clock of this machine went back behind `mark`.
 */
export function walkedSince(mark: Count, now: Count, startOfDay: (unix: number) => number): Walked | undefined {
  if (mark.at > now.at) return undefined;
  const today = startOfDay(now.at);
  if (mark.at < today) return { count: now.counter, since: today };
  return { count: now.counter < mark.counter ? now.counter : now.counter - mark.counter, since: mark.at };
}
