import type { HeartRateSample, Interval, Sample, SleepSample, StepsSample } from './sample.js';
import { SLEEP_STAGES } from './sample.js';
import type { HeartRateSummary, MetricSummary, SleepSummary, StepsSummary } from './summary.js';
import type { Window } from './window.js';

/* What the numbers of a summary mean (SPEC.md clauses 4.2 to 4.4), so that two implementers get the same ones. */

const MINUTE = 60;
const ACTIVE_STEPS = 100;
/** A sleep period ends after this many seconds without sleep data. */
const PERIOD_GAP = 60 * MINUTE;

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
    total: samples.length === 0 ? null : samples.reduce((total, { value }) => total + value, 0),
    activeMinutes: samples.reduce(
      (minutes, { value, duration }) =>
        (value * MINUTE) / duration >= ACTIVE_STEPS ? minutes + Math.round(duration / MINUTE) : minutes,
      0,
    ),
  };
}

function summariseHeartRate(samples: readonly HeartRateSample[]): HeartRateSummary {
  const byMinute = new Map<number, { sum: number; count: number }>();
  for (const { start, value } of samples) {
    const minute = Math.floor(start / MINUTE);
    const entry = byMinute.get(minute) ?? { sum: 0, count: 0 };
    byMinute.set(minute, { sum: entry.sum + value, count: entry.count + 1 });
  }
  const minutes = [...byMinute.values()].map(({ sum, count }) => Math.floor(sum / count + 0.5));
  return {
    metric: 'heart-rate',
    sum: minutes.reduce((sum, value) => sum + value, 0),
    minutes: minutes.length,
    minimum: minutes.length === 0 ? null : Math.min(...minutes),
    maximum: minutes.length === 0 ? null : Math.max(...minutes),
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
  return seconds.map((total) => Math.round(total / MINUTE));
}

function summariseSleep(samples: readonly SleepSample[], window: Window): SleepSummary {
  if (window.granularity !== 'day') {
    return { metric: 'sleep', stageMinutes: stageMinutes(clip(samples, window)), periods: [] };
  }
  const ending = sleepPeriods(samples).filter(({ end }) => within(end - 1, window));
  return {
    metric: 'sleep',
    stageMinutes: stageMinutes(ending.flatMap((period) => period.samples)),
    periods: ending.map(({ start, end }) => [start, end] as const),
  };
}

/**
 * The summary of one window for each metric, in the order of METRICS.
 *
 * @param samples sorted by start. For an hour they include the sleep that began before it and lasts into it, of which the
 *   part inside counts; steps and heart rates belong to the window of their start. For a day they begin at the start of
 *   the day before, and reach past the day's end as far as is known, so that a sleep period is counted whole on the day
 *   of its last second (clause 4.4).
 */
export function summarise(samples: readonly Sample[], window: Window): readonly MetricSummary[] {
  const inside = samples.filter(({ start }) => within(start, window));
  return [
    summariseSteps(inside.filter((sample) => sample.metric === 'steps')),
    summariseHeartRate(inside.filter((sample) => sample.metric === 'heart-rate')),
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
