import { seeded } from '@fit4work/load';
import { cryptoReady } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { measuredDay } from './measured-day.js';
import { type AnsweredDay, isRead } from './read-judgement.js';

await cryptoReady;
const random = seeded(1);
const MEASURED = [0, 1, 2].map((count) => measuredDay('2026-03-28', count, random));
const [FIRST, SECOND, THIRD] = MEASURED.map(
  ({ date, steps, heartRateMean }): AnsweredDay => ({
    date,
    steps: { total: steps },
    heartRate: { mean: heartRateMean },
  }),
);
const EXPECTED = { measured: MEASURED, confirmed: MEASURED.slice(0, 2).map(({ date }) => date) };
const days = (...all: readonly (AnsweredDay | undefined)[]) => all.flatMap((day) => day ?? []);
const EMPTY = { steps: { total: null }, heartRate: { mean: null } };

describe('what a coach was answered', () => {
  it.each([
    ['every day', days(FIRST, SECOND, THIRD)],
    ['every day that was confirmed', days(FIRST, SECOND)],
    ['a day that nobody measured, of which nothing is there', days(FIRST, SECOND, { ...EMPTY, date: '2026-01-01' })],
    ['a day that was not confirmed, of which nothing is there', days(FIRST, SECOND, THIRD && { ...THIRD, ...EMPTY })],
  ])('is right with %s', (_title, answered) => {
    expect(isRead(answered, EXPECTED)).toBe(true);
  });

  it.each([
    ['lacks a day that was confirmed', days(FIRST, THIRD)],
    ['has nothing of a day that was confirmed', days(FIRST, SECOND && { ...SECOND, ...EMPTY })],
    ['has other steps', days(FIRST, SECOND && { ...SECOND, steps: { total: 1 } })],
    ['has another heart rate', days(FIRST, SECOND && { ...SECOND, heartRate: { mean: 1 } })],
    [
      'has other steps of a day that was not confirmed',
      days(FIRST, SECOND, THIRD && { ...THIRD, steps: { total: 1 } }),
    ],
    ['has a day that nobody measured', days(FIRST, SECOND, FIRST && { ...FIRST, date: '2026-01-01' })],
    ['has a day twice', days(FIRST, SECOND, SECOND)],
  ])('is wrong where it %s', (_title, answered) => {
    expect(isRead(answered, EXPECTED)).toBe(false);
  });
});
