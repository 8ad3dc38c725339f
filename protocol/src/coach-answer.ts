import { toRfc3339 } from './rfc3339.js';
import { type Metric, SLEEP_STAGES } from './sample.js';
import type { HeartRateSummary, SleepSummary, Summary } from './summary.js';
import type { Granularity } from './window.js';

/* What a coach gets of opened boxes. The coach API answers with it and the agent previews a grant with it: what an employee was
   shown before signing and what a coach is shown afterwards come out of one function. */

interface StepsAnswer {
  readonly total: number | null;
  readonly activeMinutes: number;
}

interface HeartRateAnswer {
  readonly mean: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly minutes: number;
  /** Of a day only. */
  readonly resting: number | null;
  readonly zones: { readonly reference: number; readonly minutes: number[] };
}

interface SleepAnswer {
  readonly minutesAsleep: number | null;
  readonly minutesAwakeInBed: number | null;
  /** In the order of SLEEP_STAGES. */
  readonly stageMinutes: number[] | null;
  readonly periods: { readonly start: string; readonly end: string }[];
  /** Percent. */
  readonly efficiency: number | null;
  readonly interruptions: number;
}

/** Of one window or day, what was opened of the metrics that were asked. */
export interface MetricAnswers {
  steps?: StepsAnswer;
  heartRate?: HeartRateAnswer;
  sleep?: SleepAnswer;
}

/** What a coach gets of one window. */
export interface WindowAnswer extends MetricAnswers {
  readonly date: string;
  /** ISO 8601 in UTC; by hour only. */
  start?: string;
  /** Null when no box could be opened. */
  wornSeconds: number | null;
}

/** One opened box, by hour or by day. */
export interface OpenedBox {
  readonly metric: Metric;
  /** The civil day of the key that opened it. */
  readonly day: string;
  /** Unix seconds */
  readonly windowStart: number;
  readonly summary: Summary;
}

/** What was asked of the windows. */
export interface WindowAsk {
  readonly metrics: readonly Metric[];
  readonly granularity: Exclude<Granularity, 'raw'>;
}

/** The minutes of the stages that are counted as awake, or of all the others. */
const minutesOf = (stageMinutes: readonly number[], awake: boolean): number =>
  stageMinutes.reduce((sum, minutes, i) => ((SLEEP_STAGES[i] === 'awake') === awake ? sum + minutes : sum), 0);

function answerSleep({ stageMinutes, periods, efficiency, interruptions }: SleepSummary): SleepAnswer {
  return {
    minutesAsleep: stageMinutes === null ? null : minutesOf(stageMinutes, false),
    minutesAwakeInBed: stageMinutes === null ? null : minutesOf(stageMinutes, true),
    stageMinutes: stageMinutes === null ? null : [...stageMinutes],
    periods: periods.map(([start, end]) => ({ start: toRfc3339(start), end: toRfc3339(end) })),
    efficiency,
    interruptions,
  };
}

function answerHeartRate(values: HeartRateSummary): HeartRateAnswer {
  const { sum, minutes, minimum, maximum, resting, reference, zoneMinutes } = values;
  const mean = minutes === 0 ? null : sum / minutes;
  return { mean, minimum, maximum, minutes, resting, zones: { reference, minutes: [...zoneMinutes] } };
}

function addTo(answer: WindowAnswer, { values, wornSeconds }: Summary): void {
  answer.wornSeconds = Math.max(answer.wornSeconds ?? 0, wornSeconds);
  if (values.metric === 'steps') {
    answer.steps = { total: values.total, activeMinutes: values.activeMinutes };
  } else if (values.metric === 'sleep') {
    answer.sleep = answerSleep(values);
  } else {
    answer.heartRate = answerHeartRate(values);
  }
}

/**
 * The windows asked, in order: every day of the range, or every hour of which a box was opened.
 *
 * @param days every civil day of the range, ascending
 * @param opened one box for each metric and window at most, of the metrics and the granularity that were asked
 */
export function answerWindows(
  { granularity }: Pick<WindowAsk, 'granularity'>,
  days: readonly string[],
  opened: readonly OpenedBox[],
): WindowAnswer[] {
  const answers = new Map<string, WindowAnswer>();
  const hourly = granularity === 'hour';
  if (!hourly) for (const date of days) answers.set(date, { date, wornSeconds: null });
  for (const box of [...opened].sort((a, b) => a.windowStart - b.windowStart)) {
    const place = hourly ? String(box.windowStart) : box.day;
    const answer = answers.get(place) ?? { date: box.day, start: toRfc3339(box.windowStart), wornSeconds: null };
    addTo(answer, box.summary);
    answers.set(place, answer);
  }
  return [...answers.values()];
}
