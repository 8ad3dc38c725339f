import type { HeartRateSample, Interval, Sample, SleepSample, StepsSample } from './sample.js';
import { SLEEP_STAGES } from './sample.js';
import type { HeartRateSummary, MetricSummary, SleepSummary, StepsSummary } from './summary.js';
import { HEART_RATE_ZONES, PERIOD_GAP, RESTING_MEASURED } from './summary.js';
import type { Window } from './window.js';

/* What the numbers of a summary mean (SPEC.md clauses 4.2 to 4.4), so that two implementers get the same ones. */

const MINUTE = 60;
const ACTIVE_STEPS = 100;
/** As Garmin defines a resting heart rate: the lowest average of 30 minutes in a day. That 20 be measured is ours. */
const RESTING = { minutes: 30, measured: RESTING_MEASURED } as const;
/** For who names no maximal heart rate of one's own; the same for everybody, so that it says nothing about anybody. */
export const DEFAULT_REFERENCE = 190;

const roundHalfUp = (value: number): number => Math.floor(value + 0.5);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export interface SleepPeriod {
  readonly start: number;
  readonly end: number;
  readonly samples: readonly SleepSample[];
}

/** Groups sleep samples, sorted by start, into periods (clause 4.4). */
export function sleepPeriods(samples: readonly SleepSample[]): readonly SleepPeriod[] {
  const periods: { start: number; end: number; samples: SleepSample[] }[] = [];
  for (const sample of samples) {
    const last = periods.at(-1);
    const end = sample.start + sample.duration;
    if (last === undefined || sample.start - last.end >= PERIOD_GAP) {
      periods.push({ start: sample.start, end, samples: [sample] });
    } else {
      last.samples.push(sample);
      last.end = Math.max(last.end, end);
    }
  }
  return periods;
}

const within = (time: number, window: Window): boolean => time >= window.start && time < window.end;

function summariseSteps(samples: readonly StepsSample[]): StepsSummary {
  return {
    metric: 'steps',
    total: samples.length === 0 ? null : sumOf(samples.map(({ value }) => value)),
    activeMinutes: samples.reduce(
      (minutes, { value, duration }) =>
        (value * MINUTE) / duration >= ACTIVE_STEPS ? minutes + roundHalfUp(duration / MINUTE) : minutes,
      0,
    ),
  };
}

/** The heart rate of each minute of Unix time that has one, by the number of the minute, in order. */
function heartRateMinutes(samples: readonly HeartRateSample[]): ReadonlyMap<number, number> {
  const byMinute = new Map<number, { sum: number; count: number }>();
  for (const { start, value } of samples) {
    const minute = Math.floor(start / MINUTE);
    const entry = byMinute.get(minute) ?? { sum: 0, count: 0 };
    byMinute.set(minute, { sum: entry.sum + value, count: entry.count + 1 });
  }
  return new Map([...byMinute].map(([minute, { sum, count }]) => [minute, roundHalfUp(sum / count)]));
}

/**
 * The lowest mean of RESTING.minutes minutes in a row that lie whole within the window, the first of which has a heart rate
 * and of which at least RESTING.measured have (clause 4.5).
 */
function restingOf(minutes: ReadonlyMap<number, number>, window: Window): number | null {
  const last = Math.floor(window.end / MINUTE) - RESTING.minutes;
  const means = [...minutes.keys()].flatMap((from) => {
    if (from * MINUTE < window.start || from > last) return [];
    const span = Array.from({ length: RESTING.minutes }, (_, i) => minutes.get(from + i));
    const values = span.filter((value) => value !== undefined);
    return values.length < RESTING.measured ? [] : [sumOf(values) / values.length];
  });
  return means.length === 0 ? null : roundHalfUp(Math.min(...means));
}

const zoneOf = (value: number, reference: number): number =>
  HEART_RATE_ZONES.findLastIndex((percent) => value * 100 >= percent * reference);

