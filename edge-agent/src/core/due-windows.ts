import {
  addDays,
  civilDay,
  civilDayBounds,
  GRANULARITIES,
  type Granularity,
  type Window,
  windowsOf,
} from '@fit4work/protocol';
import type { Positions } from '../ports.js';

/** A sleep period may still continue an hour after midnight, and then counts on the next day (SPEC.md clause 4.4). */
const SLEEP_GAP = 3600;

export interface Progress {
  readonly positions: Positions;
  /** Nothing more is waited for of what came before this instant. */
  readonly cursor: number;
  /** Nothing more is to come for a while, so that a day whose end is reached may close at once. */
  readonly final: boolean;
  readonly zone: string;
}

/** A wearable that is away holds windows back for so long, as a day stays open for so long. */
const MOST_HELD_BACK = 7 * 86_400;
/** After so many days of which nothing is known, windows of nothing end. */
export const SILENT_DAYS = 7;

/**
 * The instant before which no more is waited for: what every wearable has accounted for, or seven days before the one
 * that is furthest, if another was away for longer. One that was never synchronised counts as away.
 */
export function commonCursor(cursors: readonly (number | undefined)[]): number {
  const reached = cursors.map((cursor) => cursor ?? 0);
  return Math.max(Math.min(...reached), Math.max(...reached) - MOST_HELD_BACK);
}

/** Whether nothing is held of a day and of the week before it: a gap of years is not filled with windows of nothing. */
export const isSilent = (day: string, held: ReadonlySet<string>): boolean =>
  !Array.from({ length: SILENT_DAYS + 1 }, (_, back) => addDays(day, -back)).some((date) => held.has(date));

/** Where the windows begin when the first history starts at an instant: with that civil day. */
export function firstPositions(from: number, zone: string): Positions {
  const { start } = civilDayBounds(civilDay(from, zone), zone);
  return { raw: start, hour: start, day: start };
}

const isDue = (window: Window, { positions, cursor, final }: Progress): boolean => {
  const patience = window.granularity === 'day' && !final ? SLEEP_GAP : 0;
  return window.start >= positions[window.granularity] && window.end + patience <= cursor;
};

/** The civil days in which windows may be due, oldest first. */
export function dueDays({ positions, cursor, zone }: Progress): readonly string[] {
  const last = civilDay(Math.max(cursor - 1, 0), zone);
  const days: string[] = [];
  for (let day = civilDay(Math.min(...Object.values(positions)), zone); day <= last; day = addDays(day, 1))
    days.push(day);
  return days;
}

/** The windows of a civil day that are to be sealed now: raw, then hour, then day. */
export const dueWindows = (day: string, progress: Progress): readonly Window[] =>
  GRANULARITIES.flatMap((granularity) =>
    windowsOf(day, granularity, progress.zone).filter((window) => isDue(window, progress)),
  );

/** The positions after windows were sealed. */
export function advancePositions(positions: Positions, sealed: readonly Window[]): Positions {
  const ends = (granularity: Granularity): number =>
    sealed.reduce(
      (end, window) => (window.granularity === granularity ? Math.max(end, window.end) : end),
      positions[granularity],
    );
  return { raw: ends('raw'), hour: ends('hour'), day: ends('day') };
}
