import { expect, it } from 'vitest';
import { daysAround, eachDay, mondayOf, neighbourOf } from './period.js';

const ALL = { from: '2025-11-27', until: '2026-11-26' };

it('is the week from Monday to Sunday, also over the end of a year', () => {
  expect(daysAround('week', '2026-11-26', ALL)).toEqual({ from: '2026-11-23', until: '2026-11-29' });
  expect(daysAround('week', '2026-11-23', ALL).from).toBe('2026-11-23');
  expect(daysAround('week', '2026-11-29', ALL).from).toBe('2026-11-23');
  expect(daysAround('week', '2026-01-01', ALL)).toEqual({ from: '2025-12-29', until: '2026-01-04' });
  expect(mondayOf('2026-03-29')).toBe('2026-03-23');
});

it('is the month of the calendar, however long', () => {
  expect(daysAround('month', '2026-11-26', ALL)).toEqual({ from: '2026-11-01', until: '2026-11-30' });
  expect(daysAround('month', '2028-02-29', ALL)).toEqual({ from: '2028-02-01', until: '2028-02-29' });
  expect(daysAround('month', '2026-12-31', ALL)).toEqual({ from: '2026-12-01', until: '2026-12-31' });
});

it('is all that there is', () => {
  expect(daysAround('challenge', '2026-11-26', ALL)).toEqual(ALL);
  expect(eachDay(ALL)).toHaveLength(365);
});

it('has neighbours as far as there is anything', () => {
  const week = daysAround('week', '2026-11-26', ALL);
  expect(neighbourOf(week, 'before', ALL)).toBe('2026-11-22');
  expect(neighbourOf(week, 'after', ALL)).toBeUndefined();
  expect(neighbourOf(daysAround('week', '2025-11-27', ALL), 'before', ALL)).toBeUndefined();
  expect(neighbourOf(daysAround('month', '2026-10-01', ALL), 'after', ALL)).toBe('2026-11-01');
});
