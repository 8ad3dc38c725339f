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
const MAX_PERIODS = 24;

function valuesOf(values: MetricSummary): readonly unknown[] {
  if (values.metric === 'steps') return [values.total, values.activeMinutes];
  if (values.metric === 'heart-rate') return [values.sum, values.minutes, values.minimum, values.maximum];
  return [values.stageMinutes, values.periods];
}

export function encodeSummary(summary: Summary): Uint8Array {
  const { granularity, wornSeconds, values } = summary;
  return encodeCbor([TYPES[granularity], METRICS.indexOf(values.metric), wornSeconds, valuesOf(values)]);
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

function readValues(metric: Metric, value: unknown): MetricSummary {
  const [a, b, c, d, ...rest] = readArray(value, 'the summary values', 4);
  const size = metric === 'heart-rate' ? 4 : 2;
  if (rest.length > 0 || (Array.isArray(value) && value.length !== size)) {
    throw new ProtocolError('malformed', `a ${metric} summary must have ${size} values`);
  }
  if (metric === 'steps') {
    return { metric, total: nullOr(a, uint('the total')), activeMinutes: uint('the active minutes')(b) };
  }
  if (metric === 'sleep') {
    return {
      metric,
      stageMinutes: nullOr(a, readStages),
      periods: readArray(b, 'the sleep periods', MAX_PERIODS).map(readPeriod),
    };
  }
  const minutes = uint('the minutes')(b);
  const [minimum, maximum] = [nullOr(c, uint('the minimum')), nullOr(d, uint('the maximum'))];
  if ((minutes === 0) !== (minimum === null) || (minutes === 0) !== (maximum === null)) {
    throw new ProtocolError('malformed', 'minimum and maximum are null exactly when no minute has a heart rate');
  }
  return { metric, sum: uint('the sum')(a), minutes, minimum, maximum };
}

/** @throws ProtocolError `malformed`, `not-canonical`, `out-of-range` */
export function decodeSummary(plaintext: Uint8Array): Summary {
  const [type, code, worn, values] = readArray(decodeCbor(plaintext), 'a summary', 4);
  const granularity = type === TYPES.hour ? 'hour' : type === TYPES.day ? 'day' : undefined;
  const metric = typeof code === 'number' ? METRICS[code] : undefined;
  if (granularity === undefined || metric === undefined) {
    throw new ProtocolError('malformed', 'the plaintext is not a summary');
  }
  return { granularity, wornSeconds: uint('the worn seconds')(worn), values: readValues(metric, values) };
}
