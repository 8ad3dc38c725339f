import type { Beats, DayValues } from './day-values.js';
import { type Days, eachDay, mondayOf } from './period.js';

/** One bar or point: a day, or the mean of a day over a week; undefined where nothing was measured. */
export interface Span extends Days {
  readonly steps: number | undefined;
  readonly beats: Beats | undefined;
  /** Seconds */
  readonly asleep: number | undefined;
  /** Seconds */
  readonly worn: number | undefined;
}

/** @param weekly whether the days of a week, Monday first, are one */
export function spansOf(days: Days, known: ReadonlyMap<string, DayValues>, weekly: boolean): readonly Span[] {
  const groups = new Map<string, string[]>();
  for (const day of eachDay(days)) {
    const name = weekly ? mondayOf(day) : day;
    groups.set(name, [...(groups.get(name) ?? []), day]);
  }
  return [...groups.values()].map((group) => spanOf(group, known));
}

/** All of the days as one: of what is counted by the day the mean of those that were measured. */
export function spanOf(days: readonly string[], known: ReadonlyMap<string, DayValues>): Span {
  const values = days.flatMap((day) => known.get(day) ?? []);
  return {
    from: days[0] ?? '',
    until: days.at(-1) ?? '',
    steps: meanOf(values.map(({ steps }) => steps)),
    beats: together(values.flatMap(({ beats }) => beats ?? [])),
    asleep: meanOf(values.map(({ asleep }) => asleep)),
    worn: meanOf(values.map(({ worn }) => worn)),
  };
}

/** Of those that there are: a day on which nothing was measured is no day of nothing. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Of several days as of one; the rate at rest is the mean of theirs. */
function together(all: readonly Beats[]): Beats | undefined {
  if (all.length === 0) return undefined;
  return {
    sum: all.reduce((sum, each) => sum + each.sum, 0),
    minutes: all.reduce((sum, each) => sum + each.minutes, 0),
    least: Math.min(...all.map(({ least }) => least)),
    most: Math.max(...all.map(({ most }) => most)),
    resting: meanOf(all.map(({ resting }) => resting)),
  };
}
