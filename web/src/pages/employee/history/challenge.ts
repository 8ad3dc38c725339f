import { members, orNull, text } from '../read-json.js';
import { type Days, eachDay } from './period.js';

/** First and last day of the challenge; null is what nobody knows now, or an end that nobody set. */
export const readChallenge = members({ from: orNull(text), until: orNull(text) });
export type Challenge = ReturnType<typeof readChallenge>;

/** From the first day that the challenge has or that something was measured on, to the last measured: what can be looked at. */
export const withChallenge = (measured: Days, { from }: Challenge): Days => ({
  from: from !== null && from < measured.from ? from : measured.from,
  until: measured.until,
});

/** The days of the challenge, all of them: those to come are part of it. What was measured, where nobody knows its beginning. */
export const challengeOf = (measured: Days, { from, until }: Challenge): Days => {
  if (from === null) return measured;
  const last = until ?? measured.until;
  return { from, until: last < from ? from : last };
};

/** Where in the challenge a day is. */
export interface Standing {
  readonly at: 'before' | 'during' | 'open' | 'after';
  /** Which day of the challenge it is, from 1. */
  readonly nth: number;
  readonly all: number;
}

/** Undefined where nobody knows the beginning. */
export function standingOf({ from, until }: Challenge, day: string): Standing | undefined {
  if (from === null) return undefined;
  const nth = day < from ? 0 : eachDay({ from, until: day }).length;
  const all = until === null ? 0 : eachDay({ from, until }).length;
  if (nth === 0) return { at: 'before', nth, all };
  if (until === null) return { at: 'open', nth, all };
  return { at: day > until ? 'after' : 'during', nth, all };
}
