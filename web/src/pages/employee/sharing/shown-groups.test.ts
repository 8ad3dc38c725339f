import { expect, it } from 'vitest';
import type { ShownWindow } from './answer-shape.js';
import { groupsOf, kindOfWindow, ROW_KINDS, type ShownGroup } from './shown-groups.js';

const UNSEALED = '2026-09-10';
const windowOf = (date: string, wornSeconds: number | null, more: Partial<ShownWindow> = {}): ShownWindow => ({
  ...{ date, wornSeconds, start: undefined, steps: undefined, heartRate: undefined, sleep: undefined },
  ...more,
});
const DAMAGED = '2026-02-03';
const known = { firstUnsealed: UNSEALED, damaged: [DAMAGED] };
const kindOf = (window: ShownWindow) => kindOfWindow(window, known);
const byMonth = {
  ...{ dayOf: ({ date }: ShownWindow) => date, periodOf: (day: string) => day.slice(0, 7), kindOf },
};
const counted = <Row>({ from, rows }: ShownGroup<Row>) => [from, ...ROW_KINDS.map((kind) => rows[kind].length)];

it('has every day of a preview once, by month, those with nothing to see apart from those that are not sealed', () => {
  const days = [
    ...[windowOf('2026-03-30', 0), windowOf('2026-03-31', 60)],
    ...[windowOf('2026-09-08', null), windowOf('2026-09-09', 3_600), windowOf(UNSEALED, null)],
  ];
  const groups = groupsOf(days, byMonth);
  expect(groups.map(counted)).toEqual([
    ['2026-03-30', 1, 0, 0, 1],
    ['2026-09-08', 1, 0, 1, 1],
  ]);
  expect(new Set(groups.flatMap(({ rows }) => ROW_KINDS.flatMap((kind) => rows[kind])))).toEqual(new Set(days));
});

it('folds months in which there is nothing to see into one, and keeps apart why', () => {
  const days = [
    windowOf('2026-03-31', 60),
    windowOf('2026-04-30', 0),
    windowOf('2026-05-01', null),
    windowOf('2026-06-01', 0),
  ];
  const after = [windowOf('2026-07-01', 60), windowOf('2026-08-01', 0), windowOf('2026-10-01', null)];
  const groups = groupsOf([...days, ...after], byMonth);
  expect(groups.map(({ from, until, rows }) => [from, until, rows.empty.length, rows.unsealed.length])).toEqual([
    ['2026-03-31', '2026-03-31', 0, 0],
    ['2026-04-30', '2026-06-01', 3, 0],
    ['2026-07-01', '2026-07-01', 0, 0],
    ['2026-08-01', '2026-10-01', 1, 1],
  ]);
});

it('takes nothing for empty of which a coach would see a value', () => {
  expect(kindOf(windowOf('2026-03-30', 0, { steps: { total: null, activeMinutes: 0 } }))).toBe('empty');
  expect(kindOf(windowOf('2026-03-30', 0, { steps: { total: 12, activeMinutes: 0 } }))).toBe('filled');
  const periods = [{ start: '2026-03-29T22:00Z', end: '2026-03-30T05:00Z' }];
  const sleep = {
    ...{ minutesAsleep: null, minutesAwakeInBed: null, stageMinutes: null, efficiency: null, interruptions: 0 },
    periods,
  };
  expect(kindOf(windowOf('2026-03-30', 0, { sleep }))).toBe('filled');
});

it('does not take a day that is not sealed for one that was not worn, nor the other way about', () => {
  expect(kindOf(windowOf(UNSEALED, null))).toBe('unsealed');
  expect(kindOf(windowOf(UNSEALED, 0))).toBe('empty');
  expect(kindOf(windowOf(UNSEALED, 60))).toBe('filled');
  expect(kindOf(windowOf('2026-09-09', null))).toBe('empty');
});

it('does not take a day that is damaged for one on which nothing was measured, and folds it into no other month', () => {
  expect(kindOf(windowOf(DAMAGED, null))).toBe('damaged');
  expect(kindOfWindow(windowOf(UNSEALED, null), { ...known, damaged: [UNSEALED] })).toBe('damaged');
  const days = [windowOf('2026-01-01', 0), windowOf(DAMAGED, null), windowOf('2026-02-04', 0)];
  expect(groupsOf(days, byMonth).map(counted)).toEqual([
    ['2026-01-01', 0, 0, 0, 1],
    [DAMAGED, 0, 1, 0, 1],
  ]);
});

it('makes no group of nothing', () => {
  expect(groupsOf([], byMonth)).toEqual([]);
});
