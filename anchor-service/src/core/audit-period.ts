import { daysOfDate, ProtocolError, toRfc3339 } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/** First and last day of a period, both within it, as `2026-11-26`; days are those of UTC. */
export interface AuditPeriod {
  readonly from: string;
  readonly until: string;
}

export const SECONDS_A_DAY = 86_400;
/** A quarter of a year. */
const MOST_DAYS = 92;

/** Unix seconds at which a day of UTC begins. @throws ProtocolError for what is no day of the calendar */
export const dayStart = (day: string): number => daysOfDate(day) * SECONDS_A_DAY;

/** The day of UTC that a time in Unix seconds is in. */
export const dayOf = (time: number): string => toRfc3339(time).slice(0, 10);

/** Unix seconds at which a period is over. */
export const periodEnd = ({ until }: AuditPeriod): number => dayStart(until) + SECONDS_A_DAY;

/**
 * The period that was asked for.
 * @throws AnchorError `bad-period`
 */
export function toPeriod(from: string, until: string): AuditPeriod {
  const length = (startOf(until) - startOf(from)) / SECONDS_A_DAY + 1;
  if (length < 1) throw new AnchorError('bad-period', 'The period ends before it begins: give the earlier day first.');
  if (length > MOST_DAYS) {
    throw new AnchorError('bad-period', `The period is longer than ${MOST_DAYS} days: ask for a shorter one.`);
  }
  return { from, until };
}

function startOf(day: string): number {
  try {
    return dayStart(day);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new AnchorError('bad-period', 'A day of the period is not of the calendar: write it as 2026-11-26.', {
      cause,
    });
  }
}
