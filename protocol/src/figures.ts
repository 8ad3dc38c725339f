import { DAY_STATUSES, type DayAnswer, type DayStatus } from './answer-days.js';
import { addDays, daysOfDate } from './civil-day.js';
import { fromRfc3339 } from './rfc3339.js';
import { median, medianDeviation, robustZ } from './robust.js';
import type { Metric } from './sample.js';

/* What the days of a read come to (SPEC.md clauses 20.4 to 20.8): functions of the days as they are told, so that a reader of an
   answer can reckon them again. */

const DAY = 86_400;

/** Days that the trend compares, and how many of them have to have a value. */
const RECENT = { days: 7, least: 4 } as const;
const BASELINE = { days: 28, least: 14 } as const;
/** Standard deviations from which a change is told. */
const CHANGE = 2;
/** From so many seconds on a day counts as worn: ten hours (Troiano et al. 2008, doi:10.1249/mss.0b013e31815a51b3). */
const WORN = 36_000;
/** Pairs of nights that a regularity needs. */
const LEAST_PAIRS = 5;
/** A civil day is over everywhere so many seconds after it is over in UTC, and its box has had its time to come. */
const OVERDUE = 15 * 3600;

export const FIGURES = ['steps', 'active-minutes', 'resting-heart-rate', 'mean-heart-rate', 'minutes-asleep'] as const;
export type FigureName = (typeof FIGURES)[number];

export interface Trend {
  readonly direction: 'higher' | 'lower' | 'steady' | 'unknown';
  /** Median of the last days; null where too few have a value. */
  readonly recent: number | null;
  readonly recentDays: number;
  /** Median of the days before them, and the median deviation from it; null where too few have a value. */
  readonly baseline: number | null;
  readonly spread: number | null;
  readonly baselineDays: number;
  /** How far the last days lie from the baseline, in standard deviations. */
  readonly z: number | null;
}

export interface Figure {
  readonly figure: FigureName;
  /** Over every day that has a value; null where there is none, and for what does not add up. */
  readonly total: number | null;
  /** Days that count, and their mean. */
  readonly days: number;
  readonly mean: number | null;
  readonly trend: Trend;
}

/** How much the middle of the longest sleep moves from one night to the next, by the median. */
export interface SleepShift {
  readonly minutes: number | null;
  /** Pairs of days in a row that both have a sleep period. */
  readonly pairs: number;
}

export interface MetricFigures {
  readonly metric: Metric;
  /** How many days of each status. */
  readonly days: Readonly<Record<DayStatus, number>>;
  /** The first of the days at the end of which no wearable told anything; null where nothing is overdue. */
  readonly staleSince: string | null;
  readonly figures: Figure[];
  /** Of sleep only. */
  readonly shift?: SleepShift;
}

export interface Figures {
  /** Over the days whose length is known: "worn 18 h of 24". */
  readonly coverage: { readonly days: number; readonly wornSeconds: number; readonly seconds: number };
  readonly metrics: MetricFigures[];
}

interface Rule {
  readonly figure: FigureName;
  readonly metric: Metric;
  readonly adds: boolean;
  /** Whether a day that was hardly worn would say too little, or too much. */
  readonly wantsWorn: boolean;
  readonly of: (day: DayAnswer) => number | null | undefined;
}

const RULES: readonly Rule[] = [
  { figure: 'steps', metric: 'steps', adds: true, wantsWorn: true, of: ({ steps }) => steps?.total },
  {
    ...{ figure: 'active-minutes', metric: 'steps', adds: true, wantsWorn: true },
    of: ({ steps }) => (steps?.total == null ? null : steps.activeMinutes),
  },
  {
    ...{ figure: 'resting-heart-rate', metric: 'heart-rate', adds: false, wantsWorn: false },
    of: ({ heartRate }) => heartRate?.resting,
  },
  {
    ...{ figure: 'mean-heart-rate', metric: 'heart-rate', adds: false, wantsWorn: true },
    of: ({ heartRate }) => heartRate?.mean,
  },
  {
    ...{ figure: 'minutes-asleep', metric: 'sleep', adds: true, wantsWorn: false },
    of: ({ sleep }) => sleep?.minutesAsleep,
  },
];

/** Half up, so that every reader decides by the same number. */
const hundredths = (value: number): number => Math.floor(100 * value + 0.5) / 100;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const isValue = (value: number | null | undefined): value is number => value != null;

