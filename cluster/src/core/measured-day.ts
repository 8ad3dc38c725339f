import {
  addDays,
  civilDayBounds,
  encodeSummary,
  METRICS,
  type Sample,
  summarise,
  type Window,
} from '@fit4work/protocol';

/** A day as its wearer’s own machine has it. */
export interface MeasuredDay {
  readonly date: string;
  readonly window: Window;
  readonly steps: number;
  readonly heartRateMean: number;
  /** Of the three boxes, in the order of METRICS. */
  readonly plaintexts: readonly Uint8Array[];
}

const ZONE = 'Europe/Brussels';
const MINUTE = 60;
/** A minute in each quarter of an hour. */
const EVERY = 15 * MINUTE;

/** What one looks like who is worn all day: other steps and another heart rate on each. */
export function measuredDay(first: string, count: number, random: () => number): MeasuredDay {
  const date = addDays(first, count);
  const { start, end } = civilDayBounds(date, ZONE);
  const window: Window = { granularity: 'day', day: date, start, end };
  const samples: Sample[] = [];
  const [steps, rates]: [number[], number[]] = [[], []];
  for (let at = start; at < end; at += EVERY) {
    steps.push(Math.floor(random() * 120));
    rates.push(55 + Math.floor(random() * 90));
    samples.push({ metric: 'steps', start: at, duration: MINUTE, value: steps.at(-1) ?? 0 });
    samples.push({ metric: 'heart-rate', start: at, value: rates.at(-1) ?? 0 });
  }
  const summaries = summarise(samples, window);
  return {
    ...{ date, window, steps: sum(steps), heartRateMean: sum(rates) / rates.length },
    plaintexts: METRICS.map((_, i) => {
      const values = summaries[i];
      if (values === undefined) return new Uint8Array();
      return encodeSummary({ granularity: 'day', wornSeconds: end - start, values });
    }),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
