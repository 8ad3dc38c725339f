import type { Interval, Metric, Sample } from '@fit4work/protocol';
import { joinIntervals } from './intervals.js';

/* Two wearables may measure the same minute, and one may tell what it also keeps. Nothing is ever added up: in each minute,
   for each metric, one source counts. */

const MINUTE = 60;

/** What one source measured. A wearable is two sources: what it kept, and what it told while it was listened to. */
export interface Source {
  /** Order of pairing. */
  readonly wearable: number;
  readonly told: boolean;
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
}

/** What one wearable kept is one source, and what it told another, however many parts they come in. */
export function joinSources(parts: readonly Source[]): readonly Source[] {
  const groups = new Map<string, Source[]>();
  for (const part of parts) {
    const name = `${part.wearable}/${part.told}`;
    const group = groups.get(name);
    if (group) group.push(part);
    else groups.set(name, [part]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [joined(first, others)] : []));
}

const joined = (first: Source, others: readonly Source[]): Source => ({
  ...first,
  samples: [first, ...others].flatMap(({ samples }) => samples),
  worn: [first, ...others].flatMap(({ worn }) => worn),
});

export interface Measured {
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
}

/** Not worn, or out of range. */
export const NOTHING: Measured = { samples: [], worn: [] };

/**
 * The rule: first those that were on the wrist, then those that do not know; among these the wearable that was paired
 * first; of one wearable what it kept before what it told. A sample counts whole or not at all: one that reaches into a
 * minute that is taken does not.
 */
export function reconcile(sources: readonly Source[]): Measured {
  const ordered = sources
    .map((source) => ({ ...source, samples: withoutOverlaps(source.samples), worn: joinIntervals(source.worn) }))
    .sort((a, b) => a.wearable - b.wearable || Number(a.told) - Number(b.told));
  const taken = new Map<Metric, Map<number, Source>>();
  const kept: Sample[] = [];
  for (const wanted of [true, false]) {
    for (const source of ordered) {
      const mine = source.samples.filter((sample) => isWorn(sample, source.worn) === wanted);
      kept.push(...admit(mine, source, taken));
    }
  }
  return {
    samples: kept.sort((a, b) => a.start - b.start),
    worn: joinIntervals(ordered.flatMap(({ worn }) => worn)),
  };
}

/** The samples of one source that reach into no minute that another has taken; then their minutes are its own. */
function admit(samples: readonly Sample[], source: Source, taken: Map<Metric, Map<number, Source>>): readonly Sample[] {
  const admitted = samples.filter((sample) => {
    const owners = taken.get(sample.metric);
    return minutesOf(sample).every((minute) => (owners?.get(minute) ?? source) === source);
  });
  for (const sample of admitted) {
    const owners = taken.get(sample.metric) ?? new Map<number, Source>();
    taken.set(sample.metric, owners);
    for (const minute of minutesOf(sample)) owners.set(minute, source);
  }
  return admitted;
}

/** Of one source the stretches of a metric cannot overlap: what began first counts. */
function withoutOverlaps(samples: readonly Sample[]): readonly Sample[] {
  const ends = new Map<Metric, number>();
  return [...samples]
    .sort((a, b) => a.start - b.start)
    .filter((sample) => {
      if (sample.metric === 'heart-rate') return true;
      if (sample.start < (ends.get(sample.metric) ?? sample.start)) return false;
      ends.set(sample.metric, sample.start + sample.duration);
      return true;
    });
}

const endOf = (sample: Sample): number => sample.start + (sample.metric === 'heart-rate' ? 1 : sample.duration);

function minutesOf(sample: Sample): number[] {
  const first = Math.floor(sample.start / MINUTE);
  return Array.from({ length: Math.ceil(endOf(sample) / MINUTE) - first }, (_, index) => first + index);
}

/** The stretches of a source are few and in order. */
const isWorn = (sample: Sample, worn: readonly Interval[]): boolean =>
  worn.some(({ start, duration }) => start < endOf(sample) && sample.start < start + duration);
