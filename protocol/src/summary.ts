import { decodeCbor, encodeCbor, readArray, readUint } from './cbor.js';
import { ProtocolError } from './error.js';
import { readNullOr, readTuple } from './record-fields.js';
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
  /** How many minutes have a heart rate: the coverage of this metric. */
  readonly minutes: number;
  /** Null exactly when `minutes` is 0. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Maximal heart rate against which the zones are reckoned, in beats a minute. */
  readonly reference: number;
  /** Minutes in each of HEART_RATE_ZONES. */
  readonly zoneMinutes: readonly number[];
  /** Day only: the lowest mean of half an hour; null where no half-hour has enough minutes. */
  readonly resting: number | null;
}

export interface SleepSummary {
  readonly metric: 'sleep';
  /** Minutes per stage, in the order of SLEEP_STAGES; null where there are no sleep data. */
  readonly stageMinutes: readonly number[] | null;
  /** Day only: the sleep periods that end on this day, [start, end) in Unix seconds. */
  readonly periods: readonly (readonly [number, number])[];
  /** Day only: of the length of the periods, what was slept, in percent; null where there is no period. */
  readonly efficiency: number | null;
  /** Day only: how often somebody who slept woke and slept again in the same period. */
  readonly interruptions: number;
}

export type MetricSummary = StepsSummary | HeartRateSummary | SleepSummary;

export interface Summary {
  readonly granularity: Exclude<Granularity, 'raw'>;
  /** Seconds of the window in which a wearable was on the wrist. */
  readonly wornSeconds: number;
  readonly values: MetricSummary;
}

/**
 * Zones of heart rate from very light to near maximal, each by the least percentage of the maximal heart rate that belongs to
 * it (American College of Sports Medicine: Garber et al. 2011, doi:10.1249/MSS.0b013e318213fefb).
 */
export const HEART_RATE_ZONES = [0, 57, 64, 77, 96] as const;

/** Minutes with a heart rate that a resting heart rate needs (clause 4.5). */
export const RESTING_MEASURED = 20;

/** What a maximal heart rate may be. */
const REFERENCE = { min: 100, max: 250 } as const;

const TYPES = { hour: 2, day: 3 } as const;
/** Periods that end on one day lie an hour apart or more, and a day has at most 27. */
const MAX_PERIODS = 27;
/** A sleep period ends after this many seconds without sleep data (clause 4.4). */
export const PERIOD_GAP = 3600;
/** Minutes of Unix time that a window can touch: it need not begin with one. */
const MOST_MINUTES = { hour: 61, day: 1621 } as const;
/** Seconds in the longest window of a granularity. */
const LONGEST = { hour: 3600, day: 97_200 } as const;

/** An hour says nothing of what only a day has. */
function valuesOf(values: MetricSummary, isDay: boolean): readonly unknown[] {
  if (values.metric === 'steps') return [values.total, values.activeMinutes];
  if (values.metric === 'sleep') {
    const ofDay = [values.periods, values.efficiency, values.interruptions];
    return isDay ? [values.stageMinutes, ...ofDay] : [values.stageMinutes];
  }
  const { sum, minutes, minimum, maximum, reference, zoneMinutes, resting } = values;
  const ofHour = [sum, minutes, minimum, maximum, reference, zoneMinutes];
  return isDay ? [...ofHour, resting] : ofHour;
}

/** @throws ProtocolError `malformed`, `out-of-range` when the summary is one that nobody would accept */
export function encodeSummary(summary: Summary): Uint8Array {
  const { granularity, wornSeconds, values } = summary;
  const isDay = granularity === 'day';
  const items = [TYPES[granularity], METRICS.indexOf(values.metric), wornSeconds, valuesOf(values, isDay)];
  readItems(items);
  if (!isDay) checkNothingOfDay(values);
  return encodeCbor(items);
}

/** What an hour cannot carry is not dropped in silence. */
function checkNothingOfDay(values: MetricSummary): void {
  const dropped =
    (values.metric === 'heart-rate' && values.resting !== null) ||
    (values.metric === 'sleep' &&
      (values.periods.length > 0 || values.efficiency !== null || values.interruptions !== 0));
  if (dropped) throw new ProtocolError('malformed', 'an hour has no resting heart rate and no sleep periods');
}

const uint =
  (what: string) =>
  (value: unknown): number =>
    readUint(value, what, 0xffff_ffff);

/** Reads an array of exactly `size` counts. */
function readCounts(value: unknown, size: number, what: string): readonly number[] {
  const counts = readTuple(value, size, what);
  return counts.map(uint(what));
}

