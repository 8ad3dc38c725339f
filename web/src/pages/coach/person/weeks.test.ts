import { expect, it } from 'vitest';
import type { Day } from './summaries.js';
import { meanOf, mondayOf, weeksOf } from './weeks.js';

const day = (date: string, total?: number): Day => ({
  ...{ date, status: { steps: 'measured', 'heart-rate': undefined, sleep: undefined }, window: null },
  ...{ wornSeconds: null, heartRate: undefined, sleep: undefined },
  steps: total === undefined ? undefined : { total, activeMinutes: 0 },
});

it('a week begins on Monday, also where a year and summer time end', () => {
  expect(['2026-05-25', '2026-05-28', '2026-05-31'].map(mondayOf)).toEqual(Array(3).fill('2026-05-25'));
  expect([mondayOf('2026-10-25'), mondayOf('2027-01-01')]).toEqual(['2026-10-19', '2026-12-28']);
});

it('days are put into their weeks, of which the first and the last may be a part', () => {
  const weeks = weeksOf(['2026-05-30', '2026-05-31', '2026-06-01'].map((date) => day(date)));
  expect(weeks.map(({ from, until, days }) => [from, until, days.length])).toEqual([
    ['2026-05-30', '2026-05-31', 2],
    ['2026-06-01', '2026-06-01', 1],
  ]);
});

it('a week is the mean of the days that are known, and is unknown where none is', () => {
  const [week] = weeksOf([day('2026-05-25', 6_000), day('2026-05-26'), day('2026-05-27', 8_000)]);
  const steps = ({ steps: told }: Day): number | undefined => told?.total ?? undefined;
  expect(week && meanOf(week, steps)).toEqual({ mean: 7_000, days: 2 });
  const [unknown] = weeksOf([day('2026-05-25')]);
  expect(unknown && meanOf(unknown, steps)).toEqual({ mean: undefined, days: 0 });
});
