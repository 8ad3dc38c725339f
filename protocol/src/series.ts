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

function encodeIntervals(
  intervals: readonly Interval[],
  from: number,
  extra: (index: number) => readonly number[],
): Uint8Array {
  const out: number[] = [];
  let cursor = from;
  for (const [i, { start, duration }] of intervals.entries()) {
    for (const value of [start - cursor, duration, ...extra(i)]) pushVarint(out, value);
    cursor = start + duration;
  }
  return Uint8Array.from(out);
}

function encodeSamples(samples: readonly Sample[], from: number): Uint8Array {
  const out: number[] = [];
  let cursor = from;
  let previous = 0;
  for (const sample of samples) {
    pushVarint(out, sample.start - cursor);
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

/** @param from the window's start, Unix seconds; samples and worn stretches are sorted and do not overlap */
export function encodeSeries(series: Series, from: number): Uint8Array {
  return encodeCbor([
    RAW,
    METRICS.indexOf(series.metric),
    encodeIntervals(series.worn, from, () => []),
    encodeSamples(series.samples, from),
  ]);
}

const refuse = (): never => {
  throw new ProtocolError('out-of-range', 'a sample lies outside the bounds of clause 3.2');
};

function* triples(values: readonly number[], width: number): Generator<readonly number[]> {
  if (values.length % width !== 0) throw new ProtocolError('malformed', 'a series is cut short');
  for (let i = 0; i < values.length; i += width) yield values.slice(i, i + width);
}

function readIntervalsAt(values: readonly number[], from: number): Interval[] {
  let cursor = from;
  return [...triples(values, 2)].map(([gap = 0, duration = 0]) => {
    const start = cursor + gap;
    cursor = start + duration;
    return duration > 0 && duration <= BOUNDS.duration ? { start, duration } : refuse();
  });
}

function readHeartRates(values: readonly number[], from: number): Sample[] {
  let start = from;
  let value = 0;
  return [...triples(values, 2)].map(([gap = 0, delta = 0]) => {
    start += gap;
    value += unzigzag(delta);
    const within = value >= BOUNDS.heartRate.min && value <= BOUNDS.heartRate.max;
    return within ? { metric: 'heart-rate', start, value } : refuse();
  });
}

function readStretches(metric: 'steps' | 'sleep', values: readonly number[], from: number): Sample[] {
  let cursor = from;
  return [...triples(values, 3)].map(([gap = 0, duration = 0, value = 0]): Sample => {
    const start = cursor + gap;
    cursor = start + duration;
    if (duration === 0 || duration > BOUNDS.duration) return refuse();
    const stage = SLEEP_STAGES[value];
    if (metric === 'sleep') return stage === undefined ? refuse() : { metric, start, duration, stage };
    return value <= BOUNDS.stepsPerMinute * Math.ceil(duration / 60) ? { metric, start, duration, value } : refuse();
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
