import { expect, it } from 'vitest';
import { nightOf } from './night.js';

const MIDNIGHT = 1_792_879_200;
const sleep = (start: number, minutes: number, stage: string) => ({
  start: MIDNIGHT + start * 60,
  duration: minutes * 60,
  stage,
});

it('is the longest sleep that ended on the day, with neighbours of one stage as one', () => {
  const night = nightOf(
    [
      sleep(-1_000, 300, 'deep'),
      sleep(-60, 30, 'light'),
      sleep(-30, 60, 'light'),
      sleep(30, 10, 'awake'),
      sleep(40, 60, 'rem'),
      sleep(800, 20, 'light'),
    ],
    MIDNIGHT,
  );
  expect(night).toMatchObject({ asleep: 150 * 60, awake: 600, start: MIDNIGHT - 3_600, end: MIDNIGHT + 6_000 });
  expect(night?.parts.map(({ stage }) => stage)).toEqual(['light', 'awake', 'rem']);
});

it('ends where nothing of it was measured for an hour', () => {
  expect(nightOf([sleep(10, 50, 'deep'), sleep(120, 20, 'light')], MIDNIGHT)).toMatchObject({ asleep: 50 * 60 });
});

it('is none where no sleep ended on the day', () => {
  expect(nightOf([sleep(-100, 50, 'deep')], MIDNIGHT)).toBeUndefined();
  expect(nightOf([], MIDNIGHT)).toBeUndefined();
});
