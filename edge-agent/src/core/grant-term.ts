import {
  addDays,
  civilDay,
  civilDayBounds,
  GRANULARITIES,
  type GrantScope,
  WINDOW_KIND,
  windowsOf,
} from '@fit4work/protocol';
import { AgentError } from '../error.js';
import { FIRST_DAY, isKnownDay, LAST_DAY } from './known-days.js';
import { localTime } from './local-time.js';
import { COACH_REFUSALS } from './refusal-words/coach-refusals.js';

/** For how many days a grant is valid at most: whoever lets a coach look is asked again after a year. */
export const MOST_DAYS_VALID = 366;

/** Which days a grant shares, and when it lapses, in Unix seconds. */
interface Term {
  readonly from: string;
  readonly until: string;
  readonly expires: number;
}

/**
 * The last day of which something of a scope is sealed before a grant lapses: a window is when it is over, of the finest
 * granularity first.
 */
export function lastDayReached(
  { scope, expires }: { readonly scope: readonly GrantScope[]; readonly expires: number },
  zone: string,
): string {
  const day = civilDay(expires - 1, zone);
  const finest = GRANULARITIES.find((name) => scope.some(({ granularities }) => granularities.includes(name)));
  const [first] = windowsOf(day, finest ?? 'day', zone);
  return first !== undefined && first.end < expires ? day : addDays(day, -1);
}

/**
 * Refuses a grant that shares nothing, or that is valid for longer than anybody is to be bound.
 *
 * @param now Unix seconds
 * @throws AgentError `bad-configuration`
 */
export function checkGrantTerm(
  { from, until, expires }: Term,
  { now, zone }: { readonly now: number; readonly zone: string },
): void {
  if (!isKnownDay(from) || !isKnownDay(until)) {
    throw new AgentError('bad-configuration', COACH_REFUSALS.daysBeyond(FIRST_DAY, LAST_DAY));
  }
  if (expires <= now) throw new AgentError('bad-configuration', COACH_REFUSALS.lapsedAlready);
  if (expires > now + MOST_DAYS_VALID * WINDOW_KIND.day) {
    throw new AgentError('bad-configuration', COACH_REFUSALS.validTooLong(MOST_DAYS_VALID));
  }
  if (civilDayBounds(from, zone).start >= expires) {
    throw new AgentError('bad-configuration', COACH_REFUSALS.lapsesBefore(from, localTime(expires, zone)));
  }
}
