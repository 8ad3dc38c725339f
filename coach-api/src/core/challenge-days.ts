import { addDays, daysOfDate, ProtocolError } from '@fit4work/protocol';
import type { Challenge } from '../administration-port.js';
import { CoachError } from '../error.js';

/* A challenge lasts from the beginning of its first day to the end of its last, in UTC: everybody's begins at once. */

const DAY = 86_400;
const EPOCH = '1970-01-01';

/** @returns Unix seconds @throws CoachError `bad-request` */
export const startOf = (from: string): number => timeOf(from, 'from');

/** @returns Unix seconds, the first that is not part of it any more @throws CoachError `bad-request` unless it is after the start */
export function endOf(until: string, starts: number): number {
  const ends = timeOf(until, 'until') + DAY;
  if (ends > starts) return ends;
  throw new CoachError('bad-request', 'The last day of a challenge must not be before its first.');
}

export const firstDay = ({ starts }: Pick<Challenge, 'starts'>): string => addDays(EPOCH, starts / DAY);

export const lastDay = ({ ends }: Pick<Challenge, 'ends'>): string | null =>
  ends === null ? null : addDays(EPOCH, ends / DAY - 1);

function timeOf(day: string, name: string): number {
  try {
    return daysOfDate(day) * DAY;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new CoachError('bad-request', `The value of ${name} must be a day that exists, such as 2026-05-01.`, {
      cause,
    });
  }
}
