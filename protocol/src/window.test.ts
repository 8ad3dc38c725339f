import { describe, expect, it } from 'vitest';
import { GRANULARITIES, granularityOf, WINDOW_KIND, windowsOf } from './window.js';

const count = (day: string, zone: string): readonly number[] =>
  GRANULARITIES.map((granularity) => windowsOf(day, granularity, zone).length);

describe('the windows of a civil day', () => {
  it('are as many as its hours ask for', () => {
    expect(count('2026-01-15', 'Europe/Brussels')).toEqual([96, 24, 1]);
    expect(count('2026-03-29', 'Europe/Brussels')).toEqual([92, 23, 1]);
    expect(count('2026-10-25', 'Europe/Brussels')).toEqual([100, 25, 1]);
  });

  it('are none on a day that the zone skipped', () => {
    expect(count('2011-12-30', 'Pacific/Apia')).toEqual([0, 0, 0]);
  });

  it('follow each other without gap or overlap, the last one cut at the end of the day', () => {
    // Lord Howe moves its clocks by half an hour.
    for (const [day, zone] of [
      ['2026-10-25', 'Europe/Brussels'],
      ['2026-10-04', 'Australia/Lord_Howe'],
      ['2026-05-05', 'Asia/Kathmandu'],
    ] as const) {
      const [whole] = windowsOf(day, 'day', zone);
      for (const granularity of ['raw', 'hour'] as const) {
        const windows = windowsOf(day, granularity, zone);
        expect(windows[0]?.start).toBe(whole?.start);
        expect(windows.at(-1)?.end).toBe(whole?.end);
        expect(windows.slice(1).map(({ start }) => start)).toEqual(windows.slice(0, -1).map(({ end }) => end));
      }
    }
    expect(windowsOf('2026-10-04', 'hour', 'Australia/Lord_Howe').at(-1)).toMatchObject({ granularity: 'hour' });
    expect(windowsOf('2026-10-04', 'hour', 'Australia/Lord_Howe')).toHaveLength(24);
  });

  it('have a kind for each granularity', () => {
    for (const granularity of GRANULARITIES) expect(granularityOf(WINDOW_KIND[granularity])).toBe(granularity);
    expect(granularityOf(901)).toBeUndefined();
  });
});
