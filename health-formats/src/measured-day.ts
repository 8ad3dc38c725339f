import type { Interval, Sample, SleepSample } from '@fit4work/protocol';

/* What was measured on one civil day, as it is written in a health format. */

/** A reconciled sample and the family of the wearable that it came from. */
export interface Sourced<S extends Sample = Sample> {
  readonly sample: S;
  readonly family: string;
}

/** Sleep samples that belong together (SPEC.md clause 4.4), in order of start. */
export type SleepNight = readonly Sourced<SleepSample>[];

export interface MeasuredDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The civil day, Unix seconds, half-open. */
  readonly bounds: { readonly start: number; readonly end: number };
  /** In order of start: those that start in the day. */
  readonly samples: readonly Sourced[];
  readonly worn: readonly Interval[];
  /** The sleep periods whose last second is in the day; they may begin on the day before. */
  readonly nights: readonly SleepNight[];
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
