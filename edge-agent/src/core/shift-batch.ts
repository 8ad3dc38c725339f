import type { Batch } from '../wearable-port.js';

/** The same stretch, so many seconds later. Its mark speaks of the wearable's own time and stays. */
export function shiftBatch(batch: Batch, seconds: number): Batch {
  if (seconds === 0) return batch;
  return {
    ...batch,
    from: batch.from + seconds,
    to: batch.to + seconds,
    samples: batch.samples.map((sample) => ({ ...sample, start: sample.start + seconds })),
    worn: batch.worn.map(({ start, duration }) => ({ start: start + seconds, duration })),
    acknowledge: () => batch.acknowledge(),
  };
}
