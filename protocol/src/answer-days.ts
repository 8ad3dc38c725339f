import { addDays } from './civil-day.js';
import {
  answerWindows,
  type MetricAnswers,
  type OpenedBox,
  type WindowAnswer,
  type WindowAsk,
} from './coach-answer.js';
import { toRfc3339 } from './rfc3339.js';
import type { Metric } from './sample.js';
import { hasValue } from './standing-box.js';

/* What a coach is told of every civil day that was asked (SPEC.md clauses 20.1 to 20.3): what is not there is said by its reason. */

/** What there is of a metric on a civil day, from most to least. */
export const DAY_STATUSES = [
  'measured',
  'not-measured', // worn, and nothing of this metric
  'not-worn',
  'not-received', // shared, and nothing here that opens
  'erased',
  'not-shared',
] as const;
export type DayStatus = (typeof DAY_STATUSES)[number];

export interface DayAnswer extends MetricAnswers {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Of each metric that was asked. */
  readonly status: Readonly<Partial<Record<Metric, DayStatus>>>;
  /** When the day began, RFC 3339 in UTC, and its length; null when no box was opened, and by hour. */
  readonly window: { readonly start: string; readonly seconds: number } | null;
  /** Null when no box was opened, and by hour. */
  readonly wornSeconds: number | null;
}

export interface DaysAnswer {
  readonly days: DayAnswer[];
  /** By hour only: those of which a box was opened. */
  readonly hours?: WindowAnswer[];
}

export interface OpenedDays {
  /** One box for each metric and window at most, of the granularity that was asked. */
  readonly opened: readonly OpenedBox[];
  /** Why nothing is to be told of a metric on a day, where that is so; a box of it is left out. */
  readonly withheld: (metric: Metric, day: string) => Extract<DayStatus, 'erased' | 'not-shared'> | undefined;
}

/** Seconds of a civil day where nothing says otherwise, and of the longest (clause 2.2). */
const NOMINAL = 86_400;
const LONGEST = 97_200;

function statusOf(boxes: readonly OpenedBox[]): DayStatus {
  if (boxes.length === 0) return 'not-received';
  if (boxes.some(({ summary }) => hasValue(summary.values))) return 'measured';
  return boxes.some(({ summary }) => summary.wornSeconds > 0) ? 'not-measured' : 'not-worn';
}

function byDay(boxes: readonly OpenedBox[]): (day: string) => readonly OpenedBox[] {
  const groups = new Map<string, OpenedBox[]>();
  for (const box of boxes) {
    const group = groups.get(box.day);
    if (group === undefined) groups.set(box.day, [box]);
    else group.push(box);
  }
  return (day) => groups.get(day) ?? [];
}

type Boxes = ReturnType<typeof byDay>;

/** The zone stays with the agent (clause 2.2): how long a day was is known from where the next one began. */
function windowOf(date: string, boxes: Boxes): DayAnswer['window'] {
  const [first] = boxes(date);
  if (first === undefined) return null;
  const start = first.windowStart;
  const [next] = boxes(addDays(date, 1));
  const length = next === undefined ? NOMINAL : next.windowStart - start;
  const worn = Math.max(...boxes(date).map(({ summary }) => summary.wornSeconds));
  const isLength = length > 0 && worn <= length && length <= LONGEST;
  return { start: toRfc3339(start), seconds: isLength ? length : Math.max(NOMINAL, worn) };
}

/**
 * Every civil day that was asked, in order, each metric with its status and what was opened of it; by hour the hours besides.
 *
 * @param days every civil day of the range, ascending
 */
export function answerDays(ask: WindowAsk, days: readonly string[], { opened, withheld }: OpenedDays): DaysAnswer {
  const told = opened.filter(({ metric, day }) => ask.metrics.includes(metric) && withheld(metric, day) === undefined);
  const boxes = byDay(told);
  const windows = answerWindows(ask, days, told);
  const statusesOf = (date: string): DayAnswer['status'] => {
    const of = (name: Metric) => withheld(name, date) ?? statusOf(boxes(date).filter(({ metric }) => metric === name));
    return Object.fromEntries(ask.metrics.map((metric) => [metric, of(metric)]));
  };
  if (ask.granularity === 'hour') {
    const marks = days.map((date) => ({ date, status: statusesOf(date), window: null, wornSeconds: null }));
    return { days: marks, hours: windows };
  }
  const answers = windows.map(({ date, ...values }) => ({
    ...{ date, status: statusesOf(date), window: windowOf(date, boxes) },
    ...values,
  }));
  return { days: answers };
}
