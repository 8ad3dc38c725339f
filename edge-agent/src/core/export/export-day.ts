import type { MeasuredDay, Sourced } from '@fit4work/health-formats';
import { type Sample, sleepPeriods } from '@fit4work/protocol';
import { clipIntervals } from '../intervals.js';
import { reconcile, type Source } from '../reconcile.js';

/* What one civil day gives to an export. */

/**
 * The day as the windows of its envelopes have it: reconciled together with the day before and the day after, since a sample
 * may reach over midnight.
 *
 * @param sources of the three days
 * @param families by number of the wearable
 */
export function toExportDay(
  { day, bounds }: Pick<MeasuredDay, 'day' | 'bounds'>,
  sources: readonly Source[],
  families: ReadonlyMap<number, string>,
): MeasuredDay {
  const { samples, worn } = reconcile(sources);
  // Reconciling takes samples or leaves them, and makes none: each is still the one that its source has.
  const familyOf = new Map(
    sources.flatMap((source) => source.samples.map((sample) => [sample, families.get(source.wearable) ?? ''])),
  );
  const sourced = <S extends Sample>(sample: S): Sourced<S> => ({ sample, family: familyOf.get(sample) ?? '' });
  const within = (time: number): boolean => time >= bounds.start && time < bounds.end;
  const sleep = samples.filter((sample) => sample.metric === 'sleep');
  return {
    day,
    bounds,
    samples: samples.filter(({ start }) => within(start)).map(sourced),
    worn: clipIntervals(worn, bounds),
    nights: sleepPeriods(sleep)
      .filter(({ end }) => within(end - 1))
      .map((period) => period.samples.map(sourced)),
  };
}
