import { type Column, format, say } from '../../../kit/index.js';
import type { WhyNone } from './known-days.js';
import * as words from './messages.js';
import type { Period } from './period.js';
import type { Span } from './spans.js';

/** What is shown of a period. */
export interface Shown {
  readonly period: Period;
  readonly spans: readonly Span[];
  /** All of its days as one. */
  readonly whole: Span;
  /** Those that have begun: of what is to come there is a place, and nothing to tell. */
  readonly rows: readonly Span[];
  /** What is said of one of which there is nothing to tell. */
  readonly none: (span: Span) => string;
}

/** A challenge is told by its weeks: a year of bars by the day is a hedge. */
export const isWeekly = (period: Period): boolean => period === 'challenge';

export const titleOf = (what: string, { period }: Shown): string =>
  say(words.titleOf, { what, unit: say(words.unit, { weekly: String(isWeekly(period)) }) });

export function axisLabel({ from }: Span, { period }: Shown): string {
  if (period === 'month') return format.number(Number(from.slice(8)));
  return period === 'week' ? format.shortDay(from) : format.shortDate(from);
}

export const spanColumn = ({ period }: Shown): Column<Span> => ({
  label: say(isWeekly(period) ? words.week : words.day),
  cell: ({ from }) => (isWeekly(period) ? format.shortDate(from) : format.weekDay(from)),
});

const NONE = { closed: words.shut, damaged: words.notShown, waiting: words.notYet, none: words.none } as const;

export const noneWord = (why: WhyNone): string => say(NONE[why]);
/** All that may be said where there is nothing to tell. */
export const noneWords = (): readonly string[] => Object.values(NONE).map((word) => say(word));
