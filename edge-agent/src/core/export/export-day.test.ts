import { describe, expect, it } from 'vitest';
import type { Source } from '../reconcile.js';
import { toExportDay } from './export-day.js';

const NOON = 1_773_140_400;
const bounds = { start: NOON - 43_200, end: NOON + 43_200 };
const FAMILIES = new Map([
  [1, 'huami'],
  [2, 'infinitime'],
]);

const source = (wearable: number, ...samples: Source['samples']): Source => ({
  wearable,
  told: false,
  samples,
  worn: [{ start: bounds.start - 600, duration: 87_600 }],
});
const steps = (start: number, value: number) => ({ metric: 'steps', start, duration: 60, value }) as const;
const slept = (start: number, end: number) =>
  ({ metric: 'sleep', start, duration: end - start, stage: 'light' }) as const;

const dayOf = (...sources: readonly Source[]) => toExportDay({ day: '2026-03-10', bounds }, sources, FAMILIES);

describe('what a day gives to an export', () => {
  it('counts a minute once where two wearables measured it, and says whose it is', () => {
    const { samples } = dayOf(source(1, steps(NOON, 10)), source(2, steps(NOON, 12), steps(NOON + 60, 7)));
    expect(samples).toEqual([
      { sample: steps(NOON, 10), family: 'huami' },
      { sample: steps(NOON + 60, 7), family: 'infinitime' },
    ]);
  });

  it('has beside it what does not count, since another source has that minute, and whether it was told', () => {
    const told = { ...source(1, steps(NOON, 11), steps(NOON + 120, 5)), told: true };
    const { samples, notCounted } = dayOf(source(1, steps(NOON, 10)), told, source(2, steps(bounds.start - 60, 3)));
    expect(samples.map(({ sample }) => sample)).toEqual([steps(NOON, 10), steps(NOON + 120, 5)]);
    expect(notCounted).toEqual([{ sample: steps(NOON, 11), family: 'huami', told: true }]);
  });

  it('has the samples that start in it, and was worn no longer than it lasts', () => {
    const { samples, worn } = dayOf(
      source(1, steps(bounds.start - 60, 1), steps(bounds.start, 2), steps(bounds.end, 3)),
    );
    expect(samples.map(({ sample }) => sample)).toEqual([steps(bounds.start, 2)]);
    expect(worn).toEqual([{ start: bounds.start, duration: 86_400 }]);
  });

  it('leaves out what reaches into a minute that another wearable had before midnight', () => {
    const night = slept(bounds.start - 120, bounds.start + 120);
    const { samples } = dayOf(source(1, night), source(2, slept(bounds.start + 60, bounds.start + 180)));
    expect(samples).toEqual([]);
  });

  it('has whole the nights that end in it, and none that ends on another day', () => {
    const [ends, begins] = [slept(bounds.start - 3600, bounds.start + 60), slept(bounds.end - 60, bounds.end + 3600)];
    const atMidnight = slept(bounds.start - 10_000, bounds.start - 9000);
    expect(dayOf(source(1, atMidnight, ends, begins)).nights).toEqual([[{ sample: ends, family: 'huami' }]]);
    const untilMidnight = slept(bounds.end - 3600, bounds.end);
    expect(dayOf(source(1, untilMidnight)).nights).toHaveLength(1);
  });
});
