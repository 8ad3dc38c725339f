import { BOUNDS, type Sample } from '@fit4work/protocol';
import { WearableError } from '../wearable-error.js';
import type { Batch } from '../wearable-port.js';

const between = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

function isWithin(sample: Sample, { from, to }: Batch): boolean {
  if (!between(sample.start, from, to - 1)) return false;
  if (sample.metric === 'heart-rate') {
    return (
      between(sample.value, BOUNDS.heartRate.min, BOUNDS.heartRate.max) &&
      (sample.rr ?? []).length <= BOUNDS.rrPerSample &&
      (sample.rr ?? []).every((time) => between(time, BOUNDS.rr.min, BOUNDS.rr.max))
    );
  }
  if (!between(sample.duration, 1, BOUNDS.duration)) return false;
  return sample.metric === 'sleep' || between(sample.value, 0, BOUNDS.stepsPerMinute * Math.ceil(sample.duration / 60));
}

/**
 * A driver that errs must not end the agent when its samples are sealed (SPEC.md 3.2 and 4.1).
 *
 * @throws WearableError `malformed` when a sample lies outside the bounds or the stretch, or out of order
 */
export function checkBatch(batch: Batch): Batch {
  const { from, to, worn } = batch;
  const isStretch = between(from, 0, to) && Number.isInteger(to);
  const isWithinIt = worn.every(({ start, duration }) => between(start, from, to) && between(duration, 0, to - start));
  if (!isStretch || !isWithinIt) throw impossible();
  const ends = new Map<string, number>();
  for (const sample of batch.samples) {
    const end = ends.get(sample.metric) ?? batch.from;
    if (!isWithin(sample, batch) || sample.start < end) {
      throw impossible();
    }
    ends.set(sample.metric, sample.start + (sample.metric === 'heart-rate' ? 0 : sample.duration));
  }
  return batch;
}

const impossible = (): WearableError =>
  new WearableError('malformed', 'The wearable gave a sample that cannot be; pair it with the right family.');
