import { type Authority, daysOfDate, type Granularity } from '@fit4work/protocol';
import type { Expiry, Span } from '../retention-port.js';

const DAY = 86_400;
/** The zone of a person's days is not known here: what may belong to a day that is granted stays. */
const ANY_ZONE = DAY;
const EVER: Span = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** What no living grant has, whatever its metrics: all metrics of a window are one envelope. @param living of one person */
export function expiryOf(living: readonly Authority[]): Pick<Expiry, 'spans' | 'keptDays'> {
  const spansOf = (granularity: Granularity): readonly Span[] =>
    without(
      living
        .filter(({ grant }) => grant.scope.some(({ granularities }) => granularities.includes(granularity)))
        .map(({ grant }) => spanOf(grant)),
    );
  const spans = { raw: spansOf('raw'), hour: spansOf('hour'), day: spansOf('day') };
  return { spans, keptDays: living.map(({ grant: { from, until } }) => ({ from, until })) };
}

/** Whether a window is to go. */
export const isExpiring = (
  { spans }: Pick<Expiry, 'spans'>,
  window: { readonly granularity: Granularity; readonly windowStart: number },
): boolean =>
  spans[window.granularity].some(({ start, end }) => start <= window.windowStart && window.windowStart < end);

const spanOf = ({ from, until }: { readonly from: string; readonly until: string }): Span => ({
  start: daysOfDate(from) * DAY - ANY_ZONE,
  end: (daysOfDate(until) + 1) * DAY + ANY_ZONE,
});

/** What is left of all time. */
function without(covered: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let { start } = EVER;
  for (const span of [...covered].sort((a, b) => a.start - b.start)) {
    if (start < span.start) left.push({ start, end: span.start });
    start = Math.max(start, span.end);
  }
  return [...left, { start, end: EVER.end }];
}
