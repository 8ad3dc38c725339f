import {
  answerWindows,
  decodeSeries,
  decodeSummary,
  type GrantScope,
  type Granularity,
  type Interval,
  METRICS,
  type Metric,
  type OpenedBox,
  type Sample,
  type Window,
  type WindowAnswer,
  windowsOf,
} from '@fit4work/protocol';
import { joinIntervals } from './intervals.js';
import type { Measured } from './reconcile.js';
import { windowPlaintexts } from './window-plaintext.js';

/* What a coach will see under a grant, out of the very plaintexts that the released keys open. */

type SummaryGranularity = Exclude<Granularity, 'raw'>;

/** What a granularity of a scope shows. */
export type Shown =
  | {
      readonly granularity: SummaryGranularity;
      readonly metrics: readonly Metric[];
      /** As the coach API answers them. */
      readonly windows: readonly WindowAnswer[];
    }
  | { readonly granularity: 'raw'; readonly metrics: readonly Metric[]; readonly days: readonly ShownSamples[] };

/** First and last civil day. */
export interface Days {
  readonly from: string;
  readonly until: string;
}

/** What a coach will see under a grant that is not signed yet. */
export interface GrantPreview {
  /** The days of the grant that have begun and of which something may be held; null where there are none. */
  readonly past: Days | null;
  readonly shown: readonly Shown[];
  /** Windows that begin later than this are not sealed yet: their numbers may still change. Unix seconds. */
  readonly sealedUntil: Readonly<Record<Granularity, number>>;
  /** The days of the grant until today: what a wearable still brings of them is released too, but of those that were erased. Null where there are none. */
  readonly late: Days | null;
  /** The days of the grant that are to come, today among them where nothing of it is held yet: of each the same will be seen as it is sealed. */
  readonly future: Days | null;
  /** The days that are asked for and not shared, since the grant lapses before they begin; null where there are none. */
  readonly unreached: Days | null;
  /** What days to come will look like, by the newest complete day; null where it is shown already or where there is none. */
  readonly example: { readonly day: string; readonly shown: readonly Shown[] } | null;
  /** Days that cannot be shown because they, or a day beside them, were changed on disk. */
  readonly damaged: readonly string[];
}

interface ShownSamples {
  readonly day: string;
  readonly worn: readonly Interval[];
  readonly samples: readonly Sample[];
}

/** The opened boxes of one day. */
export interface OpenedDay {
  readonly day: string;
  readonly boxes: Readonly<Record<SummaryGranularity, readonly OpenedBox[]>>;
  readonly samples: ShownSamples;
}

const metricsAt = (scope: readonly GrantScope[], granularity: Granularity): readonly Metric[] =>
  METRICS.filter((name) =>
    scope.some(({ metric, granularities }) => metric === name && granularities.includes(granularity)),
  );

/**
 * Opens of a day what a scope's keys open.
 *
 * @param measured of the day, the day before it and what is known of the day after
 * @param of `until`: windows that end later are not yet made, Unix seconds
 */
export function openDayFor(
  day: string,
  measured: Measured,
  of: {
    readonly scope: readonly GrantScope[];
    readonly zone: string;
    readonly until: Readonly<Record<Granularity, number>>;
  },
): OpenedDay {
  const made = (granularity: Granularity): readonly Opened[] => {
    const metrics = metricsAt(of.scope, granularity);
    if (metrics.length === 0) return [];
    const windows = windowsOf(day, granularity, of.zone).filter(({ end }) => end <= of.until[granularity]);
    return windows.flatMap((window) => openWindow(window, measured, metrics));
  };
  const summaries = (granularity: SummaryGranularity): readonly OpenedBox[] =>
    made(granularity).map(({ metric, window, plaintext }) => ({
      ...{ metric, day, windowStart: window.start },
      summary: decodeSummary(plaintext),
    }));
  const series = made('raw').map(({ window, plaintext }) => decodeSeries(plaintext, window.start));
  return {
    day,
    boxes: { hour: summaries('hour'), day: summaries('day') },
    samples: {
      day,
      worn: joinIntervals(series.flatMap(({ worn }) => worn)),
      samples: series.flatMap(({ samples }) => samples).sort((a, b) => a.start - b.start),
    },
  };
}

interface Opened {
  readonly metric: Metric;
  readonly window: Window;
  readonly plaintext: Uint8Array;
}

function openWindow(window: Window, measured: Measured, metrics: readonly Metric[]): readonly Opened[] {
  return windowPlaintexts(window, measured).flatMap((plaintext, i) => {
    const metric = METRICS[i];
    return metric !== undefined && metrics.includes(metric) ? [{ metric, window, plaintext }] : [];
  });
}

/** What a coach gets of opened days, coarsest first. @param days every civil day of the range, ascending */
export function shownOf(
  scope: readonly GrantScope[],
  days: readonly string[],
  opened: readonly OpenedDay[],
): readonly Shown[] {
  return (['day', 'hour', 'raw'] as const).flatMap((granularity): readonly Shown[] => {
    const metrics = metricsAt(scope, granularity);
    if (metrics.length === 0) return [];
    if (granularity === 'raw') return [{ granularity, metrics, days: opened.map(({ samples }) => samples) }];
    const boxes = opened.flatMap((each) => each.boxes[granularity]);
    return [{ granularity, metrics, windows: answerWindows({ granularity }, days, boxes) }];
  });
}
