import {
  type Granularity,
  type Interval,
  type Metric,
  type MetricSummary,
  type Sample,
  summarise,
  type Window,
  windowsOf,
  wornSeconds,
} from '@fit4work/protocol';
import { clipIntervals } from './intervals.js';
import type { Measured } from './reconcile.js';

/* What an employee sees of a day: the same numbers as stand in the boxes of its envelopes. */

/** Times in Unix seconds. */
export interface ShownWindow {
  readonly start: number;
  readonly end: number;
  readonly wornSeconds: number;
  readonly values: readonly MetricSummary[];
}

export interface ShownDay {
  readonly day: string;
  /** By sample only. */
  readonly worn?: readonly Interval[];
  readonly samples?: readonly Sample[];
  /** By hour or by day only. */
  readonly windows?: readonly ShownWindow[];
}

export interface Selection {
  readonly metrics: readonly Metric[];
  readonly granularity: Granularity;
}

/**
 * @param measured reconciled, of the day, the day before it and the day after
 * @param of `now`: windows that begin later are not shown, Unix seconds
 */
export function showDay(
  day: string,
  measured: Measured,
  { metrics, granularity, zone, now }: Selection & { readonly zone: string; readonly now: number },
): ShownDay {
  if (granularity === 'raw') {
    const [whole] = windowsOf(day, 'day', zone);
    return whole === undefined ? { day, worn: [], samples: [] } : { day, ...samplesIn(whole, measured, metrics) };
  }
  const begun = windowsOf(day, granularity, zone).filter(({ start }) => start <= now);
  return { day, windows: begun.map((window) => showWindow(window, measured, metrics)) };
}

const samplesIn = (window: Window, { samples, worn }: Measured, metrics: readonly Metric[]): Measured => ({
  worn: clipIntervals(worn, window),
  samples: samples.filter(
    ({ metric, start }) => metrics.includes(metric) && start >= window.start && start < window.end,
  ),
});

const showWindow = (window: Window, measured: Measured, metrics: readonly Metric[]): ShownWindow => ({
  start: window.start,
  end: window.end,
  wornSeconds: wornSeconds(measured.worn, window),
  values: summarise(measured.samples, window).filter(({ metric }) => metrics.includes(metric)),
});
