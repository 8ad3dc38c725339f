import { METRICS, type Metric } from '@fit4work/protocol';
import type { LostSamples } from '../core/findings.js';

/* What was lost, day by day and metric by metric, has rows of its own among the findings: a second repair adds to them. */

export const LOST = 'samples-lost';

/** The code of such a row. */
export const lostCode = ({
  day,
  metric = '',
}: {
  readonly day: string;
  readonly metric?: string | undefined;
}): string => `${LOST}/${day}/${metric}`;

/** What the rows among all findings say. */
export const readLost = (codes: readonly string[]): readonly LostSamples[] =>
  codes.flatMap((code) => {
    const [kind, day = '', metric] = code.split('/');
    return kind === LOST && day !== '' ? [{ day, metric: knownMetric(metric) }] : [];
  });

export const knownMetric = (metric: unknown): Metric | undefined => METRICS.find((each) => each === metric);
