/* What time it is at least, by the word of others. A clock is a battery and a setting; a signature is neither. */

/** Unix seconds; 0 before the first. */
export interface BelievedTimes {
  /** Of the newest receipt of the coach API. */
  readonly receipt: number;
  /** Of the cosignatures of the newest checkpoint: the slowest of its witnesses. */
  readonly witnessed: number;
}

/** It is no earlier than this. Where both have spoken both must agree, so that neither alone can end every grant. */
export function earliestNow({ receipt, witnessed }: BelievedTimes): number {
  if (receipt === 0 || witnessed === 0) return Math.max(receipt, witnessed);
  return Math.min(receipt, witnessed);
}

/** How far the word of one may be ahead of all that is known here, in seconds. */
const MOST_AHEAD = 300;

/** What is believed of the time of a receipt: dated far ahead, it neither ends grants nor makes old what comes after it. */
export const believedOf = (receipt: number, clock: number, { witnessed }: BelievedTimes): number =>
  Math.min(receipt, Math.max(clock, witnessed) + MOST_AHEAD);

/** How far a clock may be ahead before a broker may refuse its tokens (SPEC.md clause 17.2). */
const MOST_OFF = 30;

export const isOff = (clock: number, time: number): boolean => Math.abs(clock - time) > MOST_OFF;

/** So many seconds after all that others have signed, a clock is believed by itself: a machine may have been off. */
const MOST_ALONE = 14 * 86_400;

/** Whether the clock is so far after what others have signed that somebody has to say what time it is. */
export const isFarAhead = (clock: number, { receipt, witnessed }: BelievedTimes): boolean => {
  const newest = Math.max(receipt, witnessed);
  return newest > 0 && clock - newest > MOST_ALONE;
};

/** Whether the clock shows a time that is surely past. */
export const isBehind = (clock: number, times: BelievedTimes): boolean => clock < earliestNow(times) - MOST_OFF;
