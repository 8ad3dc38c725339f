import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample, SleepSample, SleepStage } from './sample.js';
import { sleepPeriods, summarise, wornSeconds } from './summarise.js';
import { encodeSummary, type MetricSummary } from './summary.js';
import { type Window, windowsOf } from './window.js';

const DAY = '2026-03-10';
const ZONE = 'Europe/Brussels';

function only(windows: readonly Window[], index = 0): Window {
  const window = windows[index];
  if (window === undefined) throw new RangeError('there is no such window');
  return window;
}

const TODAY = only(windowsOf(DAY, 'day', ZONE));
const YESTERDAY = only(windowsOf('2026-03-09', 'day', ZONE));
const HOURS = windowsOf(DAY, 'hour', ZONE);
const MIDNIGHT = TODAY.start;

const sleep = (start: number, minutes: number, stage: SleepStage = 'light'): SleepSample => ({
  metric: 'sleep',
  start,
  duration: minutes * 60,
  stage,
});
const steps = (start: number, value: number, duration = 60): Sample => ({ metric: 'steps', start, duration, value });
const beat = (start: number, value: number): Sample => ({ metric: 'heart-rate', start, value });

const [STEPS, HEART, SLEEP] = [0, 1, 2];
const of = (index: number, samples: readonly Sample[], window = TODAY): MetricSummary | undefined =>
  summarise(samples, window)[index];

describe('steps', () => {
  it('are null where nothing was counted, and 0 where nobody walked', () => {
    expect(of(STEPS, [])).toEqual({ metric: 'steps', total: null, activeMinutes: 0 });
    expect(of(STEPS, [steps(MIDNIGHT, 0)])).toEqual({ metric: 'steps', total: 0, activeMinutes: 0 });
  });

  it('make a minute active from 100 on, in proportion for other stretches', () => {
    const samples = [steps(MIDNIGHT, 99), steps(MIDNIGHT + 60, 100), steps(MIDNIGHT + 120, 1500, 900)];
    expect(of(STEPS, samples)).toEqual({ metric: 'steps', total: 1699, activeMinutes: 16 });
  });

  it('belong to the window of their start', () => {
    const samples = [steps(MIDNIGHT - 60, 7), steps(TODAY.end - 1, 5), steps(TODAY.end, 3)];
    expect(of(STEPS, samples)).toMatchObject({ total: 5 });
  });
});

describe('heart rates', () => {
  it('count by minute, the mean of a minute rounded half up', () => {
    const samples = [beat(MIDNIGHT, 60), beat(MIDNIGHT + 30, 61), beat(MIDNIGHT + 60, 80)];
    const expected = { metric: 'heart-rate', sum: 141, minutes: 2, minimum: 61, maximum: 80 };
    expect(of(HEART, samples)).toEqual(expected);
    expect(of(HEART, [])).toEqual({ metric: 'heart-rate', sum: 0, minutes: 0, minimum: null, maximum: null });
  });
});

describe('a sleep period', () => {
  it('ends after 60 minutes without sleep data exactly, and not after 59', () => {
    const first = sleep(MIDNIGHT, 30);
    expect(sleepPeriods([first, sleep(MIDNIGHT + 90 * 60, 30)])).toHaveLength(2);
    expect(sleepPeriods([first, sleep(MIDNIGHT + 90 * 60 - 1, 30)])).toHaveLength(1);
  });

  it('crossing midnight counts whole on the day of its end', () => {
    const night = [sleep(MIDNIGHT - 3600, 60), sleep(MIDNIGHT, 30, 'deep')];
    expect(of(SLEEP, night)).toEqual({
      metric: 'sleep',
      stageMinutes: [0, 60, 30, 0, 0, 0],
      periods: [[MIDNIGHT - 3600, MIDNIGHT + 1800]],
    });
    expect(of(SLEEP, night, YESTERDAY)).toEqual({ metric: 'sleep', stageMinutes: null, periods: [] });
  });

  it('that ends at midnight exactly counts on the day before', () => {
    const evening = [sleep(MIDNIGHT - 3600, 60)];
    expect(of(SLEEP, evening)).toMatchObject({ periods: [] });
    expect(of(SLEEP, evening, YESTERDAY)).toMatchObject({ periods: [[MIDNIGHT - 3600, MIDNIGHT]] });
  });

  it('of one person counts on exactly one day', () => {
    fc.assert(
      fc.property(fc.nat(86_399), fc.integer({ min: 1, max: 600 }), (offset, minutes) => {
        const samples = [sleep(YESTERDAY.start + offset, minutes)];
        const found = ['2026-03-08', '2026-03-09', DAY]
          .map((day) => of(SLEEP, samples, only(windowsOf(day, 'day', ZONE))))
          .filter((values) => values?.metric === 'sleep' && values.periods.length > 0);
        expect(found).toHaveLength(1);
      }),
    );
  });

  it('lasts through a shorter sample inside a longer one', () => {
    const [period] = sleepPeriods([sleep(MIDNIGHT, 120), sleep(MIDNIGHT + 60, 1)]);
    expect(period?.end).toBe(MIDNIGHT + 7200);
  });
});

describe('an hour of sleep', () => {
  it('never has more than its own minutes, and the hours together have all of them', () => {
    const night = [sleep(MIDNIGHT + 1800, 180, 'deep')];
    const minutes = HOURS.slice(0, 5).map((hour) => {
      const values = of(SLEEP, night, hour);
      return values?.metric === 'sleep' ? (values.stageMinutes?.[2] ?? null) : undefined;
    });
    expect(minutes).toEqual([30, 60, 60, 30, null]);
  });
});

describe('the summaries of a window', () => {
  it('can be written whatever was measured', () => {
    const long = Array.from({ length: 1440 }, (_, i) => [steps(MIDNIGHT + i * 60, 300), beat(MIDNIGHT + i * 60, 250)]);
    for (const samples of [[], long.flat()]) {
      for (const window of [TODAY, only(HOURS)]) {
        const granularity = window.granularity === 'day' ? 'day' : 'hour';
        const written = summarise(samples, window).map((values) =>
          encodeSummary({ granularity, wornSeconds: 3600, values }),
        );
        expect(written).toHaveLength(3);
      }
    }
  });
});

it('the worn seconds of a window are those inside it', () => {
  const worn = [
    { start: MIDNIGHT - 100, duration: 200 },
    { start: MIDNIGHT + 500, duration: 10 },
    { start: TODAY.end, duration: 60 },
  ];
  expect(wornSeconds(worn, TODAY)).toBe(110);
});
