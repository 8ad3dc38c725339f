import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerDays, type DayAnswer, type DayStatus } from './answer-days.js';
import { addDays, civilDayBounds, daysOfDate } from './civil-day.js';
import type { OpenedBox } from './coach-answer.js';
import { FIGURES, type FigureName, type Figures, figuresOf } from './figures.js';
import { toRfc3339 } from './rfc3339.js';
import { METRICS, type Metric } from './sample.js';
import { summaryOf } from './summary.fixture.js';

const FIRST = '2026-05-01';
const NOW = 4_000_000_000;
const datesOf = (count: number, first = FIRST) => Array.from({ length: count }, (_, i) => addDays(first, i));

interface Told {
  readonly steps?: number | null;
  readonly active?: number;
  readonly worn?: number | null;
  readonly resting?: number | null;
  readonly mean?: number | null;
  readonly asleep?: number | null;
  readonly periods?: readonly (readonly [number, number])[];
  readonly status?: DayStatus;
}

/** A day as it is told; what is left out was not asked. */
function told(date: string, { worn = 64_800, status = 'measured', ...of }: Told): DayAnswer {
  const zones = { reference: 190, minutes: [0, 0, 0, 0, 0] };
  const rate = { minimum: null, maximum: null, minutes: 0, zones, resting: of.resting ?? null, mean: of.mean ?? null };
  const periods = (of.periods ?? []).map(([start, end]) => ({ start: toRfc3339(start), end: toRfc3339(end) }));
  const sleep = { minutesAwakeInBed: null, stageMinutes: null, periods, efficiency: null, interruptions: 0 };
  return {
    ...{ date, status: { steps: status, 'heart-rate': status, sleep: status }, wornSeconds: worn },
    window: worn === null ? null : { start: toRfc3339(daysOfDate(date) * 86_400 - 7200), seconds: 86_400 },
    ...(of.steps === undefined ? {} : { steps: { total: of.steps, activeMinutes: of.active ?? 0 } }),
    ...(of.resting === undefined && of.mean === undefined ? {} : { heartRate: rate }),
    ...(of.asleep === undefined && of.periods === undefined
      ? {}
      : { sleep: { ...sleep, minutesAsleep: of.asleep ?? null } }),
  };
}

const daysOf = (values: readonly Told[]): DayAnswer[] =>
  datesOf(values.length).map((date, i) => told(date, values[i] ?? {}));
const reckon = (values: readonly Told[]): Figures => figuresOf(daysOf(values), METRICS, NOW);
const metricOf = ({ metrics }: Figures, name: Metric) =>
  metrics.find(({ metric }) => metric === name) ?? expect.fail(`no ${name}`);
const figure = (figures: Figures, name: FigureName) =>
  figures.metrics.flatMap((each) => each.figures).find((each) => each.figure === name) ?? expect.fail(`no ${name}`);

const weeks = (before: readonly number[], last: readonly number[]): readonly Told[] =>
  [...before, ...last].map((steps) => ({ steps }));
/** 28 days of median 8,000 and median deviation 1,000. */
const MONTH = Array.from({ length: 28 }, (_, i) => 7000 + (i % 3) * 1000);
const week = (steps: number, days = 7) => Array.from({ length: days }, () => steps);

