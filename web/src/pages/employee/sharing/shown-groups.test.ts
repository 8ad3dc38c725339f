import { expect, it } from 'vitest';
import type { ShownWindow } from './answer-shape.js';
import { groupsOf, isEmptyWindow } from './shown-groups.js';

const windowOf = (date: string, wornSeconds: number | null, more: Partial<ShownWindow> = {}): ShownWindow => ({
  ...{ date, wornSeconds, start: undefined, steps: undefined, heartRate: undefined, sleep: undefined },
  ...more,
});
const byMonth = {
  ...{ dayOf: ({ date }: ShownWindow) => date, periodOf: (day: string) => day.slice(0, 7), isEmpty: isEmptyWindow },
};

it('has every day of a preview once, by month, those with nothing to see apart', () => {
  const days = [
    ...[windowOf('2026-03-30', 0), windowOf('2026-03-31', 60)],
    ...[windowOf('2026-04-01', null), windowOf('2026-04-02', 0), windowOf('2026-04-03', 3_600)],
  ];
  const groups = groupsOf(days, byMonth);
  expect(groups.map(({ from, filled, empty }) => [from, filled.length, empty.length])).toEqual([
    ['2026-03-30', 1, 1],
    ['2026-04-01', 1, 2],
  ]);
  expect(new Set(groups.flatMap(({ filled, empty }) => [...filled, ...empty]))).toEqual(new Set(days));
});

it('folds months in which there is nothing to see into one', () => {
  const days = [
    windowOf('2026-03-31', 60),
    windowOf('2026-04-30', 0),
    windowOf('2026-05-01', null),
    windowOf('2026-06-01', 0),
  ];
  const groups = groupsOf([...days, windowOf('2026-07-01', 60), windowOf('2026-08-01', 0)], byMonth);
  expect(groups.map(({ from, until, empty }) => [from, until, empty.length])).toEqual([
    ['2026-03-31', '2026-03-31', 0],
    ['2026-04-30', '2026-06-01', 3],
    ['2026-07-01', '2026-07-01', 0],
    ['2026-08-01', '2026-08-01', 1],
  ]);
});

it('takes nothing for empty of which a coach would see a value', () => {
  expect(isEmptyWindow(windowOf('2026-03-30', 0, { steps: { total: null, activeMinutes: 0 } }))).toBe(true);
  expect(isEmptyWindow(windowOf('2026-03-30', 0, { steps: { total: 12, activeMinutes: 0 } }))).toBe(false);
  const periods = [{ start: '2026-03-29T22:00Z', end: '2026-03-30T05:00Z' }];
  const sleep = {
    ...{ minutesAsleep: null, minutesAwakeInBed: null, stageMinutes: null, efficiency: null, interruptions: 0 },
    periods,
  };
  expect(isEmptyWindow(windowOf('2026-03-30', 0, { sleep }))).toBe(false);
});

it('makes no group of nothing', () => {
  expect(groupsOf([], byMonth)).toEqual([]);
});
