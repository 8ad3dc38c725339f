import {
  answerWindows,
  decodeSeries,
  decodeSummary,
  GRANULARITIES,
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
import type { Positions } from '../ports.js';
import { joinIntervals } from './intervals.js';
import { likenessOf, type SealedDay } from './likeness.js';
import type { Measured } from './reconcile.js';
import { windowPlaintexts } from './window-plaintext.js';

/* What a coach will see under a grant: the plaintexts that the released keys open, made again and held against what was sealed. */

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
  /** The days of the grant that have begun, from the first on of which there are keys; null where there are none. */
  readonly past: Days | null;
  readonly shown: readonly Shown[];
  /** Windows that begin later than this are not sealed yet: their numbers may still change. Unix seconds. */
  readonly sealedUntil: Readonly<Record<Granularity, number>>;
  /** The days of the grant until today: what a wearable still brings of them is released too, but of those that were erased. Null where there are none. */
  readonly late: Days | null;
  /** The days of the grant that are to come, today among them where nothing of it is held yet: of each the same will be seen as it is sealed. */
  readonly future: Days | null;
  /** The days of which nothing is seen, since the grant lapses before anything of them is sealed; null where there are none. */
  readonly unreached: Days | null;
  /** The last day, of which hours or samples are seen and no number by day, since the grant lapses before it is over. */
  readonly withoutDay: string | null;
  /** What days to come will look like, by the newest complete day; null where it is shown already or where there is none. */
  readonly example: { readonly day: string; readonly shown: readonly Shown[] } | null;
  /** Days that cannot be shown because they, or a day beside them, were changed on disk. */
  readonly damaged: readonly string[];
  /** Days that are shared and of which something is not shown: it was sealed of samples that are not held any more. */
  readonly notAsSealed: readonly string[];
  /** Days that are shown as they would be sealed today: of what was sealed of them nothing is known here, as after a recovery. */
  readonly uncompared: readonly string[];
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
  /** Where windows are left out, since what is held of the day is not what they were sealed of. */
  readonly notAsSealed: readonly Granularity[];
  readonly isUncompared: boolean;
}

/** The metrics of a scope at a granularity. */
export const metricsAt = (scope: readonly GrantScope[], granularity: Granularity): readonly Metric[] =>
  METRICS.filter((name) =>
    scope.some(({ metric, granularities }) => metric === name && granularities.includes(granularity)),
  );

/** How far the windows of a scope go, and what stands of those that are sealed. */
export interface PreviewView {
  readonly scope: readonly GrantScope[];
  readonly zone: string;
  /** Windows that end later are not yet made, Unix seconds. */
  readonly until: Positions;
  /** Windows that begin earlier and are not sealed were passed by: nothing is sealed of them. */
  readonly passed: Positions;
  readonly sealedDay: SealedDay;
  /** Windows that will be sealed anew. */
  readonly toCome: readonly Window[];
}

/**
 * Opens of a day what a scope's keys open.
 *
 * @param measured of the day, the day before it and what is known of the day after
 */
export function openDayFor(day: string, measured: Measured, view: PreviewView): OpenedDay {
  const made = GRANULARITIES.flatMap((granularity) => windowsMade(day, granularity, { measured, view }));
  const shown = made.filter(({ standing }) => standing !== 'unlike' && standing !== 'passed');
  const opened = (granularity: Granularity): readonly Opened[] =>
    shown.filter(({ window }) => window.granularity === granularity).flatMap((each) => openWindow(each, view.scope));
  const summaries = (granularity: SummaryGranularity): readonly OpenedBox[] =>
    opened(granularity).map(({ metric, window, plaintext }) => ({
      ...{ metric, day, windowStart: window.start },
      summary: decodeSummary(plaintext),
    }));
  const series = opened('raw').map(({ window, plaintext }) => decodeSeries(plaintext, window.start));
  return {
    day,
    boxes: { hour: summaries('hour'), day: summaries('day') },
    samples: {
      day,
      worn: joinIntervals(series.flatMap(({ worn }) => worn)),
      samples: series.flatMap(({ samples }) => samples).sort((a, b) => a.start - b.start),
    },
    notAsSealed: GRANULARITIES.filter((granularity) =>
      made.some(({ window, standing }) => window.granularity === granularity && standing === 'unlike'),
    ),
    isUncompared: shown.some(({ standing }) => standing === 'uncompared'),
  };
}

interface MadeWindow {
  readonly window: Window;
  readonly plaintexts: readonly Uint8Array[];
  readonly standing: 'to-come' | 'passed' | 'alike' | 'unlike' | 'uncompared';
}

function windowsMade(
  day: string,
  granularity: Granularity,
  { measured, view }: { readonly measured: Measured; readonly view: PreviewView },
): readonly MadeWindow[] {
  if (metricsAt(view.scope, granularity).length === 0) return [];
  const windows = windowsOf(day, granularity, view.zone).filter(({ end }) => end <= view.until[granularity]);
  return windows.map((window) => {
    const plaintexts = windowPlaintexts(window, measured);
    return { window, plaintexts, standing: standingOf(window, plaintexts, view) };
  });
}

function standingOf(window: Window, plaintexts: readonly Uint8Array[], view: PreviewView): MadeWindow['standing'] {
  const { granularity, start } = window;
  if (view.toCome.some((each) => each.granularity === granularity && each.start === start)) return 'to-come';
  const likeness = likenessOf(window, plaintexts, view.sealedDay);
  if (likeness !== 'unsealed') return likeness;
  return start < view.passed[granularity] ? 'passed' : 'to-come';
}

interface Opened {
  readonly metric: Metric;
  readonly window: Window;
  readonly plaintext: Uint8Array;
}

function openWindow({ window, plaintexts }: MadeWindow, scope: readonly GrantScope[]): readonly Opened[] {
  const metrics = metricsAt(scope, window.granularity);
  return plaintexts.flatMap((plaintext, i) => {
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
    // A day of which the coach sees something else is left out: that there is nothing to open would not be true.
    const left = new Set(opened.flatMap((each) => (each.notAsSealed.includes(granularity) ? [each.day] : [])));
    const told = granularity === 'day' ? days.filter((day) => !left.has(day)) : days;
    return [{ granularity, metrics, windows: answerWindows({ granularity }, told, boxes) }];
  });
}
