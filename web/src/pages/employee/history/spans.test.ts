import { expect, it } from 'vitest';
import type { DayValues } from './day-values.js';
import { spanOf, spansOf } from './spans.js';

const beats = (sum: number, minutes: number, resting?: number) => ({ sum, minutes, least: 50, most: 150, resting });
const day = (at: string, values: Partial<DayValues> = {}): DayValues => ({
  ...{ day: at, steps: undefined, beats: undefined, asleep: undefined, worn: 3_600 },
  ...values,
});
const KNOWN = new Map(
  [
    day('2026-11-22', { steps: 4_000, beats: { ...beats(6_000, 100, 60), least: 44 } }),
    day('2026-11-23', { steps: 1_000, beats: beats(100, 1), asleep: 3_600 }),
    day('2026-11-24', { steps: 3_000, worn: 0 }),
  ].map((each) => [each.day, each]),
);

it('has a span for each day, with a gap where nothing is known', () => {
  const spans = spansOf({ from: '2026-11-22', until: '2026-11-25' }, KNOWN, false);
  expect(spans.map(({ from }) => from)).toEqual(['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']);
  expect(spans.map(({ steps }) => steps)).toEqual([4_000, 1_000, 3_000, undefined]);
  expect(spans.map(({ asleep }) => asleep)).toEqual([undefined, 3_600, undefined, undefined]);
  expect(spans.map(({ worn }) => worn)).toEqual([3_600, 3_600, 0, undefined]);
});

it('has a span for each week, with the mean of the days that were measured, and its first and last day', () => {
  const spans = spansOf({ from: '2026-11-21', until: '2026-11-25' }, KNOWN, true);
  expect(spans).toMatchObject([
    { from: '2026-11-21', until: '2026-11-22', steps: 4_000 },
    { from: '2026-11-23', until: '2026-11-25', steps: 2_000, asleep: 3_600, worn: 1_800 },
  ]);
});

it('takes heart rates together by their minutes, the least and the most of all', () => {
  const [week] = spansOf({ from: '2026-11-22', until: '2026-11-22' }, KNOWN, true);
  expect(week?.beats).toEqual({ sum: 6_000, minutes: 100, least: 44, most: 150, resting: 60 });
  const both = new Map([...KNOWN].map(([, each]) => [each.day, each]));
  both.set('2026-11-24', day('2026-11-24', { beats: beats(5_000, 99, 40) }));
  expect(spansOf({ from: '2026-11-23', until: '2026-11-29' }, both, true)[0]?.beats).toEqual({
    ...{ sum: 5_100, minutes: 100, least: 50, most: 150, resting: 40 },
  });
});

it('has all days as one with the mean of the days, and not of their weeks', () => {
  const all = spanOf(['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'], KNOWN);
  expect(all).toMatchObject({ from: '2026-11-22', until: '2026-11-25', steps: 8_000 / 3, worn: 2_400 });
  expect(all.beats).toMatchObject({ sum: 6_100, minutes: 101, least: 44 });
});
