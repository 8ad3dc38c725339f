import { type Interval, type Sample, type SleepSample, sleepPeriods } from '@fit4work/protocol';
import { clipIntervals } from '../intervals.js';
import { reconcile, type Source } from '../reconcile.js';

/* What one civil day gives to an export. */

/** A reconciled sample and the family of the wearable that it came from. */
export interface Sourced<S extends Sample = Sample> {
  readonly sample: S;
  readonly family: string;
}

/** Sleep samples that belong together (SPEC.md clause 4.4), in order of start. */
export type SleepNight = readonly Sourced<SleepSample>[];

export interface ExportDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The civil day, Unix seconds, half-open. */
  readonly bounds: Bounds;
  /** In order of start: those that start in the day. */
  readonly samples: readonly Sourced[];
  readonly worn: readonly Interval[];
  /** The sleep periods whose last second is in the day; they may begin on the day before. */
  readonly nights: readonly SleepNight[];
}

interface Bounds {
  readonly start: number;
  readonly end: number;
}

/**
 * The day as the windows of its envelopes have it: reconciled together with the day before and the day after, since a sample
 * may reach over midnight.
 *
 * @param sources of the three days
 * @param families by number of the wearable
 */
export function toExportDay(
  { day, bounds }: Pick<ExportDay, 'day' | 'bounds'>,
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

export const isOf =
  <M extends Sample['metric']>(metric: M) =>
  (each: Sourced): each is Sourced<Extract<Sample, { metric: M }>> =>
    each.sample.metric === metric;

/** The one family of all of them; undefined where several wearables had a part. */
export function soleFamily(samples: readonly Sourced[]): string | undefined {
  const families = new Set(samples.map(({ family }) => family));
  const [first] = families;
  return families.size === 1 ? first : undefined;
}