const outOfRange = (message: string): never => {
  throw new ProtocolError('out-of-range', message);
};

function readPeriods(value: unknown): readonly (readonly [number, number])[] {
  let earliest = 0;
  return readArray(value, 'the sleep periods', MAX_PERIODS).map((item) => {
    const [start = 0, end = 0] = readCounts(item, 2, 'a sleep period');
    if (start < earliest || end <= start) outOfRange('sleep periods must end after they start and lie an hour apart');
    earliest = end + PERIOD_GAP;
    return [start, end] as const;
  });
}

function readSteps(value: unknown): StepsSummary {
  const [first, second] = readTuple(value, 2, 'a steps summary');
  const total = readNullOr(first, uint('the total'));
  const activeMinutes = uint('the active minutes')(second);
  if (total === null && activeMinutes > 0) outOfRange('where nothing was counted no minute is active');
  return { metric: 'steps', total, activeMinutes };
}

const readStages = (value: unknown): readonly number[] => readCounts(value, SLEEP_STAGES.length, 'the stage minutes');

function readSleep(value: unknown, isDay: boolean): SleepSummary {
  const [stages, periods, efficiency, interruptions] = readTuple(value, isDay ? 4 : 1, 'a sleep summary');
  const stageMinutes = readNullOr(stages, readStages);
  if (!isDay) return { metric: 'sleep', stageMinutes, periods: [], efficiency: null, interruptions: 0 };
  return checkSleep({
    metric: 'sleep',
    stageMinutes,
    periods: readPeriods(periods),
    efficiency: readNullOr(efficiency, (percent) => readUint(percent, 'the efficiency', 100)),
    interruptions: uint('the interruptions')(interruptions),
  });
}

function checkSleep(summary: SleepSummary): SleepSummary {
  const { stageMinutes, periods, efficiency, interruptions } = summary;
  const isEmpty = periods.length === 0;
  if ((stageMinutes === null) !== isEmpty || (efficiency === null) !== isEmpty) {
    throw new ProtocolError('malformed', 'stages and efficiency are null exactly when no sleep period ends on the day');
  }
  return isEmpty && interruptions > 0 ? outOfRange('where nobody slept nothing is interrupted') : summary;
}

function readHeartRate(value: unknown, isDay: boolean): HeartRateSummary {
  const items = readTuple(value, isDay ? 7 : 6, 'a heart rate summary');
  const [sum, minutes, minimum, maximum, reference, zones, resting = null] = items;
  return checkHeartRate({
    metric: 'heart-rate',
    sum: uint('the sum')(sum),
    minutes: readUint(minutes, 'the minutes', isDay ? MOST_MINUTES.day : MOST_MINUTES.hour),
    minimum: readNullOr(minimum, uint('the minimum')),
    maximum: readNullOr(maximum, uint('the maximum')),
    reference: uint('the reference')(reference),
    zoneMinutes: readCounts(zones, HEART_RATE_ZONES.length, 'the zone minutes'),
    resting: readNullOr(resting, uint('the resting heart rate')),
  });
}

function checkHeartRate(summary: HeartRateSummary): HeartRateSummary {
  const { sum, minutes, minimum, maximum, reference, zoneMinutes, resting } = summary;
  if ((minutes === 0) !== (minimum === null) || (minutes === 0) !== (maximum === null)) {
    throw new ProtocolError('malformed', 'minimum and maximum are null exactly when no minute has a heart rate');
  }
  const [least, most] = [minimum ?? 0, maximum ?? 0];
  if (sum < minutes * least || sum > minutes * most) {
    outOfRange('a mean heart rate must lie between the minimum and the maximum');
  }
  if (reference < REFERENCE.min || reference > REFERENCE.max) {
    outOfRange(`a maximal heart rate must be ${REFERENCE.min} to ${REFERENCE.max}`);
  }
  if (zoneMinutes.reduce((total, zone) => total + zone, 0) !== minutes) {
    outOfRange('the minutes of all zones together must be those that have a heart rate');
  }
  if (resting !== null && (minutes < RESTING_MEASURED || resting < least || resting > most)) {
    outOfRange('a resting heart rate must lie between minimum and maximum, and needs enough minutes');
  }
  return summary;
}

function readValues(granularity: Summary['granularity'], metric: Metric, value: unknown): MetricSummary {
  const isDay = granularity === 'day';
  if (metric === 'steps') return readSteps(value);
  return metric === 'sleep' ? readSleep(value, isDay) : readHeartRate(value, isDay);
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