describe('the figures of some days', () => {
  it('are of the metrics asked, in their order, and five in all', () => {
    const { metrics } = figuresOf([], ['sleep', 'steps'], NOW);
    expect(metrics.map(({ metric }) => metric)).toEqual(['sleep', 'steps']);
    expect(reckon([]).metrics.flatMap((each) => each.figures.map(({ figure: name }) => name))).toEqual([...FIGURES]);
  });

  it('are null where there is nothing', () => {
    const trend = { direction: 'unknown', recent: null, baseline: null, spread: null, z: null };
    const nothing = { total: null, days: 0, mean: null, trend: { ...trend, recentDays: 0, baselineDays: 0 } };
    for (const { figures } of [...reckon([]).metrics, ...reckon([{ worn: null, status: 'not-received' }]).metrics]) {
      expect(figures.map(({ figure: _, ...rest }) => rest)).toEqual(figures.map(() => nothing));
    }
  });

  it('add up every day, and take the mean of the days that were worn', () => {
    const figures = reckon([{ steps: 9000, active: 30 }, { steps: 500, active: 2, worn: 35_999 }, { steps: null }]);
    expect(figure(figures, 'steps')).toMatchObject({ total: 9500, days: 1, mean: 9000 });
    expect(figure(figures, 'active-minutes')).toMatchObject({ total: 32, days: 1, mean: 30 });
    expect(figure(reckon([{ steps: 1, worn: 36_000 }]), 'steps').days).toBe(1);
  });

  it('count a night and a resting heart rate of a day that was hardly worn', () => {
    const figures = reckon([
      { asleep: 400, resting: 52, mean: 60, worn: 30_000 },
      { asleep: 401, resting: 53, mean: 70 },
    ]);
    expect(figure(figures, 'minutes-asleep')).toMatchObject({ total: 801, days: 2, mean: 400.5 });
    expect(figure(figures, 'resting-heart-rate')).toMatchObject({ total: null, days: 2, mean: 52.5 });
    expect(figure(figures, 'mean-heart-rate')).toMatchObject({ total: null, days: 1, mean: 70 });
  });

  it('round a mean to the hundredth', () => {
    expect(figure(reckon([{ steps: 1 }, { steps: 1 }, { steps: 0 }]), 'steps').mean).toBe(0.67);
  });

  it('count the days of each status', () => {
    const statuses: DayStatus[] = ['measured', 'not-worn', 'not-worn', 'erased', 'not-shared', 'not-measured'];
    expect(metricOf(reckon(statuses.map((status) => ({ status }))), 'sleep').days).toEqual({
      ...{ measured: 1, 'not-measured': 1, 'not-worn': 2, 'not-received': 0, erased: 1, 'not-shared': 1 },
    });
  });

  it('say how much was worn of the days whose length is known', () => {
    const figures = reckon([{ worn: 64_800 }, { worn: null }, { worn: 0 }]);
    expect(figures.coverage).toEqual({ days: 2, wornSeconds: 64_800, seconds: 172_800 });
  });
});

