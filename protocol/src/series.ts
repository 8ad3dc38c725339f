import { decodeCbor, encodeCbor, readArray, readBytes } from './cbor.js';
import { ProtocolError } from './error.js';
import {
  type HeartRateSample,
  type Interval,
  METRICS,
  type Metric,
  type Sample,
  SLEEP_STAGES,
  type SleepSample,
  type StepsSample,
} from './sample.js';
import { pushVarint, readVarints, unzigzag, zigzag } from './varint.js';

/* The plaintext of a raw box (SPEC.md clause 4.1): [1, metric, worn, series], delta-encoded from the window's start. */

const RAW = 1;
/** Stages have codes below this; what is above is the confidence. */
const CONFIDENCE_STEP = 8;

/** Bounds of a sample (SPEC.md clause 3.2): a value outside is refused, never clipped. */
export const BOUNDS = {
  stepsPerMinute: 300,
  heartRate: { min: 20, max: 250 },
  duration: 86_400,
  /** In 1/1024 s. */
  rr: { min: 1, max: 65_535 },
  rrPerSample: 64,
  confidence: 100,
} as const;

export interface Series {
  readonly metric: Metric;
  /** When the wearable was on the wrist. */
  readonly worn: readonly Interval[];
  /** Samples of this metric in order of their start. */
  readonly samples: readonly Sample[];
}

/** A series begins at its window's start and lies within one civil day, the longest of which have 27 hours (clause 2.2). */
const SPAN = 97_200;

const refuse = (): never => {
  throw new ProtocolError('out-of-range', 'a sample lies outside the bounds of clause 3.2');
};

const between = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

function checkInterval<T extends Interval>(interval: T, from: number): T {
  const { start, duration } = interval;
  return between(start, from, from + SPAN) && between(duration, 1, BOUNDS.duration) ? interval : refuse();
}

function isWithinBounds(sample: Sample): boolean {
  if (sample.metric === 'heart-rate') return isHeartRate(sample);
  if (sample.metric === 'sleep') {
    return SLEEP_STAGES.includes(sample.stage) && between(sample.confidence ?? 0, 0, BOUNDS.confidence);
  }
  return between(sample.value, 0, BOUNDS.stepsPerMinute * Math.ceil(sample.duration / 60));
}

function isHeartRate({ value, rr }: HeartRateSample): boolean {
  if (!between(value, BOUNDS.heartRate.min, BOUNDS.heartRate.max)) return false;
  if (rr === undefined) return true;
  return between(rr.length, 1, BOUNDS.rrPerSample) && rr.every((time) => between(time, BOUNDS.rr.min, BOUNDS.rr.max));
}

function checkSample<T extends Sample>(sample: T, from: number): T {
  checkInterval(sample.metric === 'heart-rate' ? { start: sample.start, duration: 1 } : sample, from);
  return isWithinBounds(sample) ? sample : refuse();
}

/** Seconds from the end of what came before: what is unsorted or overlaps has no place in a series. */
function gapOf(start: number, cursor: number): number {
  if (start < cursor) {
    throw new ProtocolError('out-of-range', 'a series must be sorted by start, and its stretches must not overlap');
  }
  return start - cursor;
}

function encodeIntervals(intervals: readonly Interval[], from: number): Uint8Array {
  const out: number[] = [];
  let cursor = from;
  for (const { start, duration } of intervals) {
    pushVarint(out, gapOf(start, cursor));
    checkInterval({ start, duration }, from);
    pushVarint(out, duration);
    cursor = start + duration;
  }
  return Uint8Array.from(out);
}

/** Twice the zigzag of the change in value, and one more where RR intervals follow: their number, then their changes. */
function pushHeartRate(out: number[], { value, rr = [] }: HeartRateSample, previous: number): void {
  pushVarint(out, 2 * zigzag(value - previous) + (rr.length > 0 ? 1 : 0));
  if (rr.length === 0) return;
  pushVarint(out, rr.length);
  for (const [i, time] of rr.entries()) pushVarint(out, zigzag(time - (rr[i - 1] ?? 0)));
}

function encodeHeartRates(samples: readonly HeartRateSample[], from: number): Uint8Array {
  const out: number[] = [];
  let before = { start: from, value: 0 };
  for (const sample of samples) {
    pushVarint(out, gapOf(sample.start, before.start));
    checkSample(sample, from);
    pushHeartRate(out, sample, before.value);
    before = sample;
  }
  return Uint8Array.from(out);
}

/** Stage and confidence in one number: 0 in the place of the confidence is that the wearable does not say. */
const sleepCode = ({ stage, confidence }: SleepSample): number =>
  SLEEP_STAGES.indexOf(stage) + CONFIDENCE_STEP * (confidence === undefined ? 0 : confidence + 1);

function encodeStretches(samples: readonly (StepsSample | SleepSample)[], from: number): Uint8Array {
  const out: number[] = [];
  let cursor = from;
  for (const sample of samples) {
    pushVarint(out, gapOf(sample.start, cursor));
    checkSample(sample, from);
    pushVarint(out, sample.duration);
    pushVarint(out, sample.metric === 'steps' ? sample.value : sleepCode(sample));
    cursor = sample.start + sample.duration;
  }
  return Uint8Array.from(out);
}