function trendOf(values: readonly (number | null)[]): Trend {
  const last = values.slice(-RECENT.days).filter(isValue);
  const before = values.slice(-RECENT.days - BASELINE.days, -RECENT.days).filter(isValue);
  const recent = last.length < RECENT.least ? null : median(last);
  const known = before.length >= BASELINE.least;
  const z = recent !== null && known ? robustZ(recent, before) : null;
  const rounded = z === null ? null : hundredths(z);
  return {
    direction: directionOf(rounded),
    recent: recent === null ? null : hundredths(recent),
    recentDays: last.length,
    baseline: known ? hundredths(median(before)) : null,
    spread: known ? hundredths(medianDeviation(before)) : null,
    baselineDays: before.length,
    z: rounded,
  };
}

function directionOf(z: number | null): Trend['direction'] {
  if (z === null) return 'unknown';
  if (z >= CHANGE) return 'higher';
  return z <= -CHANGE ? 'lower' : 'steady';
}

function figureOf({ figure, adds, wantsWorn, of }: Rule, days: readonly DayAnswer[]): Figure {
  const counts = (day: DayAnswer): boolean => !wantsWorn || (day.wornSeconds ?? 0) >= WORN;
  const all = days.map(of).filter(isValue);
  const counted = days.map((day) => (counts(day) ? (of(day) ?? null) : null));
  const present = counted.filter(isValue);
  return {
    figure,
    total: adds && all.length > 0 ? sumOf(all) : null,
    days: present.length,
    mean: present.length > 0 ? hundredths(sumOf(present) / present.length) : null,
    trend: trendOf(counted),
  };
}

/** The middle of the longest sleep period, the first of equal ones; undefined where there is none. */
function middleOfSleep({ sleep }: DayAnswer): number | undefined {
  const periods = (sleep?.periods ?? []).map(({ start, end }) => [fromRfc3339(start), fromRfc3339(end)] as const);
  const [longest] = periods.sort(([a, b], [c, d]) => d - c - (b - a));
  return longest && (longest[0] + longest[1]) / 2;
}

/** Seconds between two times of day, the short way round. */
const timeBetween = (earlier: number, later: number): number => {
  const round = (later - earlier) % DAY;
  return Math.min(Math.abs(round), DAY - Math.abs(round));
};

function shiftOf(days: readonly DayAnswer[]): SleepShift {
  const middles = days.map(middleOfSleep);
  const shifts = middles.flatMap((middle, i) => {
    const before = middles[i - 1];
    return middle === undefined || before === undefined ? [] : [timeBetween(before, middle)];
  });
  const minutes = shifts.length < LEAST_PAIRS ? null : Math.floor(median(shifts) / 60 + 0.5);
  return { minutes, pairs: shifts.length };
}

/** A day of which a wearable told something, and one on which none told anything: broken, away, not worn or never paired. */
const TOLD: readonly (DayStatus | undefined)[] = ['measured', 'not-measured'];
const UNTOLD: readonly (DayStatus | undefined)[] = ['not-worn', 'not-received'];

/** @param now Unix seconds */
function staleSince(days: readonly DayAnswer[], metric: Metric, now: number): string | null {
  const isOver = (date: string): boolean => daysOfDate(addDays(date, 1)) * DAY + OVERDUE <= now;
  const last = days.findLastIndex(({ status }) => TOLD.includes(status[metric]));
  const missing = days.slice(last + 1).find(({ status, date }) => UNTOLD.includes(status[metric]) && isOver(date));
  return missing?.date ?? null;
}

/**
 * @param days of an answer: civil days in a row, ascending
 * @param metrics that were asked, in the order in which they are told
 * @param now Unix seconds
 */
export function figuresOf(days: readonly DayAnswer[], metrics: readonly Metric[], now: number): Figures {
  const timed = days.flatMap(({ window, wornSeconds }) =>
    window === null ? [] : [{ seconds: window.seconds, worn: Number(wornSeconds) }],
  );
  return {
    coverage: {
      days: timed.length,
      wornSeconds: sumOf(timed.map(({ worn }) => worn)),
      seconds: sumOf(timed.map(({ seconds }) => seconds)),
    },
    metrics: metrics.map((metric) => ({
      metric,
      days: countStatuses(days, metric),
      staleSince: staleSince(days, metric, now),
      figures: RULES.filter((rule) => rule.metric === metric).map((rule) => figureOf(rule, days)),
      ...(metric === 'sleep' ? { shift: shiftOf(days) } : {}),
    })),
  };
}

function countStatuses(days: readonly DayAnswer[], metric: Metric): Record<DayStatus, number> {
  const count = (name: DayStatus): number => days.filter(({ status }) => status[metric] === name).length;
  const counts: Record<DayStatus, number> = {
    ...{ measured: 0, 'not-measured': 0, 'not-worn': 0 },
    ...{ 'not-received': 0, erased: 0, 'not-shared': 0 },
  };
  for (const name of DAY_STATUSES) counts[name] = count(name);
  return counts;
}