function summariseHeartRate(samples: readonly HeartRateSample[], window: Window, reference: number): HeartRateSummary {
  const minutes = heartRateMinutes(samples);
  const values = [...minutes.values()];
  const zones = values.map((value) => zoneOf(value, reference));
  return {
    metric: 'heart-rate',
    sum: sumOf(values),
    minutes: values.length,
    minimum: values.length === 0 ? null : Math.min(...values),
    maximum: values.length === 0 ? null : Math.max(...values),
    reference,
    zoneMinutes: HEART_RATE_ZONES.map((_, zone) => zones.filter((each) => each === zone).length),
    resting: window.granularity === 'day' ? restingOf(minutes, window) : null,
  };
}

/** The part of each sample that lies in a window. */
const clip = (samples: readonly SleepSample[], { start, end }: Window): readonly SleepSample[] =>
  samples.flatMap((sample) => {
    const from = Math.max(sample.start, start);
    const to = Math.min(sample.start + sample.duration, end);
    return to > from ? [{ ...sample, start: from, duration: to - from }] : [];
  });

function stageMinutes(samples: readonly SleepSample[]): readonly number[] | null {
  if (samples.length === 0) return null;
  const seconds = SLEEP_STAGES.map((stage) =>
    samples.reduce((total, sample) => (sample.stage === stage ? total + sample.duration : total), 0),
  );
  return seconds.map((total) => roundHalfUp(total / MINUTE));
}

const isAsleep = ({ stage }: SleepSample): boolean => stage !== 'awake';

const secondsAsleep = (samples: readonly SleepSample[]): number =>
  sumOf(samples.filter(isAsleep).map(({ duration }) => duration));

/** How many stretches awake lie between two asleep (clause 4.6); a stretch without data interrupts nothing. */
function interruptionsOf({ samples }: SleepPeriod): number {
  const asleep = samples.map(isAsleep);
  const between = asleep.slice(asleep.indexOf(true), asleep.lastIndexOf(true) + 1);
  return between.filter((sleeps, i) => !sleeps && between[i - 1] === true).length;
}

function summariseSleep(samples: readonly SleepSample[], window: Window): SleepSummary {
  if (window.granularity !== 'day') {
    const stages = stageMinutes(clip(samples, window));
    return { metric: 'sleep', stageMinutes: stages, periods: [], efficiency: null, interruptions: 0 };
  }
  const ending = sleepPeriods(samples).filter(({ end }) => within(end - 1, window));
  const slept = ending.flatMap((period) => period.samples);
  const inBed = sumOf(ending.map(({ start, end }) => end - start));
  return {
    metric: 'sleep',
    stageMinutes: stageMinutes(slept),
    periods: ending.map(({ start, end }) => [start, end] as const),
    efficiency: ending.length === 0 ? null : roundHalfUp((100 * secondsAsleep(slept)) / inBed),
    interruptions: sumOf(ending.map(interruptionsOf)),
  };
}

/**
 * The summary of one window for each metric, in the order of METRICS.
 *
 * @param samples sorted by start. For an hour they include the sleep that began before it and lasts into it, of which the
 *   part inside counts; steps and heart rates belong to the window of their start. For a day they begin at the start of
 *   the day before, and reach past the day's end as far as is known, so that a sleep period is counted whole on the day
 *   of its last second (clause 4.4). Sleep samples do not overlap.
 * @param reference the person's maximal heart rate, for the zones
 */
export function summarise(
  samples: readonly Sample[],
  window: Window,
  reference: number = DEFAULT_REFERENCE,
): readonly MetricSummary[] {
  const inside = samples.filter(({ start }) => within(start, window));
  return [
    summariseSteps(inside.filter((sample) => sample.metric === 'steps')),
    summariseHeartRate(
      inside.filter((sample) => sample.metric === 'heart-rate'),
      window,
      reference,
    ),
    summariseSleep(
      samples.filter((sample) => sample.metric === 'sleep'),
      window,
    ),
  ];
}

/** Seconds of a window in which a wearable was on the wrist; the stretches do not overlap. */
export function wornSeconds(worn: readonly Interval[], window: Window): number {
  return worn.reduce((total, { start, duration }) => {
    const overlap = Math.min(start + duration, window.end) - Math.max(start, window.start);
    return total + Math.max(0, overlap);
  }, 0);
}