describe('the trend', () => {
  it.each([
    ['higher', 11_000, 2.02],
    ['lower', 5000, -2.02],
    ['steady', 10_000, 1.35],
    ['steady', 8000, 0],
  ])('is %s when the last week is %i', (direction, steps, z) => {
    expect(figure(reckon(weeks(MONTH, week(steps))), 'steps').trend).toEqual({
      ...{ direction, recent: steps, recentDays: 7, baseline: 8000, spread: 1000, baselineDays: 28, z },
    });
  });

  it('looks at 35 days and no further back', () => {
    const absurd = Array.from({ length: 60 }, () => 100_000);
    const [long, short] = [weeks([...absurd, ...MONTH], week(9000)), weeks(MONTH, week(9000))];
    expect(figure(reckon(long), 'steps').trend).toEqual(figure(reckon(short), 'steps').trend);
  });

  it.each([
    { before: 14, last: 4, direction: 'higher' },
    { before: 13, last: 4, direction: 'unknown' },
    { before: 14, last: 3, direction: 'unknown' },
  ])('needs days enough: of $before before and $last of the last 7 it is $direction', ({ before, last, direction }) => {
    const gaps = (count: number, of: number): readonly Told[] =>
      Array.from({ length: of - count }, () => ({ worn: null, status: 'not-worn' as const }));
    const values = [
      ...gaps(before, 28),
      ...weeks(MONTH.slice(0, before), []),
      ...gaps(last, 7),
      ...weeks(week(15_000, last), []),
    ];
    expect(figure(reckon(values), 'steps').trend).toMatchObject({ direction, recentDays: last, baselineDays: before });
  });

  it('is not told of days that were hardly worn', () => {
    const values = weeks(MONTH, week(100)).map((day, i) => (i < 28 ? day : { ...day, worn: 3600 }));
    expect(figure(reckon(values), 'steps').trend).toMatchObject({ direction: 'unknown', recentDays: 0, recent: null });
  });

  it('is reckoned where most days are equal, and not known where all are', () => {
    const equal = week(8000, 28);
    expect(figure(reckon(weeks(equal, week(8000))), 'steps').trend).toMatchObject({ direction: 'steady', z: 0 });
    expect(figure(reckon(weeks(equal, week(9000))), 'steps').trend).toMatchObject({
      direction: 'unknown',
      z: null,
      spread: 0,
    });
    const almost = equal.with(3, 8700);
    // The mean deviation is 25.
    expect(figure(reckon(weeks(almost, week(8060))), 'steps').trend).toMatchObject({ direction: 'steady', z: 1.91 });
    expect(figure(reckon(weeks(almost, week(8063))), 'steps').trend).toMatchObject({ direction: 'higher', z: 2.01 });
  });

  it('is not moved by a few absurd days', () => {
    const spoiled = MONTH.with(0, 0).with(5, 250_000);
    expect(figure(reckon(weeks(spoiled, week(8500).with(2, 250_000))), 'steps').trend.direction).toBe('steady');
  });
});

describe('how regular sleep is', () => {
  const night = (day: number, start: number, minutes = 480): readonly [number, number] => {
    const from = daysOfDate(FIRST) * 86_400 + day * 86_400 + start * 60;
    return [from, from + minutes * 60];
  };
  const shift = (values: readonly Told[]) => metricOf(reckon(values), 'sleep').shift;

  it('is how far its middle moves from night to night, by the median', () => {
    const starts = [0, 20, 0, 40, 40, 300];
    expect(shift(starts.map((start, day) => ({ periods: [night(day, start)] })))).toEqual({ minutes: 20, pairs: 5 });
  });

  it('goes by the longest period of a day, the first of equal ones', () => {
    const values = Array.from({ length: 6 }, (_, day) => ({
      periods: [night(day, 0), night(day, 700, 90), night(day, 900)],
    }));
    expect(shift(values)).toEqual({ minutes: 0, pairs: 5 });
    const naps = Array.from({ length: 6 }, (_, day) => ({ periods: [night(day, -600, 60 + day), night(day, 0)] }));
    expect(shift(naps)).toEqual({ minutes: 0, pairs: 5 });
  });

  it('takes the short way round the clock', () => {
    const values = Array.from({ length: 6 }, (_, day) => ({ periods: [night(day, day % 2 === 0 ? 700 : -700)] }));
    expect(shift(values)).toEqual({ minutes: 40, pairs: 5 });
  });

  it('needs five pairs of days in a row, and only sleep has it', () => {
    const values = [0, 1, 2, 3, 4].map((day) => ({ periods: [night(day, 0)] }));
    expect(shift(values)).toEqual({ minutes: null, pairs: 4 });
    const gap = [0, 1, 2, 3, 4, 5, 6].map((day) => (day === 3 ? {} : { periods: [night(day, 0)] }));
    expect(shift(gap)).toEqual({ minutes: null, pairs: 4 });
    expect(metricOf(reckon([]), 'steps')).not.toHaveProperty('shift');
  });
});

