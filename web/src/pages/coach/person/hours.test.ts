import { describe, expect, it } from 'vitest';
import { hoursOf, wornOf } from './hours.js';
import type { HourTold } from './summaries.js';

/** The night in which summer time ended in 2026: midnight in Brussels before and after it. */
const [START, END] = [1_792_879_200, 1_792_969_200];
const told = (at: number, wornSeconds: number | null = 3_600): HourTold => ({
  ...{ start: new Date(at * 1000).toISOString(), wornSeconds, steps: { total: 10 }, heartRate: undefined },
});

describe('the hours of a day', () => {
  it('are all there, in order, 25 of them where the clocks go back and 23 where they go forward', () => {
    const hours = hoursOf([told(START + 7_200), told(START)], START, END);
    expect(hours).toHaveLength(25);
    expect(hours.flatMap(({ start, told: each }) => (each === undefined ? [] : start - START))).toEqual([0, 7_200]);
    expect(hoursOf([], START, START + 23 * 3_600)).toHaveLength(23);
  });

  it('lose none that was told of a day that is another one elsewhere', () => {
    const hours = hoursOf([told(START - 3_600), told(END)], START, END);
    expect([hours.length, hours[0]?.start, hours.at(-1)?.start]).toEqual([27, START - 3_600, END]);
  });
});

it('how long the wearable was worn is told of the hours of which it is known, and of none as unknown', () => {
  expect(wornOf(hoursOf([told(START, 1_800), told(START + 3_600), told(START + 7_200, null)], START, END))).toEqual({
    ...{ hours: 2, share: 0.75 },
  });
  expect(wornOf(hoursOf([told(START, null)], START, END))).toBeUndefined();
});
