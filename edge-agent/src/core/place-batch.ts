import type { Interval, Sample } from '@fit4work/protocol';
import type { Batch } from '../wearable-port.js';
import type { Place } from './clock-frame.js';
import { clipIntervals } from './intervals.js';

/**
 * The stretch where it was measured. What reaches beyond `until` is left for later, and the stretch ends before it; what was
 * stamped wrongly before is left out. Its mark speaks of the wearable's own time and stays.
 */
export function placeBatch(batch: Batch, { shift, until, without }: Place): Batch {
  const placed = batch.samples
    .filter((sample) => !without || !reaches(sample, without))
    .map((sample) => ({ ...sample, start: sample.start + shift }));
  const from = batch.from + shift;
  const tooLate = placed.filter((sample) => endOf(sample) > until).map(({ start }) => start);
  const to = Math.max(from, Math.min(batch.to + shift, until, ...tooLate));
  const worn = without ? outside(batch.worn, without) : batch.worn;
  return {
    ...batch,
    from,
    to,
    samples: placed.filter(({ start }) => start < to),
    worn: clipIntervals(
      worn.map(({ start, duration }) => ({ start: start + shift, duration })),
      { start: from, end: to },
    ),
    acknowledge: () => batch.acknowledge(),
  };
}

const endOf = (sample: Sample): number => sample.start + (sample.metric === 'heart-rate' ? 1 : sample.duration);

const reaches = (sample: Sample, { start, duration }: Interval): boolean =>
  sample.start < start + duration && endOf(sample) > start;

const outside = (intervals: readonly Interval[], { start, duration }: Interval): readonly Interval[] => [
  ...clipIntervals(intervals, { start: Number.NEGATIVE_INFINITY, end: start }),
  ...clipIntervals(intervals, { start: start + duration, end: Number.POSITIVE_INFINITY }),
];
