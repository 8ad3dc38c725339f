import { decodeCbor, encodeCbor, readArray, readUint } from './cbor.js';
import { ProtocolError } from './error.js';
import { METRICS, type Metric, SLEEP_STAGES } from './sample.js';
import type { Granularity } from './window.js';

/* The plaintext of an hour or day box (SPEC.md clauses 4.2 and 4.3): [type, metric, worn seconds, values]. */

export interface StepsSummary {
  readonly metric: 'steps';
  /** Null where nothing was counted. */
  readonly total: number | null;
  /** Minutes of at least 100 steps, the cadence of moderate walking (Tudor-Locke et al. 2018, doi:10.1136/bjsports-2017-097628). */
  readonly activeMinutes: number;
}

/** Over the minutes that have a heart rate. A minute's heart rate is the mean of its samples, rounded half up. */
export interface HeartRateSummary {
  readonly metric: 'heart-rate';
  /** Sum of the minutes' heart rates: the mean is `sum / minutes`. */
  readonly sum: number;
  readonly minutes: number;
  /** Null exactly when `minutes` is 0. */
  readonly minimum: number | null;
  readonly maximum: number | null;
}

export interface SleepSummary {
  readonly metric: 'sleep';
  /** Minutes per stage, in the order of SLEEP_STAGES; null where there are no sleep data. */
  readonly stageMinutes: readonly number[] | null;
  /** Day only: the sleep periods that end on this day, [start, end) in Unix seconds. */
  readonly periods: readonly (readonly [number, number])[];
}

export type MetricSummary = StepsSummary | HeartRateSummary | SleepSummary;

export interface Summary {
  readonly granularity: Exclude<Granularity, 'raw'>;
  /** Seconds of the window in which a wearable was on the wrist. */
  readonly wornSeconds: number;
  readonly values: MetricSummary;
}

const TYPES = { hour: 2, day: 3 } as const;
/** Periods that end on one day lie more than an hour apart, and a day has at most 25. */
const MAX_PERIODS = 25;
/** Seconds in the longest window of a granularity. */
const LONGEST = { hour: 3600, day: 90_000 } as const;

function valuesOf(values: MetricSummary): readonly unknown[] {
  if (values.metric === 'steps') return [values.total, values.activeMinutes];
  if (values.metric === 'heart-rate') return [values.sum, values.minutes, values.minimum, values.maximum];
  return [values.stageMinutes, values.periods];
}

/** @throws ProtocolError `malformed`, `out-of-range` when the summary is one that nobody would accept */
export function encodeSummary(summary: Summary): Uint8Array {
  const { granularity, wornSeconds, values } = summary;
  const items = [TYPES[granularity], METRICS.indexOf(values.metric), wornSeconds, valuesOf(values)];
  readItems(items);
  return encodeCbor(items);
}

const nullOr = <T>(value: unknown, read: (value: unknown) => T): T | null => (value === null ? null : read(value));
const uint =
  (what: string) =>
  (value: unknown): number =>
    readUint(value, what, 0xffff_ffff);

function readStages(value: unknown): readonly number[] {
  const stages = readArray(value, 'the stage minutes', SLEEP_STAGES.length);
  if (stages.length !== SLEEP_STAGES.length)
    throw new ProtocolError('malformed', 'every sleep stage must have its minutes');
  return stages.map(uint('the stage minutes'));
}

function readPeriod(value: unknown): readonly [number, number] {
  const [start, end] = readArray(value, 'a sleep period', 2).map(uint('a sleep period'));
  if (start === undefined || end === undefined || end <= start) {
    throw new ProtocolError('out-of-range', 'a sleep period must end after it starts');
  }
  return [start, end];
}

function readValues(granularity: Summary['granularity'], metric: Metric, value: unknown): MetricSummary {
  const items = readArray(value, 'the summary values', 4);
  const [a, b, c, d] = items;
  const size = metric === 'heart-rate' ? 4 : 2;
  if (items.length !== size) {
    throw new ProtocolError('malformed', `a ${metric} summary must have ${size} values`);
  }
  if (metric === 'steps') {
    return { metric, total: nullOr(a, uint('the total')), activeMinutes: uint('the active minutes')(b) };
  }
  if (metric === 'sleep') {
    const periods = readArray(b, 'the sleep periods', granularity === 'day' ? MAX_PERIODS : 0).map(readPeriod);
    return { metric, stageMinutes: nullOr(a, readStages), periods };
  }
  return checkHeartRate({
    metric,
    sum: uint('the sum')(a),
    minutes: uint('the minutes')(b),
    minimum: nullOr(c, uint('the minimum')),
    maximum: nullOr(d, uint('the maximum')),
  });
}

function checkHeartRate(summary: HeartRateSummary): HeartRateSummary {
  const { sum, minutes, minimum, maximum } = summary;
  if ((minutes === 0) !== (minimum === null) || (minutes === 0) !== (maximum === null)) {
    throw new ProtocolError('malformed', 'minimum and maximum are null exactly when no minute has a heart rate');
  }
  if (sum < minutes * (minimum ?? 0) || sum > minutes * (maximum ?? 0)) {
    throw new ProtocolError('out-of-range', 'a mean heart rate must lie between the minimum and the maximum');
  }
  return summary;
}

/** @throws ProtocolError `malformed`, `not-canonical`, `out-of-range` */
export const decodeSummary = (plaintext: Uint8Array): Summary => readItems(decodeCbor(plaintext));

function readItems(items: unknown): Summary {
  const [type, code, worn, values] = readArray(items, 'a summary', 4);
  const granularity = type === TYPES.hour ? 'hour' : type === TYPES.day ? 'day' : undefined;
  const metric = typeof code === 'number' ? METRICS[code] : undefined;
  if (granularity === undefined || metric === undefined) {
    throw new ProtocolError('malformed', 'the plaintext is not a summary');
  }
  const wornSeconds = uint('the worn seconds')(worn);
  if (wornSeconds > LONGEST[granularity]) {
    throw new ProtocolError('out-of-range', 'nothing is worn for longer than its window lasts');
  }
  return { granularity, wornSeconds, values: readValues(granularity, metric, values) };
}
