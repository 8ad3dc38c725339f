import { dayAfter } from '../days.js';

/* Which days are looked at together. Days are civil days, `YYYY-MM-DD`. */

export const PERIODS = ['week', 'month', 'challenge'] as const;
export type Period = (typeof PERIODS)[number];

/** First and last day, both in it. */
export interface Days {
  readonly from: string;
  readonly until: string;
}

/**
 * The week from Monday, the month of the calendar, or all that there is.
 *
 * @param day one of its days
 * @param all first and last day of which there is anything
 */
export function daysAround(period: Period, day: string, all: Days): Days {
  if (period === 'challenge') return all;
  if (period === 'week') {
    const monday = mondayOf(day);
    return { from: monday, until: dayAfter(monday, 6) };
  }
  const from = `${day.slice(0, 7)}-01`;
  return { from, until: dayAfter(`${dayAfter(from, 31).slice(0, 7)}-01`, -1) };
}

export function mondayOf(day: string): string {
  const afterMonday = (new Date(`${day}T12:00Z`).getUTCDay() + 6) % 7;
  return dayAfter(day, -afterMonday);
}

export type Way = 'before' | 'after';

/** A day of the period before, or after; undefined where there is nothing more. */
export function neighbourOf({ from, until }: Days, way: Way, all: Days): string | undefined {
  const day = way === 'before' ? dayAfter(from, -1) : dayAfter(until, 1);
  return day < all.from || day > all.until ? undefined : day;
}

/** Each of them, the first one first. */
export function eachDay({ from, until }: Days): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = dayAfter(day, 1)) days.push(day);
  return days;
}
