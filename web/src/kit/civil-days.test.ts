import { expect, it } from 'vitest';
import { dayAfter, dayBefore, dayOf, startOf } from './civil-days.js';

it('are those of the calendar, also where clocks change and years end', () => {
  expect(dayAfter('2026-10-24', 1)).toBe('2026-10-25');
  expect(dayAfter('2026-10-25', 1)).toBe('2026-10-26');
  expect(dayBefore('2027-01-01')).toBe('2026-12-31');
  expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
});

it('begin at midnight of this machine', () => {
  const start = startOf('2026-10-25');
  expect(dayOf(new Date(start * 1000))).toBe('2026-10-25');
  expect(dayOf(new Date(start * 1000 - 1))).toBe('2026-10-24');
});
