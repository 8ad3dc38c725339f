import { expect, it } from 'vitest';
import { allOf, bucketsOf, curveOf, meanOf } from './curve.js';

const beats = [{ start: 600, value: 60 }, { start: 660, value: 80 }, { start: 1_500, value: 100 }, { start: 1_510 }];

it('makes stretches of samples, and leaves a gap where nothing was measured', () => {
  const buckets = bucketsOf(beats, 300);
  expect(buckets.map(({ start }) => start)).toEqual([600, 900, 1_200, 1_500]);
  expect(buckets.map(meanOf)).toEqual([70, null, null, 100]);
});

it('knows of all of them the mean, the least and the most, and of nothing nothing', () => {
  const all = allOf(bucketsOf(beats, 300));
  expect(all).toMatchObject({ count: 3, least: 60, most: 100 });
  expect(all && meanOf(all)).toBe(80);
  expect(allOf(bucketsOf([], 300))).toBeUndefined();
});

/** Minutes of a day, as samples. */
const at = (...minutes: readonly number[]) => minutes.map((minute) => ({ start: 86_400 + minute * 60, value: 60 }));
const every = (between: number, from: number, until: number): number[] =>
  Array.from({ length: Math.ceil((until - from) / between) }, (_, i) => from + i * between);
/** The minutes after which the line of samples breaks off. */
const breaksOf = (minutes: readonly number[]): number[] => {
  const { times, values } = curveOf(at(...minutes), 300);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  return times.flatMap((time, i) => (values[i] === null ? (time - 86_400) / 60 : []));
};

it.each([1, 3, 5, 7, 10, 20, 30])('joins what a wearable that measures each %i minutes measured', (between) => {
  const whole = every(between, 0, 600);
  expect(curveOf(at(...whole), 300).values.length).toBeGreaterThan(10);
  expect(breaksOf(whole)).toEqual([]);
  // Three hours of it are missing.
  const [last = 0] = whole.filter((minute) => minute < 200).slice(-1);
  expect(breaksOf(whole.filter((minute) => minute < 200 || minute >= 380))).toEqual([last - (last % 5) + 5]);
});

it('joins measurements that come a little late, and those around an hour of which each minute was measured', () => {
  const late = every(10, 0, 600).map((minute, i) => minute + (i % 3 === 0 ? 0.05 : 0));
  expect(breaksOf(late)).toEqual([]);
  expect(breaksOf([...every(10, 0, 300), ...every(1, 300, 420), ...every(10, 420, 900)])).toEqual([]);
});

it('joins nothing over a quarter of an hour that is missing among minutes, nor over what does not come back', () => {
  expect(breaksOf([...every(1, 0, 60), ...every(1, 75, 120)])).toEqual([60]);
  expect(breaksOf([0, 40])).toEqual([5]);
});
