import {
  addDays,
  answerDays,
  civilDayBounds,
  type DayAnswer,
  METRICS,
  type Metric,
  type MetricSummary,
  type OpenedBox,
} from '@fit4work/protocol';
import fc from 'fast-check';

/* Days as a coach is told of them, some of them not shared, erased or not received, over both days on which clocks are moved. */

const DATES = ['2026-03-28', '2026-10-24'].flatMap((from) => [0, 1, 2].map((n) => addDays(from, n)));

const steps = fc.record({
  metric: fc.constant<'steps'>('steps'),
  total: fc.option(fc.integer({ min: 0, max: 60_000 })),
  activeMinutes: fc.constant(0),
});
const heart = fc
  .record({ minutes: fc.integer({ min: 0, max: 1440 }), mean: fc.integer({ min: 50, max: 90 }), rests: fc.boolean() })
  .map(({ minutes, mean, rests }): MetricSummary => {
    const none = minutes === 0;
    return {
      ...{ metric: 'heart-rate', sum: minutes * mean, minutes, reference: 190, zoneMinutes: [minutes, 0, 0, 0, 0] },
      ...{ minimum: none ? null : 45, maximum: none ? null : 120, resting: rests && minutes >= 20 ? 48 : null },
    };
  });
const sleepEnding = (midnight: number) =>
  fc.record({ nights: fc.integer({ min: 0, max: 2 }), asleep: fc.integer({ min: 1, max: 600 }) }).map(
    ({ nights, asleep }): MetricSummary => ({
      ...{ metric: 'sleep', stageMinutes: nights === 0 ? null : [7, asleep, 0, 0, 0, 0], interruptions: 0 },
      periods: Array.from({ length: nights }, (_, n) => [midnight - 3600 + n * 43_200, midnight + 18_000 + n * 43_200]),
      efficiency: nights === 0 ? null : 90,
    }),
  );

const boxOf = (metric: Metric, day: string): fc.Arbitrary<OpenedBox> => {
  const { start } = civilDayBounds(day, 'Europe/Brussels');
  const values: Readonly<Record<Metric, fc.Arbitrary<MetricSummary>>> = {
    ...{ steps, 'heart-rate': heart, sleep: sleepEnding(start) },
  };
  return fc
    .record({ worn: fc.integer({ min: 0, max: 82_800 }), values: values[metric] })
    .map(({ worn, values: of }) => ({
      ...{ metric, day, windowStart: start },
      summary: { granularity: 'day', wornSeconds: worn, values: of },
    }));
};

const CELLS = DATES.flatMap((day) => METRICS.map((metric) => ({ metric, day })));
const fates = fc.array(fc.constantFrom('box', 'not-received', 'erased', 'not-shared'), {
  ...{ minLength: CELLS.length, maxLength: CELLS.length },
});

/** What a coach is told of some days of one person. */
export const toldDays: fc.Arbitrary<readonly DayAnswer[]> = fc
  .record({ boxes: fc.tuple(...CELLS.map(({ metric, day }) => boxOf(metric, day))), fate: fates })
  .map(({ boxes, fate }) => {
    const fateOf = (metric: Metric, day: string) =>
      fate[CELLS.findIndex((cell) => cell.metric === metric && cell.day === day)];
    const opened = boxes.filter((_, i) => fate[i] === 'box');
    const withheld = (metric: Metric, day: string) => {
      const of = fateOf(metric, day);
      return of === 'erased' || of === 'not-shared' ? of : undefined;
    };
    return answerDays({ metrics: METRICS, granularity: 'day' }, DATES, { opened, withheld }).days;
  });
