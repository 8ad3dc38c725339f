import { WearableError } from '../wearable-error.js';

/* A wearable that counts steps since its own midnight, and tells the count. */

/** A count that was told, and when. */
export interface Count {
  /** Steps since the wearable's midnight or its last start, whichever came later. */
  readonly counter: number;
  /** Unix seconds. */
  readonly at: number;
  /** Seconds by which the wearable's wall clock was ahead of Unix time then; left out where that is not known. */
  readonly ahead?: number | undefined;
}

const DAY = 86_400;
/** Seconds by which what is known of a wearable's clock may be wrong: it is read in whole seconds, and it drifts. */
const DOUBT = 60;

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
 * Follows the counter of one connection, over the wearable's midnight as well: what its clock shows is not asked, since its
 * wearer may set it at any time. A count that is not below the one before tells the difference, be it less than was walked
 * where the new beginning itself was not heard; so nothing is counted twice. A count below the one before may be a late notification as well as a new
 * beginning: only a second look at the counter tells which.
 */
export class StepCounter {
  private began: number | undefined;

  constructor(private last: Count | undefined) {}

  /** Takes a count; undefined for the first, `behind` for one that may be of before the last, so that it is looked up. */
  advance(count: Count): Walked | 'behind' | undefined {
    const { last, began } = this;
    // After a new beginning a late count of before it is no less than the last.
    const maybeLate = began !== undefined && count.at - began < DOUBT;
    if (last && (maybeLate || count.counter < last.counter)) return 'behind';
    return this.take(count);
  }

  /**
   * Takes a count that was looked up because one before was behind. If it is less than the last as well, the counter began
   * anew after that: what it shows was walked since then. What was walked between the last count and the new beginning
   * nobody knows.
   */
  confirm(count: Count): Walked | undefined {
    const { last } = this;
    if (!last || count.counter >= last.counter) return this.take(count);
    this.began = count.at;
    this.last = count;
    return { count: count.counter, since: last.at };
  }

  private take(count: Count): Walked | undefined {
    const { last } = this;
    this.last = count;
    return last && { count: count.counter - last.counter, since: last.at };
  }
}

/**
 * What was walked since a count of an earlier connection. Only the wearable's own midnight lets its counter begin anew, and
 * its clock need not be ours: so its clock decides whether one passed in between, where that is certain.
 *
 * - A midnight of its clock surely passed: what the counter shows was walked since then. What was walked between `mark` and
 *   that midnight is not known, and not made up.
 * - The counter shows less than before: it began anew, and its whole count is later than `mark`.
 * - Otherwise the difference. Where the clock is not known, or was set in between, the counter may have begun anew all the
 *   same and more have been walked: of the two readings the smaller counts, so that nothing is counted a second time.
 *
 * A clock that was set away and back to the second between two connections, by somebody else and so that it never showed the
 * hour after midnight, cannot be told from one that was left alone.
 *
 * Undefined where the clock of this machine went back behind `mark`.
 */
export function walkedSince(mark: Count, now: Count): Walked | undefined {
  if (mark.at > now.at) return undefined;
  const midnight = sureMidnight(mark, now);
  if (midnight !== undefined) return { count: now.counter, since: midnight };
  const anew = now.counter < mark.counter;
  return { count: anew ? now.counter : now.counter - mark.counter, since: mark.at };
}

/** The last midnight of the wearable's clock, in our time, that surely lies between two counts. */
function sureMidnight(mark: Count, now: Count): number | undefined {
  if (mark.ahead === undefined || now.ahead === undefined || Math.abs(now.ahead - mark.ahead) > DOUBT) return undefined;
  const midnight = Math.floor((now.at + now.ahead - DOUBT) / DAY) * DAY - now.ahead;
  return midnight > mark.at + DOUBT ? midnight : undefined;
}
