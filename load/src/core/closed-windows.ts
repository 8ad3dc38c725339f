import { civilDay, type Window } from '@fit4work/protocol';

const QUARTER = 900;
const HOUR = 3_600;
const DAY = 86_400;

/** What closes with a quarter of an hour, counted from 1970 in UTC: itself, and with the last of an hour or a day that too. */
export function closedWith(quarter: number): readonly Window[] {
  const end = (quarter + 1) * QUARTER;
  const day = civilDay(end - QUARTER, 'UTC');
  const windows: Window[] = [{ granularity: 'raw', day, start: end - QUARTER, end }];
  if (end % HOUR === 0) windows.push({ granularity: 'hour', day, start: end - HOUR, end });
  if (end % DAY === 0) windows.push({ granularity: 'day', day, start: end - DAY, end });
  return windows;
}

/** The quarter of an hour that a time is in. */
export const quarterOf = (time: number): number => Math.floor(time / QUARTER);
