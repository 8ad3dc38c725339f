import { civilDay, civilDayBounds, type Interval, METRICS, type Metric, type Sample } from '@fit4work/protocol';
import { clipIntervals } from './intervals.js';
import type { Measured } from './reconcile.js';

export interface DayPart extends Measured {
  readonly day: string;
  readonly metric: Metric;
  /** Where its stretch begins, Unix seconds. */
  readonly from: number;
  /** Seconds of the stretch. */
  readonly span: number;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
}

/**
 * Cuts a stretch of history into civil days and metrics. What lies before the cursor is a replay and is dropped: the
 * vault has it. Every metric of a day in the stretch gets a part, even when nothing was measured.
 */
export function splitBatch(batch: Stretch, cursor: number | undefined, zone: string): readonly DayPart[] {
  const from = Math.max(batch.from, cursor ?? batch.from);
  const parts: DayPart[] = [];
  for (let start = from; start < batch.to; ) {
    const day = civilDay(start, zone);
    const end = Math.min(civilDayBounds(day, zone).end, batch.to);
    for (const metric of METRICS) parts.push(partOf(batch, { day, metric, start, end }));
    start = end;
  }
  return parts;
}

function partOf(batch: Stretch, span: { day: string; metric: Metric; start: number; end: number }): DayPart {
  const inside = (sample: Sample): boolean =>
    sample.metric === span.metric && sample.start >= span.start && sample.start < span.end;
  return {
    day: span.day,
    metric: span.metric,
    from: span.start,
    span: span.end - span.start,
    samples: batch.samples.filter(inside),
    worn: clipIntervals(batch.worn, span),
  };
}
