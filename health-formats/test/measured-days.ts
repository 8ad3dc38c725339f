import {
  civilDayBounds,
  type HeartRateSample,
  SLEEP_STAGES,
  type SleepSample,
  type StepsSample,
  sleepPeriods,
} from '@fit4work/protocol';
import fc from 'fast-check';
import type { MeasuredDay, Sourced } from '../src/measured-day.js';

/* Days of random samples, on ordinary days and on those on which clocks are moved. */

export interface ZonedDay {
  readonly zone: string;
  readonly day: MeasuredDay;
}

const ZONES = ['Europe/Brussels', 'UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
/** In Brussels: an ordinary day, the one of 23 hours, the one of 25. */
const DAYS = ['2026-03-10', '2026-03-29', '2026-10-25'];
/** A family is named by its file, which may have any name. */
const FAMILIES = ['huami', 'infinitime', 'a "strange", one'];

const family = fc.constantFrom(...FAMILIES);

/** Stretches that follow each other within a day. */
const stretches = (most: number) =>
  fc.array(fc.record({ gap: fc.integer({ min: 0, max: 7200 }), duration: fc.integer({ min: 1, max: 3600 }) }), {
    maxLength: most,
  });

function lay(start: number, end: number, laid: readonly { gap: number; duration: number }[]) {
  const intervals: { start: number; duration: number }[] = [];
  let at = start;
  for (const { gap, duration } of laid) {
    at += gap;
    if (at + duration > end) break;
    intervals.push({ start: at, duration });
    at += duration;
  }
  return intervals;
}

const heartRates = fc.array(
  fc.record({
    offset: fc.integer({ min: 0, max: 82_799 }),
    value: fc.integer({ min: 20, max: 250 }),
    rr: fc.array(fc.integer({ min: 1, max: 65_535 }), { maxLength: 3 }),
  }),
  { maxLength: 12 },
);

export const zonedDay: fc.Arbitrary<ZonedDay> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    date: fc.constantFrom(...DAYS),
    steps: stretches(12),
    counts: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 12, maxLength: 12 }),
    heart: heartRates,
    sleep: stretches(16),
    stages: fc.array(
      fc.record({ stage: fc.constantFrom(...SLEEP_STAGES), sure: fc.option(fc.integer({ min: 0, max: 100 })) }),
      { minLength: 16, maxLength: 16 },
    ),
    worn: stretches(4),
    sources: fc.array(family, { minLength: 40, maxLength: 40 }),
  })
  .map(({ zone, date, steps, counts, heart, sleep, stages, worn, sources }) => {
    const bounds = civilDayBounds(date, zone);
    let next = 0;
    const sourced = <S extends Sourced['sample']>(sample: S) => ({
      sample,
      family: sources[next++ % sources.length] ?? '',
    });
    const walked = lay(bounds.start, bounds.end, steps).map(
      (interval, at): StepsSample => ({ metric: 'steps', ...interval, value: counts[at] ?? 0 }),
    );
    const beats = heart.map(
      ({ offset, value, rr }): HeartRateSample => ({
        metric: 'heart-rate',
        start: bounds.start + offset,
        value,
        ...(rr.length === 0 ? {} : { rr }),
      }),
    );
    const slept = lay(bounds.start, bounds.end, sleep).map((interval, at): Sourced<SleepSample> => {
      const { stage = 'light', sure = null } = stages[at] ?? {};
      return sourced({ metric: 'sleep', ...interval, stage, ...(sure === null ? {} : { confidence: sure }) });
    });
    const samples: Sourced[] = [...walked.map(sourced), ...beats.map(sourced), ...slept];
    samples.sort((a, b) => a.sample.start - b.sample.start);
    const families = new Map(slept.map((each) => [each.sample, each.family]));
    const nights = sleepPeriods(slept.map(({ sample }) => sample)).map((period) =>
      period.samples.map((sample) => ({ sample, family: families.get(sample) ?? '' })),
    );
    const intervals = lay(bounds.start, bounds.end, worn);
    return { zone, day: { day: date, bounds, samples, worn: intervals, nights } };
  });
