import { type DayAnswer, fromRfc3339, type MetricAnswers, toRfc3339 } from '@fit4work/protocol';
import { type ContentIds, contentIds } from './content-id.js';
import type { OffsetTime } from './offset-time.js';

/* A day as a coach is told of it (SPEC.md section 20), as far as it has numbers and a place in time. */

export interface SummaryMaker {
  /** 32 hexadecimal digits. */
  readonly pseudonym: string;
  /** In UTC: the zone of a person stays with the person's agent. */
  readonly at: OffsetTime;
  readonly ids: ContentIds;
}

/** @param pseudonym 32 hexadecimal digits */
export const summaryMaker = (pseudonym: string): SummaryMaker => ({
  ...{ pseudonym, at: toRfc3339, ids: contentIds(pseudonym) },
});

/** When the day was; undefined where no box of it was opened. Unix seconds, half-open. */
export function boundsOf({ window }: DayAnswer): { readonly start: number; readonly end: number } | undefined {
  if (window === null) return undefined;
  const start = fromRfc3339(window.start);
  return { start, end: start + window.seconds };
}

/** From the first moment of the sleep periods to the last; undefined where nothing was slept. */
export function sleepSpan({ sleep }: MetricAnswers): { readonly from: string; readonly to: string } | undefined {
  const [first, last] = [sleep?.periods[0], sleep?.periods.at(-1)];
  return first && last && { from: first.start, to: last.end };
}
