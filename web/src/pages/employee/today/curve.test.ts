import { expect, it } from 'vitest';
import { allOf, bucketsOf, meanOf } from './curve.js';

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
