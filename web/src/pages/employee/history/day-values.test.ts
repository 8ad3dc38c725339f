import { expect, it } from 'vitest';
import { readTold } from './day-values.js';

const steps = { metric: 'steps', total: 7_000, activeMinutes: 3 };
const heart = { metric: 'heart-rate', sum: 700, minutes: 10, minimum: 50, maximum: 90, resting: null, zoneMinutes: [] };
const sleep = { metric: 'sleep', stageMinutes: [30, 1, 2, 3, 4, 5], periods: [] };
const answer = (...values: readonly object[]) => ({
  days: [{ day: '2026-11-23', windows: [{ start: 0, end: 86_400, wornSeconds: 60, values }] }],
  ...{ closed: ['2026-11-22'], damaged: [] },
});

it('are read of what the agent answers, without the minutes awake in bed', () => {
  expect(readTold(answer(steps, heart, sleep))).toEqual({
    values: [
      {
        ...{ day: '2026-11-23', steps: 7_000, asleep: 15 * 60, worn: 60 },
        beats: { sum: 700, minutes: 10, least: 50, most: 90, resting: undefined },
      },
    ],
    ...{ closed: ['2026-11-22'], damaged: [] },
  });
});

it('are not known where nothing was measured, which is not zero', () => {
  const none = { ...heart, sum: 0, minutes: 0, minimum: null, maximum: null };
  const [day] = readTold(answer({ ...steps, total: null }, none, { ...sleep, stageMinutes: null })).values;
  expect(day).toMatchObject({ steps: undefined, beats: undefined, asleep: undefined });
});

it('are none of a day that was read and not worn', () => {
  const [unworn] = answer({ ...steps, total: 0 }).days;
  const windows = unworn?.windows.map((window) => ({ ...window, wornSeconds: 0 }));
  expect(readTold({ ...answer(), days: [{ ...unworn, windows }] }).values).toEqual([]);
});

it('are no others than those that an answer can have', () => {
  expect(() => readTold({ ...answer(steps), days: [{ day: '2026-11-23' }] })).toThrow(TypeError);
});
