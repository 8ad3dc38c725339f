import type { Metric } from './sample.js';
import type { MetricSummary, Summary } from './summary.js';

/* Summaries of a day for tests. */

export const RECORDED = { worn: 64_800, total: 8000, resting: 58, asleep: 420 } as const;

interface Shape {
  readonly metric: Metric;
  readonly worn?: number;
  /** Nothing measured. */
  readonly empty?: boolean;
}

const MEASURED: Readonly<Record<Metric, MetricSummary>> = {
  steps: { metric: 'steps', total: RECORDED.total, activeMinutes: 30 },
  'heart-rate': {
    ...{ metric: 'heart-rate', sum: 7000, minutes: 100, minimum: 55, maximum: 120, reference: 190 },
    ...{ zoneMinutes: [100, 0, 0, 0, 0], resting: RECORDED.resting },
  },
  sleep: {
    ...{ metric: 'sleep', stageMinutes: [10, RECORDED.asleep, 0, 0, 0, 0], interruptions: 1 },
    ...{ periods: [[1_777_586_400, 1_777_612_200]], efficiency: 97 },
  },
};

const EMPTY: Readonly<Record<Metric, MetricSummary>> = {
  steps: { metric: 'steps', total: null, activeMinutes: 0 },
  'heart-rate': {
    ...{ metric: 'heart-rate', sum: 0, minutes: 0, minimum: null, maximum: null, reference: 190 },
    ...{ zoneMinutes: [0, 0, 0, 0, 0], resting: null },
  },
  sleep: { metric: 'sleep', stageMinutes: null, periods: [], efficiency: null, interruptions: 0 },
};

export const summaryOf = ({ metric, worn = RECORDED.worn, empty = false }: Shape): Summary => ({
  granularity: 'day',
  wornSeconds: worn,
  values: (empty ? EMPTY : MEASURED)[metric],
});
