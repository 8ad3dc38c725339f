import type { MeasuredDay, Sourced } from '@fit4work/health-formats';
import { type Sample, sleepPeriods } from '@fit4work/protocol';
import { clipIntervals } from '../intervals.js';
import { reconcile, type Source } from '../reconcile.js';

/* What one civil day gives to an export. */

export interface ExportDay extends MeasuredDay {
  /** Samples in minutes in which another source counts, in order of start. */
  readonly notCounted: readonly NotCounted[];
}

/** A sample of a wearable, and whether it was told while that was listened to. */
type NotCounted = Sourced<Sample> & { readonly told: boolean };

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
): ExportDay {
  const { samples, worn } = reconcile(sources);
  // Reconciling takes samples or leaves them, and makes none: each is still the one that its source has.
  const familyOf = new Map(
    sources.flatMap((source) => source.samples.map((sample) => [sample, families.get(source.wearable) ?? ''])),
  );
  const sourced = <S extends Sample>(sample: S): Sourced<S> => ({ sample, family: familyOf.get(sample) ?? '' });
  const within = (time: number): boolean => time >= bounds.start && time < bounds.end;
  const counted = new Set(samples);
  const sleep = samples.filter((sample) => sample.metric === 'sleep');
  return {
    day,
    bounds,
    samples: samples.filter(({ start }) => within(start)).map(sourced),
    worn: clipIntervals(worn, bounds),
    nights: sleepPeriods(sleep)
      .filter(({ end }) => within(end - 1))
      .map((period) => period.samples.map(sourced)),
    notCounted: sources
      .flatMap(({ told, samples: all }) => all.map((sample) => ({ ...sourced(sample), told })))
      .filter(({ sample }) => within(sample.start) && !counted.has(sample))
      .sort((a, b) => a.sample.start - b.sample.start),
  };
}