function encodeSamples({ metric, samples }: Series, from: number): Uint8Array {
  if (samples.some((sample) => sample.metric !== metric)) {
    throw new ProtocolError('malformed', 'a series holds samples of one metric');
  }
  const isHeart = (sample: Sample): sample is HeartRateSample => sample.metric === 'heart-rate';
  const isStretch = (sample: Sample): sample is StepsSample | SleepSample => !isHeart(sample);
  return metric === 'heart-rate'
    ? encodeHeartRates(samples.filter(isHeart), from)
    : encodeStretches(samples.filter(isStretch), from);
}

/**
 * @param from the window's start, Unix seconds
 * @throws ProtocolError `malformed`; `out-of-range` for what is unsorted, overlaps or lies outside the bounds
 */
export function encodeSeries(series: Series, from: number): Uint8Array {
  return encodeCbor([
    RAW,
    METRICS.indexOf(series.metric),
    encodeIntervals(series.worn, from),
    encodeSamples(series, from),
  ]);
}

/** Takes the numbers of a series one after the other. */
class Numbers {
  #at = 0;

  constructor(readonly values: readonly number[]) {}

  get left(): number {
    return this.values.length - this.#at;
  }

  next(): number {
    const value = this.values[this.#at++];
    if (value === undefined) throw new ProtocolError('malformed', 'a series is cut short');
    return value;
  }
}

function readIntervals(numbers: Numbers, from: number): Interval[] {
  const intervals: Interval[] = [];
  let cursor = from;
  while (numbers.left > 0) {
    const start = cursor + numbers.next();
    const duration = numbers.next();
    intervals.push(checkInterval({ start, duration }, from));
    cursor = start + duration;
  }
  return intervals;
}

function readRr(numbers: Numbers): readonly number[] {
  const count = numbers.next();
  // Checked here as well: what is read must not cost more than its bytes.
  if (!between(count, 1, BOUNDS.rrPerSample)) return refuse();
  let time = 0;
  return Array.from({ length: count }, () => {
    time += unzigzag(numbers.next());
    return time;
  });
}

function readHeartRates(numbers: Numbers, from: number): HeartRateSample[] {
  const samples: HeartRateSample[] = [];
  let [start, value] = [from, 0];
  while (numbers.left > 0) {
    start += numbers.next();
    const head = numbers.next();
    value += unzigzag(Math.floor(head / 2));
    const sample = { metric: 'heart-rate', start, value } as const;
    samples.push(checkSample(head % 2 === 0 ? sample : { ...sample, rr: readRr(numbers) }, from));
  }
  return samples;
}

function sleepSample(stretch: Interval, code: number): SleepSample {
  const stage = SLEEP_STAGES[code % CONFIDENCE_STEP];
  const confidence = Math.floor(code / CONFIDENCE_STEP);
  if (stage === undefined) return refuse();
  const sample = { metric: 'sleep', ...stretch, stage } as const;
  return confidence === 0 ? sample : { ...sample, confidence: confidence - 1 };
}

function readStretches(metric: 'steps' | 'sleep', numbers: Numbers, from: number): Sample[] {
  const samples: Sample[] = [];
  let cursor = from;
  while (numbers.left > 0) {
    const stretch = { start: cursor + numbers.next(), duration: numbers.next() };
    const value = numbers.next();
    const sample = metric === 'steps' ? { metric, ...stretch, value } : sleepSample(stretch, value);
    samples.push(checkSample(sample, from));
    cursor = stretch.start + stretch.duration;
  }
  return samples;
}

/** What lies in a window: samples that start in it, and worn stretches that were cut to it (clause 4.1). */
function checkWithin(series: Series, end: number): Series {
  const starts = series.samples.every(({ start }) => start < end);
  const worn = series.worn.every(({ start, duration }) => start + duration <= end);
  return starts && worn ? series : refuse();
}

/**
 * The inverse of {@link encodeSeries}.
 *
 * @param end of the window, for the plaintext of a box: what lies beyond it is refused
 * @throws ProtocolError `malformed`, `not-canonical`, `out-of-range`
 */
export function decodeSeries(plaintext: Uint8Array, from: number, end = Number.POSITIVE_INFINITY): Series {
  const [type, code, worn, body] = readArray(decodeCbor(plaintext), 'a series', 4);
  const metric = typeof code === 'number' ? METRICS[code] : undefined;
  if (type !== RAW || metric === undefined) throw new ProtocolError('malformed', 'the plaintext is not a series');
  const numbers = new Numbers(readVarints(readBytes(body, 'the series')));
  const intervals = new Numbers(readVarints(readBytes(worn, 'the worn stretches')));
  const series = {
    metric,
    worn: readIntervals(intervals, from),
    samples: metric === 'heart-rate' ? readHeartRates(numbers, from) : readStretches(metric, numbers, from),
  };
  return checkWithin(series, end);
}
