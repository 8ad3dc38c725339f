import { encodeSeries, encodeSummary, METRICS, summarise, type Window, wornSeconds } from '@fit4work/protocol';
import { clipIntervals } from './intervals.js';
import type { Measured } from './reconcile.js';

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
