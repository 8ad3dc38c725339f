import {
  encodeSeries,
  encodeSummary,
  METRICS,
  type Metric,
  type Sample,
  summarise,
  type Window,
  wornSeconds,
} from '@fit4work/protocol';
import type { Measured } from './chunk.js';
import { clipIntervals, joinIntervals } from './intervals.js';

const startOf = (a: { readonly start: number }, b: { readonly start: number }): number => a.start - b.start;

/** Merges what several chunks hold: sorted, each metric and start once, worn stretches joined. */
export function mergeMeasured(parts: readonly Measured[]): Measured {
  const samples = new Map<string, Sample>();
  for (const part of parts) {
    for (const sample of part.samples) {
      const key = `${sample.metric}/${sample.start}`;
      if (!samples.has(key)) samples.set(key, sample);
    }
  }
  return {
    samples: withoutOverlaps([...samples.values()].sort(startOf)),
    worn: joinIntervals(parts.flatMap((part) => part.worn)),
  };
}

/** Where two wearables measured the same moment, what began first counts; nothing is ever added up. */
function withoutOverlaps(sorted: readonly Sample[]): readonly Sample[] {
  const ends = new Map<Metric, number>();
  return sorted.filter((sample) => {
    if (sample.metric === 'heart-rate') return true;
    if (sample.start < (ends.get(sample.metric) ?? sample.start)) return false;
    ends.set(sample.metric, sample.start + sample.duration);
    return true;
  });
}

/**
 * The plaintexts of a window's three boxes, in the order of METRICS.
 *
 * @param measured of the window's civil day, the day before it and what is known of the day after
 */
export function windowPlaintexts(window: Window, measured: Measured): readonly Uint8Array[] {
  if (window.granularity === 'raw') {
    const inside = measured.samples.filter(({ start }) => start >= window.start && start < window.end);
    const worn = clipIntervals(measured.worn, window);
    return METRICS.map((metric) =>
      encodeSeries({ metric, worn, samples: inside.filter((sample) => sample.metric === metric) }, window.start),
    );
  }
  const { granularity } = window;
  const worn = wornSeconds(measured.worn, window);
  return summarise(measured.samples, window).map((values) => encodeSummary({ granularity, wornSeconds: worn, values }));
}
