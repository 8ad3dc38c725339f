import type { HourTold } from './summaries.js';

/** An hour of a day, and what was told of it. */
export interface Hour {
  /** Unix seconds */
  readonly start: number;
  /** `undefined` of an hour of which nothing came. */
  readonly told: HourTold | undefined;
}

const HOUR = 3_600;

/**
 * Every hour of a day, of which the night when the clocks change has 23 or 25. Where the person lives in another zone than the
 * one who looks, what was told lies partly outside, and is there all the same.
 *
 * @param start when the day begins here, Unix seconds
 * @param end when the next one does
 */
export function hoursOf(told: readonly HourTold[], start: number, end: number): readonly Hour[] {
  const byStart = new Map(told.map((hour) => [Date.parse(hour.start) / 1000, hour]));
  const starts = Array.from({ length: Math.round((end - start) / HOUR) }, (_, i) => start + i * HOUR);
  const all = [...new Set([...starts, ...byStart.keys()])].sort((a, b) => a - b);
  return all.map((each) => ({ start: each, told: byStart.get(each) }));
}

export interface Worn {
  /** Of how many hours it is known. */
  readonly hours: number;
  /** 0 to 1 */
  readonly share: number;
}

/** Of those hours of which it is known how long the wearable was worn, the share; undefined where it is of none. */
export function wornOf(hours: readonly Hour[]): Worn | undefined {
  const known = hours.flatMap(({ told }) => told?.wornSeconds ?? []);
  if (known.length === 0) return undefined;
  return { hours: known.length, share: known.reduce((sum, seconds) => sum + seconds, 0) / (known.length * HOUR) };
}
