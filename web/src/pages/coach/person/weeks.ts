import { dayAfter } from '../../../kit/civil-days.js';
import { groupedBy } from '../../../kit/grouped.js';
import type { Day } from './summaries.js';

/** Of a week, or of the part of it that was asked. */
export interface Week {
  /** Its first day that was asked. */
  readonly from: string;
  readonly until: string;
  readonly days: readonly Day[];
}

/** Monday of the week of a civil day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T12:00Z`).getUTCDay();
  return dayAfter(day, -((weekday + 6) % 7));
}

/** @param days in their order */
export function weeksOf(days: readonly Day[]): readonly Week[] {
  return groupedBy(days, ({ date }) => mondayOf(date)).map((those) => ({
    ...{ from: those[0]?.date ?? '', until: those.at(-1)?.date ?? '', days: those },
  }));
}

export type ValueIn = (day: Day) => number | undefined;

export interface Known {
  /** Of the days that have a value: a sum would make a week look poor of which some days are not known. */
  readonly mean: number | undefined;
  readonly days: number;
}

export function meanOf({ days }: Week, valueIn: ValueIn): Known {
  const values = days.flatMap((day) => valueIn(day) ?? []);
  const sum = values.reduce((total, value) => total + value, 0);
  return { mean: values.length === 0 ? undefined : sum / values.length, days: values.length };
}
