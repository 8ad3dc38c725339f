import { describe, expect, it } from 'vitest';
import { closedWith, quarterOf } from './closed-windows.js';
import { ENVELOPES_A_DAY, envelopesPerSecond, peopleOf, turnsPerSecond } from './rates.js';

describe('closed windows', () => {
  const first = quarterOf(Date.UTC(2026, 4, 1) / 1_000);

  it('are 96 quarters, 24 hours and one day of a day, as the rates reckon with', () => {
    const windows = Array.from({ length: 96 }, (_, i) => closedWith(first + i)).flat();
    const count = (granularity: string): number =>
      windows.filter((window) => window.granularity === granularity).length;
    expect([count('raw'), count('hour'), count('day')]).toEqual([96, 24, 1]);
    expect(windows.length).toBe(ENVELOPES_A_DAY);
    expect(new Set(windows.map(({ day }) => day))).toEqual(new Set(['2026-05-01']));
    expect(windows.at(-1)).toEqual({
      granularity: 'day',
      day: '2026-05-01',
      start: first * 900,
      end: (first + 96) * 900,
    });
  });

  it('make some 560 envelopes and 444 turns a second of 400,000 people', () => {
    expect(envelopesPerSecond(400_000)).toBeCloseTo(560.2, 1);
    expect(turnsPerSecond(400_000)).toBeCloseTo(444.4, 1);
    expect(peopleOf(envelopesPerSecond(40_000))).toBe(40_000);
  });
});
