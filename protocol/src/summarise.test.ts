import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample, SleepSample, SleepStage } from './sample.js';
import { sleepPeriods, summarise, wornSeconds } from './summarise.js';
import { encodeSummary, type HeartRateSummary, type MetricSummary } from './summary.js';
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

const heart = (samples: readonly Sample[], window = TODAY, reference?: number): HeartRateSummary => {
  const values = summarise(samples, window, reference)[HEART];
  if (values?.metric !== 'heart-rate') throw new RangeError('the second summary is of the heart rate');
  return values;
};
/** A heart rate a minute, from the given minute of the day on. */
const minutely = (from: number, values: readonly number[]): readonly Sample[] =>
  values.map((value, i) => beat(MIDNIGHT + (from + i) * 60, value));
const repeated = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);

describe('heart rates', () => {
  it('count by minute, the mean of a minute rounded half up', () => {
    const samples = [beat(MIDNIGHT, 60), beat(MIDNIGHT + 30, 61), beat(MIDNIGHT + 60, 80)];
    expect(heart(samples)).toMatchObject({ sum: 141, minutes: 2, minimum: 61, maximum: 80 });
  });

  it('that are missing leave nulls and zeros', () => {
    expect(heart([])).toEqual({
      metric: 'heart-rate',
      sum: 0,
      minutes: 0,
      minimum: null,
      maximum: null,
      reference: 190,
      zoneMinutes: [0, 0, 0, 0, 0],
      resting: null,
    });
  });

  it('fall into zones by the percentage of the reference, the bound belonging to the higher zone', () => {
    const samples = minutely(0, [113, 114, 127, 128, 153, 154, 191, 192, 20, 250]);
    expect(heart(samples, TODAY, 200).zoneMinutes).toEqual([2, 2, 2, 2, 2]);
    expect(heart(samples, TODAY, 200).reference).toBe(200);
    // 57 % of 190 is 108.3, 64 % is 121.6: no whole beat is lost or counted twice between zones.
    expect(heart(minutely(0, [108, 109, 121, 122])).zoneMinutes).toEqual([1, 2, 1, 0, 0]);
  });
});

describe('a resting heart rate', () => {
  it('is the lowest mean of thirty minutes in a row, rounded half up', () => {
    const samples = minutely(0, [...repeated(30, 70), ...repeated(15, 50), ...repeated(15, 51), ...repeated(30, 90)]);
    expect(heart(samples).resting).toBe(51);
  });

  it('takes the lowest half-hour wherever it begins', () => {
    const samples = minutely(100, [80, 80, ...repeated(30, 48), 80]);
    expect(heart(samples).resting).toBe(48);
  });

  it('needs twenty measured minutes of the thirty', () => {
    const sparse = (count: number): readonly Sample[] => [
      ...minutely(0, repeated(count - 1, 60)),
      ...minutely(29, [60]),
    ];
    expect(heart(sparse(19)).resting).toBeNull();
    expect(heart(sparse(20)).resting).toBe(60);
  });

  it('lies whole within its day', () => {
    const evening = (minutes: number): readonly Sample[] => minutely(1440 - minutes, repeated(minutes, 55));
    expect(heart(evening(29)).resting).toBeNull();
    expect(heart(evening(30)).resting).toBe(55);
    expect(heart(minutely(-5, repeated(24, 55))).resting).toBeNull();
    expect(heart(minutely(-5, repeated(25, 55))).resting).toBe(55);
  });

  it('does not begin in a minute that the window cuts', () => {
    const samples = minutely(0, repeated(31, 60));
    const cut: Window = { ...TODAY, start: TODAY.start + 30 };
    const later = samples.map((sample) => ({ ...sample, start: sample.start + 30 }));
    expect(heart(later.slice(0, 21), cut).resting).toBe(60);
    expect(heart(later.slice(0, 20), cut).resting).toBeNull();
  });

  it('is said of a day, never of an hour', () => {
    expect(heart(minutely(0, repeated(60, 60)), only(HOURS)).resting).toBeNull();
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
      efficiency: 100,
      interruptions: 0,
    });
    expect(of(SLEEP, night, YESTERDAY)).toEqual({
      metric: 'sleep',
      stageMinutes: null,
      periods: [],
      efficiency: null,
      interruptions: 0,
    });
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

/** Stretches of ten minutes, one after the other. */
const stretches = (stages: readonly SleepStage[], from = MIDNIGHT): readonly SleepSample[] =>
  stages.map((stage, i) => sleep(from + i * 600, 10, stage));

describe('the efficiency of sleep', () => {
  it('is what was slept of the time in bed, in percent, rounded half up', () => {
    expect(of(SLEEP, stretches(['awake', 'light', 'deep', 'rem', 'asleep', 'restless']))).toMatchObject({
      efficiency: 83,
    });
    expect(of(SLEEP, stretches(['awake', 'awake', 'light']))).toMatchObject({ efficiency: 33 });
    expect(of(SLEEP, stretches(['awake', ...Array.from({ length: 7 }, () => 'light' as const)]))).toMatchObject({
      efficiency: 88,
    });
  });

  it('counts time in bed without data as not slept', () => {
    const samples = [sleep(MIDNIGHT, 30), sleep(MIDNIGHT + 60 * 60, 30)];
    expect(of(SLEEP, samples)).toMatchObject({ efficiency: 67 });
  });
});

describe('an interruption of sleep', () => {
  it('is a stretch awake between two asleep, however many samples it has', () => {
    const night = stretches(['awake', 'light', 'awake', 'awake', 'deep', 'awake', 'restless', 'awake']);
    expect(of(SLEEP, night)).toMatchObject({ interruptions: 2 });
  });

  it('is none where nobody slept, or nobody woke, or no data came', () => {
    expect(of(SLEEP, stretches(['awake', 'awake']))).toMatchObject({ interruptions: 0, efficiency: 0 });
    expect(of(SLEEP, stretches(['light']))).toMatchObject({ interruptions: 0 });
    expect(of(SLEEP, [sleep(MIDNIGHT, 30), sleep(MIDNIGHT + 60 * 60, 30)])).toMatchObject({ interruptions: 0 });
  });

  it('is counted in each period by itself', () => {
    const nap = MIDNIGHT + 10 * 3600;
    const samples = [...stretches(['light', 'awake', 'light', 'awake']), ...stretches(['light', 'awake', 'rem'], nap)];
    expect(of(SLEEP, samples)).toMatchObject({
      interruptions: 2,
      periods: [
        [MIDNIGHT, MIDNIGHT + 2400],
        [nap, nap + 1800],
      ],
    });
  });
});

describe('an hour of sleep', () => {
  it('has stages alone', () => {
    const night = stretches(['light', 'awake', 'light']);
    expect(of(SLEEP, night, only(HOURS))).toEqual({
      metric: 'sleep',
      stageMinutes: [10, 20, 0, 0, 0, 0],
      periods: [],
      efficiency: null,
      interruptions: 0,
    });
  });

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
