import { decodeCbor, encodeCbor, readArray, readBytes } from './cbor.js';
import { ProtocolError } from './error.js';
import { type Interval, METRICS, type Metric, type Sample, SLEEP_STAGES } from './sample.js';
import { pushVarint, readVarints, unzigzag, zigzag } from './varint.js';

/* The plaintext of a raw box (SPEC.md clause 4.1): [1, metric, worn, series], delta-encoded from the window's start. */

const RAW = 1;

/** Bounds of a sample (SPEC.md clause 3.2): a value outside is refused, never clipped. */
export const BOUNDS = { stepsPerMinute: 300, heartRate: { min: 20, max: 250 }, duration: 86_400 } as const;

export interface Series {
  readonly metric: Metric;
  /** When the wearable was on the wrist. */
  readonly worn: readonly Interval[];
  /** Samples of this metric in order of their start. */
  readonly samples: readonly Sample[];
}

/** A series begins at its window's start and lies within one civil day, the longest of which has 25 hours. */
const SPAN = 90_000;

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
  if (sample.metric === 'heart-rate') return between(sample.value, BOUNDS.heartRate.min, BOUNDS.heartRate.max);
  if (sample.metric === 'sleep') return SLEEP_STAGES.includes(sample.stage);
  return between(sample.value, 0, BOUNDS.stepsPerMinute * Math.ceil(sample.duration / 60));
}

function checkSample(sample: Sample, from: number): Sample {
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

function encodeSamples({ metric, samples }: Series, from: number): Uint8Array {
  const out: number[] = [];
  let cursor = from;
  let previous = 0;
  for (const sample of samples) {
    if (sample.metric !== metric) throw new ProtocolError('malformed', 'a series holds samples of one metric');
    pushVarint(out, gapOf(sample.start, cursor));
    checkSample(sample, from);
    if (sample.metric === 'heart-rate') {
      pushVarint(out, zigzag(sample.value - previous));
      previous = sample.value;
      cursor = sample.start;
    } else {
      pushVarint(out, sample.duration);
      pushVarint(out, sample.metric === 'steps' ? sample.value : SLEEP_STAGES.indexOf(sample.stage));
      cursor = sample.start + sample.duration;
    }
  }
  return Uint8Array.from(out);
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

function* groups(values: readonly number[], width: number): Generator<readonly number[]> {
  if (values.length % width !== 0) throw new ProtocolError('malformed', 'a series is cut short');
  for (let i = 0; i < values.length; i += width) yield values.slice(i, i + width);
}

function readIntervalsAt(values: readonly number[], from: number): Interval[] {
  let cursor = from;
  return [...groups(values, 2)].map(([gap = 0, duration = 0]) => {
    const start = cursor + gap;
    cursor = start + duration;
    return checkInterval({ start, duration }, from);
  });
}

function readHeartRates(values: readonly number[], from: number): Sample[] {
  let start = from;
  let value = 0;
  return [...groups(values, 2)].map(([gap = 0, delta = 0]) => {
    start += gap;
    value += unzigzag(delta);
    return checkSample({ metric: 'heart-rate', start, value }, from);
  });
}

function readStretches(metric: 'steps' | 'sleep', values: readonly number[], from: number): Sample[] {
  let cursor = from;
  return [...groups(values, 3)].map(([gap = 0, duration = 0, value = 0]): Sample => {
    const start = cursor + gap;
    cursor = start + duration;
    if (metric === 'steps') return checkSample({ metric, start, duration, value }, from);
    const stage = SLEEP_STAGES[value];
    return stage === undefined ? refuse() : checkSample({ metric, start, duration, stage }, from);
  });
}

/**
 * The inverse of {@link encodeSeries}.
 *
 * @throws ProtocolError `malformed`, `not-canonical`, `out-of-range`
 */
export function decodeSeries(plaintext: Uint8Array, from: number): Series {
  const [type, code, worn, body] = readArray(decodeCbor(plaintext), 'a series', 4);
  const metric = typeof code === 'number' ? METRICS[code] : undefined;
  if (type !== RAW || metric === undefined) throw new ProtocolError('malformed', 'the plaintext is not a series');
  const values = readVarints(readBytes(body, 'the series'));
  return {
    metric,
    worn: readIntervalsAt(readVarints(readBytes(worn, 'the worn stretches')), from),
    samples: metric === 'heart-rate' ? readHeartRates(values, from) : readStretches(metric, values, from),
  };
}
