import type { MetricSummary, Summary } from './summary.js';

/* Which box a window is told by (SPEC.md clause 6.3). Agents of one person do not know of each other's windows: one that
   measured nothing must hide nothing that another measured. */

/** A box that was opened: of one agent's envelopes of the window, the one of the highest revision. */
export interface AgentBox {
  readonly agent: number;
  readonly revision: number;
  readonly summary: Summary;
}

/** Whether anything was measured: a total, a minute with a heart rate, or stages of sleep (SPEC.md clause 20.1). */
export function hasValue(values: MetricSummary): boolean {
  if (values.metric === 'steps') return values.total !== null;
  return values.metric === 'sleep' ? values.stageMinutes !== null : values.minutes > 0;
}

/**
 * Of one metric and window: the box that has a value, then the one that was worn for longer, then the higher revision, then
 * the higher agent number (SPEC.md clause 6.3).
 *
 * @param boxes of different agents
 * @returns undefined where there is none
 */
export function standingBox<T extends AgentBox>(boxes: readonly T[]): T | undefined {
  const [first] = [...boxes].sort(
    (a, b) =>
      Number(hasValue(b.summary.values)) - Number(hasValue(a.summary.values)) ||
      b.summary.wornSeconds - a.summary.wornSeconds ||
      b.revision - a.revision ||
      b.agent - a.agent,
  );
  return first;
}
