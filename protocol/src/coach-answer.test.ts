import { describe, expect, it } from 'vitest';
import { answerWindows, type OpenedBox } from './coach-answer.js';
import { METRICS } from './sample.js';
import { summarise } from './summarise.js';
import { type Window, windowsOf } from './window.js';

const DAY = '2026-05-01';
const NEXT = '2026-05-02';

/** The boxes of a window in which one was asleep for an hour, ten minutes of it awake, and then walked a minute. */
function boxesOf(window: Window): OpenedBox[] {
  const start = window.start;
  const values = summarise(
    [
      { metric: 'sleep', start, duration: 3_000, stage: 'light' },
      { metric: 'steps', start, duration: 60, value: 120 },
      { metric: 'heart-rate', start, value: 60 },
      { metric: 'heart-rate', start: start + 60, value: 61 },
      { metric: 'sleep', start: start + 3_000, duration: 600, stage: 'awake' },
    ],
    window,
  );
  const granularity = window.granularity === 'raw' ? 'hour' : window.granularity;
  return METRICS.map((metric, i) => {
    const of = values[i];
    if (of === undefined) throw new Error('no summary');
    const wornSeconds = metric === 'steps' ? 3_600 : 3_000;
    return { metric, day: DAY, windowStart: start, summary: { granularity, wornSeconds, values: of } };
  });
}

const [day] = windowsOf(DAY, 'day', 'Europe/Brussels');
const [first, second] = windowsOf(DAY, 'hour', 'Europe/Brussels');

describe('what a coach gets', () => {
  it('is every day that was asked, with what was opened', () => {
    if (day === undefined) throw new Error('no day');
    const opened = boxesOf(day).filter(({ metric }) => metric !== 'heart-rate');
    expect(answerWindows({ granularity: 'day' }, [DAY, NEXT], opened)).toEqual([
      {
        date: DAY,
        wornSeconds: 3_600,
        steps: { total: 120, activeMinutes: 1 },
        sleep: {
          minutesAsleep: 50,
          minutesAwakeInBed: 10,
          stageMinutes: [10, 50, 0, 0, 0, 0],
          periods: [{ start: '2026-04-30T22:00:00Z', end: '2026-04-30T23:00:00Z' }],
          efficiency: 83,
          interruptions: 0,
        },
      },
      { date: NEXT, wornSeconds: null },
    ]);
  });

  it('is the hours that were opened, in order, each with its start', () => {
    if (first === undefined || second === undefined) throw new Error('no hours');
    const heartRates = [...boxesOf(second), ...boxesOf(first)].filter(({ metric }) => metric === 'heart-rate');
    const heartRate = {
      ...{ mean: 60.5, minimum: 60, maximum: 61, minutes: 2, resting: null },
      zones: { reference: 190, minutes: [2, 0, 0, 0, 0] },
    };
    expect(answerWindows({ granularity: 'hour' }, [DAY], heartRates)).toEqual([
      { date: DAY, start: '2026-04-30T22:00:00Z', wornSeconds: 3_000, heartRate },
      { date: DAY, start: '2026-04-30T23:00:00Z', wornSeconds: 3_000, heartRate },
    ]);
  });

  it('tells nothing measured from zero', () => {
    if (day === undefined) throw new Error('no day');
    const opened = summarise([], day).map(
      (values): OpenedBox => ({
        ...{ metric: values.metric, day: DAY, windowStart: day.start },
        summary: { granularity: 'day', wornSeconds: 0, values },
      }),
    );
    const sleep = { minutesAsleep: null, minutesAwakeInBed: null, stageMinutes: null, efficiency: null };
    const rate = { mean: null, minimum: null, maximum: null, minutes: 0, resting: null };
    expect(answerWindows({ granularity: 'day' }, [DAY], opened)).toEqual([
      {
        ...{ date: DAY, wornSeconds: 0, steps: { total: null, activeMinutes: 0 } },
        heartRate: { ...rate, zones: { reference: 190, minutes: [0, 0, 0, 0, 0] } },
        sleep: { ...sleep, periods: [], interruptions: 0 },
      },
    ]);
  });
});
