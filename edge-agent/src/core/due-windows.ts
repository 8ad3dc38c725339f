import {
  addDays,
  civilDay,
  civilDayBounds,
  GRANULARITIES,
  type Granularity,
  type Window,
  windowsOf,
} from '@fit4work/protocol';
import type { Positions, SealedWindow } from '../ports.js';

/** A sleep period may still continue an hour after midnight, and then counts on the next day (SPEC.md clause 4.4). */
export const SLEEP_GAP = 3600;

const HOUR = 3600;

/** Up to where windows are due. */
export interface Horizon {
  /** Quarters and hours that end by then. */
  readonly window: number;
  /** Days that end by then. */
  readonly day: number;
}

export interface Progress {
  readonly positions: Positions;
  readonly horizon: Horizon;
  readonly zone: string;
}

/** A wearable that is away keeps days open for so long, and no longer. */
export const MOST_OPEN = 7 * 86_400;
/** A longer stretch between what is sealed and what is due is not filled with windows of nothing. */
const MOST_FILLED = 92 * 86_400;
/** By more than this nobody's position is ahead of a clock that is right. */
const CLAIMED = 86_400;

/**
 * The instant before which no more is waited for: what every wearable has accounted for, or seven days before the one
 * that is furthest, if another was away for longer. One that was never synchronised counts as away, and so does one that
 * is not paired yet.
 */
export function commonCursor(cursors: readonly (number | undefined)[]): number {
  if (cursors.length === 0) return 0;
  const reached = cursors.map((cursor) => cursor ?? 0);
  return Math.max(Math.min(...reached), Math.max(...reached) - MOST_OPEN);
}

/**
 * What is due by what was measured, without a look at the clock.
 *
 * @param final nothing more is to come for a while: a day whose end is reached closes without waiting for its last sleep
 */
export const horizonOfCursor = (cursor: number, final: boolean): Horizon => ({
  window: cursor,
  day: cursor - (final ? 0 : SLEEP_GAP),
});

export const further = (one: Horizon, other: Horizon): Horizon => ({
  window: Math.max(one.window, other.window),
  day: Math.max(one.day, other.day),
});

/** Whether machine or clock were away for so long that only days of which something is held are sealed, and the last. */
export const isLongAway = ({ positions, horizon }: Progress): boolean => horizon.window - positions.raw > MOST_FILLED;

/** Where the windows begin when the first history starts at an instant: with that civil day. */
export function firstPositions(from: number, zone: string): Positions {
  const { start } = civilDayBounds(civilDay(from, zone), zone);
  return { raw: start, hour: start, day: start };
}

/** Where they begin without history: with the windows in which the agent was enrolled, and in any case an hour ago. */
export function enrolledPositions(issued: number, now: number, zone: string): Positions {
  const instant = Math.min(issued, now - HOUR);
  const day = civilDay(instant, zone);
  const startOf = (granularity: Granularity): number =>
    windowsOf(day, granularity, zone).findLast(({ start }) => start <= instant)?.start ?? instant;
  return { raw: startOf('raw'), hour: startOf('hour'), day: startOf('day') };
}

/** After a long absence windows go on with the last day. */
export const goOnFrom = (positions: Positions, day: string, zone: string): Positions => {
  const { start } = civilDayBounds(day, zone);
  return {
    raw: Math.max(positions.raw, start),
    hour: Math.max(positions.hour, start),
    day: Math.max(positions.day, start),
  };
};

/**
 * Where to go on. A position far ahead of the clock was reached while the clock claimed a time that was not; then it is
 * where the windows stand that were sealed before now.
 *
 * @param known `sealed`: windows that began before now; `begun`: where windows go on if there is none
 */
export function truePositions(
  positions: Positions,
  now: number,
  { sealed, begun }: { readonly sealed: readonly SealedWindow[]; readonly begun: Positions },
): Positions {
  const reached = (granularity: Granularity): number => {
    if (positions[granularity] <= now + CLAIMED) return positions[granularity];
    const ends = sealed.filter((each) => each.granularity === granularity).map(({ until }) => until);
    return ends.length === 0 ? begun[granularity] : Math.max(...ends);
  };
  return { raw: reached('raw'), hour: reached('hour'), day: reached('day') };
}

/** Whether positions have to be looked at by `truePositions`. */
export const areClaimed = (positions: Positions, now: number): boolean =>
  Object.values(positions).some((position) => position > now + CLAIMED);

const isDue = (window: Window, { positions, horizon }: Progress): boolean =>
  window.start >= positions[window.granularity] &&
  window.end <= (window.granularity === 'day' ? horizon.day : horizon.window);

/** The civil days in which windows may be due, oldest first. */
export function dueDays({ positions, horizon, zone }: Progress): readonly string[] {
  const last = civilDay(Math.max(horizon.window - 1, 0), zone);
  const days: string[] = [];
  for (let day = civilDay(Math.min(...Object.values(positions)), zone); day <= last; day = addDays(day, 1))
    days.push(day);
  return days;
}

/**
 * The windows of a civil day that are to be sealed for the first time: raw, then hour, then day.
 *
 * @param sealed those of the day that were: a clock that went back comes by them again
 */
export function dueWindows(day: string, progress: Progress, sealed: readonly SealedWindow[] = []): readonly Window[] {
  const windows = GRANULARITIES.flatMap((granularity) => windowsOf(day, granularity, progress.zone));
  return windows.filter((window) => isDue(window, progress) && sealedAs(window, sealed) === undefined);
}

/** What stands of a window: of one that an earlier version of the agent sealed, what stands of all of those together. */
export const sealedAs = (
  { granularity, start, end }: Window,
  sealed: readonly SealedWindow[],
): SealedWindow | undefined => {
  const same = sealed.filter((each) => each.granularity === granularity);
  return same.find((each) => each.start === start) ?? same.find((each) => each.start < start && each.until >= end);
};

/** The positions after windows were sealed. */
export function advancePositions(positions: Positions, sealed: readonly Window[]): Positions {
  const ends = (granularity: Granularity): number =>
    sealed.reduce(
      (end, window) => (window.granularity === granularity ? Math.max(end, window.end) : end),
      positions[granularity],
    );
  return { raw: ends('raw'), hour: ends('hour'), day: ends('day') };
}

/** What decides how long the keys of a day stay open. */
export interface KeyNeeds {
  /** What is final by what was measured. */
  readonly horizon: Horizon;
  /** What the clock shows, where it is believed. */
  readonly believed: number | undefined;
  /** Days whose windows are still to be sealed anew. */
  readonly late: readonly string[];
  readonly zone: string;
}

/**
 * Open keys of days before the one returned are forgotten: once every wearable is past the end of the day after, since a
 * sleep period that began in a day may count on the next, and what came late is sealed. In any case seven days after a day
 * began, if the clock is believed.
 */
export function keepKeysFrom({ horizon, believed, late, zone }: KeyNeeds): string {
  const byCursor = addDays(civilDay(Math.max(horizon.day, 0), zone), -1);
  // To seal the day after a neighbour anew takes the neighbour, and what reaches into that.
  const needed = [byCursor, ...late.map((day) => addDays(day, -2))].sort()[0] ?? byCursor;
  if (believed === undefined) return needed;
  const byAge = addDays(civilDay(Math.max(believed - MOST_OPEN, 0), zone), 1);
  return [needed, byAge].sort()[1] ?? needed;
}
