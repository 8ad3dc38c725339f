import { daysOfDate, ProtocolError } from '@fit4work/protocol';
import { isKnownDay } from './known-days.js';

/** First and last civil day of a challenge; null is an end that nobody set. */
export interface ChallengeDays {
  readonly from: string;
  readonly until: string | null;
}

/** What the coach API says of the challenge beside an agent's key; undefined where it says nothing, or what cannot be. */
export function readChallenge(answer: unknown): ChallengeDays | undefined {
  const { f4w_challenge: said } = Object(answer) as { readonly f4w_challenge?: unknown };
  const { from, until } = Object(said) as { readonly from?: unknown; readonly until?: unknown };
  if (!isDay(from)) return undefined;
  if (until === null) return { from, until };
  return isDay(until) && until >= from ? { from, until } : undefined;
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    daysOfDate(value);
    return isKnownDay(value);
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
