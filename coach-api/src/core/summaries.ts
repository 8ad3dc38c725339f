import {
  type DataKey,
  dataKeyId,
  type Envelope,
  METRICS,
  type Metric,
  type MetricSummary,
  openSummary,
  ProtocolError,
  SLEEP_STAGES,
  type Summary,
  toHex,
  toRfc3339,
} from '@fit4work/protocol';
import type { ReadAsk } from './ask.js';

interface StepsAnswer {
  readonly total: number | null;
  readonly activeMinutes: number;
}

interface HeartRateAnswer {
  readonly mean: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly minutes: number;
  /** Of a day only. */
  readonly resting: number | null;
  readonly zones: { readonly reference: number; readonly minutes: number[] };
}

interface SleepAnswer {
  readonly minutesAsleep: number | null;
  readonly minutesAwakeInBed: number | null;
  /** In the order of SLEEP_STAGES. */
  readonly stageMinutes: number[] | null;
  readonly periods: { readonly start: string; readonly end: string }[];
  /** Percent. */
  readonly efficiency: number | null;
  readonly interruptions: number;
}

/** What a coach gets of one window. Only metrics that were asked appear. */
export interface WindowAnswer {
  readonly date: string;
  /** ISO 8601 in UTC; by hour only. */
  start?: string;
  /** Null when no box could be opened. */
  wornSeconds: number | null;
  steps?: StepsAnswer;
  heartRate?: HeartRateAnswer;
  sleep?: SleepAnswer;
  missing?: Metric[];
}

/** One opened box. */
interface Opened {
  readonly metric: Metric;
  readonly day: string;
  readonly windowStart: number;
  readonly revision: number;
  readonly summary: Summary;
}

interface Candidate {
  readonly envelope: Envelope;
  readonly metric: Metric;
  readonly key: DataKey;
}

/**
 * Opens, for each metric and window, the box of the highest revision that a released key fits. Envelopes come window by window:
 * when the next window begins, the one before is opened and its envelopes are let go.
 */
export class Opening {
  /** By metric and key id. */
  readonly #keys = new Map<string, DataKey>();
  readonly #best = new Map<Metric, Candidate>();
  readonly #opened: Opened[] = [];
  #failed = 0;
  #window: number | undefined;

  constructor(keys: readonly DataKey[]) {
    for (const key of keys) this.#keys.set(`${key.metric} ${toHex(dataKeyId(key.key))}`, key);
  }

  consider(envelope: Envelope): void {
    if (envelope.windowStart !== this.#window) this.#openBest();
    this.#window = envelope.windowStart;
    for (const [i, metric] of METRICS.entries()) {
      const box = envelope.boxes[i];
      const key = box && this.#keys.get(`${metric} ${toHex(box.keyId)}`);
      if (key === undefined || key.granularity !== envelope.granularity) continue;
      const best = this.#best.get(metric);
      if (best === undefined || stands(envelope, best.envelope)) this.#best.set(metric, { envelope, metric, key });
    }
  }

  /** @returns the opened boxes, and how many did not open although their key was released */
  finish(): { readonly opened: readonly Opened[]; readonly failed: number } {
    this.#openBest();
    return { opened: this.#opened, failed: this.#failed };
  }

  #openBest(): void {
    for (const candidate of this.#best.values()) {
      const summary = openCandidate(candidate);
      if (summary === undefined) this.#failed += 1;
      else this.#opened.push(summary);
    }
    this.#best.clear();
  }
}

/** Of several envelopes of one window the highest revision stands, and of several agents the one with the highest number. */
const stands = (one: Envelope, other: Envelope): boolean =>
  one.revision > other.revision || (one.revision === other.revision && one.agent > other.agent);

function openCandidate({ envelope, metric, key }: Candidate): Opened | undefined {
  try {
    const summary = openSummary(envelope, metric, key.key);
    const { windowStart, revision } = envelope;
    return { metric, day: key.day, windowStart, revision, summary };
  } catch (error) {
    // An agent that seals nonsense harms its own person's numbers only: that metric is missing.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

const stage = (minutes: readonly number[], index: number): number => minutes[index] ?? 0;

function answerSleep({ stageMinutes, periods, ...rest }: Extract<MetricSummary, { metric: 'sleep' }>): SleepAnswer {
  const awake = SLEEP_STAGES.indexOf('awake');
  const total = stageMinutes?.reduce((sum, minutes) => sum + minutes, 0) ?? 0;
  return {
    minutesAsleep: stageMinutes === null ? null : total - stage(stageMinutes, awake),
    minutesAwakeInBed: stageMinutes === null ? null : stage(stageMinutes, awake),
    stageMinutes: stageMinutes === null ? null : [...stageMinutes],
    periods: periods.map(([start, end]) => ({ start: toRfc3339(start), end: toRfc3339(end) })),
    efficiency: rest.efficiency,
    interruptions: rest.interruptions,
  };
}

function answerHeartRate(values: Extract<MetricSummary, { metric: 'heart-rate' }>): HeartRateAnswer {
  const { sum, minutes, minimum, maximum, resting, reference, zoneMinutes } = values;
  const mean = minutes === 0 ? null : sum / minutes;
  return { mean, minimum, maximum, minutes, resting, zones: { reference, minutes: [...zoneMinutes] } };
}

function addTo(answer: WindowAnswer, { summary }: Opened): void {
  const { values, wornSeconds } = summary;
  answer.wornSeconds = Math.max(answer.wornSeconds ?? 0, wornSeconds);
  if (values.metric === 'steps') {
    answer.steps = { total: values.total, activeMinutes: values.activeMinutes };
  } else if (values.metric === 'sleep') {
    answer.sleep = answerSleep(values);
  } else {
    answer.heartRate = answerHeartRate(values);
  }
}

const FIELD = { steps: 'steps', 'heart-rate': 'heartRate', sleep: 'sleep' } as const;

function markMissing(answer: WindowAnswer, metrics: readonly Metric[]): void {
  const missing = metrics.filter((metric) => answer[FIELD[metric]] === undefined);
  if (missing.length > 0) answer.missing = missing;
}

/** The windows asked, in order: every day of the range, or every hour of which a box was opened. */
export function answerWindows(ask: ReadAsk, days: readonly string[], opened: readonly Opened[]): WindowAnswer[] {
  const answers = new Map<string, WindowAnswer>();
  const hourly = ask.granularity === 'hour';
  if (!hourly) for (const date of days) answers.set(date, { date, wornSeconds: null });
  for (const box of [...opened].sort((a, b) => a.windowStart - b.windowStart)) {
    const place = hourly ? String(box.windowStart) : box.day;
    const answer = answers.get(place) ?? { date: box.day, start: toRfc3339(box.windowStart), wornSeconds: null };
    addTo(answer, box);
    answers.set(place, answer);
  }
  const windows = [...answers.values()];
  for (const window of windows) markMissing(window, ask.metrics);
  return windows;
}