describe('stale since', () => {
  const over = (date: string): number => (daysOfDate(date) + 1) * 86_400 + 54_000;
  const since = (statuses: readonly DayStatus[], now: number = NOW) =>
    metricOf(figuresOf(daysOf(statuses.map((status) => ({ status, worn: null }))), METRICS, now), 'steps').staleSince;

  it.each<[string, DayStatus[], number | null]>([
    [
      'is the first day missing after the last of which a wearable told something',
      ['measured', 'not-received', 'not-measured', 'not-received', 'not-received'],
      3,
    ],
    ['counts from windows of nothing too, which come without a wearable', ['measured', 'not-worn', 'not-received'], 1],
    ['is the first day of who never paired a wearable', ['not-worn', 'not-worn'], 0],
    ['is not told of days not worn that something came after', ['not-worn', 'measured'], null],
    ['is not told of a gap that something came after', ['not-received', 'not-measured'], null],
    ['is the first day where nothing came', ['not-received', 'not-received'], 0],
    ['passes over what is erased or not shared', ['measured', 'erased', 'not-shared', 'not-received'], 3],
    ['is nothing where all that is shared came', ['measured', 'not-shared', 'erased'], null],
    ['is nothing of no days', [], null],
  ])('%s', (_, statuses, day) => {
    expect(since(statuses)).toBe(day === null ? null : addDays(FIRST, day));
  });

  it('waits until a day is over in every zone', () => {
    expect(since(['not-received'], over(FIRST) - 1)).toBeNull();
    expect(since(['not-received'], over(FIRST))).toBe(FIRST);
  });
});

describe('the figures of a coach’s answer', () => {
  const values = fc.record({
    metric: fc.constantFrom(...METRICS),
    worn: fc.integer({ min: 0, max: 82_800 }),
    empty: fc.boolean(),
  });
  const boxes = fc.dictionary(fc.constantFrom(...datesOf(40, '2026-03-01')), fc.array(values, { maxLength: 3 }), {
    maxKeys: 40,
  });

  /** Over the days on which clocks are moved too. */
  const opened = (chosen: Readonly<Record<string, readonly { metric: Metric; worn: number; empty: boolean }[]>>) =>
    Object.entries(chosen).flatMap(([day, ofDay]) => {
      const { start } = civilDayBounds(day, 'Europe/Brussels');
      const first = new Map(ofDay.map((each) => [each.metric, each]));
      return [...first.values()].map(
        (each): OpenedBox => ({ ...each, day, windowStart: start, summary: summaryOf(each) }),
      );
    });
  const answered = (of: readonly OpenedBox[]) => {
    const dates = datesOf(40, '2026-03-01');
    const { days } = answerDays({ metrics: METRICS, granularity: 'day' }, dates, {
      opened: of,
      withheld: () => undefined,
    });
    return { days, figures: figuresOf(days, METRICS, NOW) };
  };

  it('do not depend on the order in which anything arrived', () => {
    fc.assert(
      fc.property(boxes, fc.infiniteStream(fc.nat()), (chosen, order) => {
        const of = opened(chosen);
        const keyed = of.map((box) => ({ box, key: order.next().value }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ box }) => box);
        expect(answered(shuffled)).toEqual(answered(of));
      }),
    );
  });

  it('count every day once, total no less than they average, and cover no more than there is', () => {
    fc.assert(
      fc.property(boxes, (chosen) => {
        const { days, figures } = answered(opened(chosen));
        for (const { days: counts, figures: of } of figures.metrics) {
          expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(days.length);
          for (const { total, days: counted, mean } of of) {
            expect(counted).toBeLessThanOrEqual(counts.measured);
            if (total !== null && mean !== null) expect(mean * counted).toBeLessThanOrEqual(total + 0.01 * counted);
          }
        }
        expect(figures.coverage.wornSeconds).toBeLessThanOrEqual(figures.coverage.seconds);
      }),
    );
  });

  it('are the same of an answer that went through JSON', () => {
    fc.assert(
      fc.property(boxes, (chosen) => {
        const { days, figures } = answered(opened(chosen));
        expect(figuresOf(JSON.parse(JSON.stringify(days)), METRICS, NOW)).toEqual(figures);
      }),
    );
  });
});
