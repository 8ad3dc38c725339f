import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerDays, DAY_STATUSES, type DayStatus } from './answer-days.js';
import { addDays, civilDayBounds } from './civil-day.js';
import type { OpenedBox } from './coach-answer.js';
import { METRICS, type Metric } from './sample.js';
import { RECORDED, summaryOf } from './summary.fixture.js';

const DAY = '2026-05-01';
const DAYS = [0, 1, 2, 3].map((n) => addDays(DAY, n));
const open = (): undefined => undefined;

const box = (metric: Metric, day: string, change: Partial<Parameters<typeof summaryOf>[0]> = {}): OpenedBox => ({
  ...{ metric, day, windowStart: civilDayBounds(day, 'Europe/Brussels').start },
  summary: summaryOf({ metric, ...change }),
});

const asked = (metrics: readonly Metric[], granularity: 'day' | 'hour' = 'day') => ({ metrics, granularity });

describe('the days that a coach is told of', () => {
  it('have one status for each metric that was asked', () => {
    const opened = [
      box('steps', DAY, { worn: 40_000 }),
      box('sleep', DAY, { worn: 40_000, empty: true }),
      box('steps', addDays(DAY, 1), { worn: 0, empty: true }),
      box('heart-rate', addDays(DAY, 1), { worn: 0, empty: true }),
    ];
    const { days } = answerDays(asked(['steps', 'sleep']), DAYS.slice(0, 3), { opened, withheld: open });
    expect(days.map(({ status }) => status)).toEqual([
      { steps: 'measured', sleep: 'not-measured' },
      { steps: 'not-worn', sleep: 'not-received' },
      { steps: 'not-received', sleep: 'not-received' },
    ]);
    expect(days[1]).not.toHaveProperty('heartRate');
    expect(days.map(({ wornSeconds }) => wornSeconds)).toEqual([40_000, 0, null]);
  });

  it('tell nothing of what is withheld, though a box of it was opened', () => {
    const opened = METRICS.map((metric) => box(metric, DAY));
    const withheld = (metric: Metric) =>
      metric === 'steps' ? 'not-shared' : metric === 'sleep' ? 'erased' : undefined;
    const { days } = answerDays(asked(METRICS), [DAY], { opened, withheld });
    expect(days).toEqual([
      {
        date: DAY,
        status: { steps: 'not-shared', 'heart-rate': 'measured', sleep: 'erased' },
        window: { start: '2026-04-30T22:00:00Z', seconds: 86_400 },
        wornSeconds: RECORDED.worn,
        heartRate: expect.anything(),
      },
    ]);
  });

  it.each([
    ['23 hours when clocks go forward', '2026-03-29', 82_800],
    ['25 hours when clocks go back', '2026-10-25', 90_000],
    ['24 hours else', '2026-05-01', 86_400],
  ])('last %s, as far as the next day says when it began', (_, day, seconds) => {
    const opened = [box('steps', day), box('sleep', addDays(day, 1))];
    const { days } = answerDays(asked(METRICS), [day, addDays(day, 1)], { opened, withheld: open });
    expect(days.map(({ window }) => window?.seconds)).toEqual([seconds, 86_400]);
  });

  it.each([
    { next: 'begins before it', after: -3600, worn: 40_000, seconds: 86_400 },
    { next: 'begins when it does', after: 0, worn: 40_000, seconds: 86_400 },
    { next: 'begins too late', after: 97_201, worn: 40_000, seconds: 86_400 },
    { next: 'leaves less than was worn', after: 86_400, worn: 90_000, seconds: 90_000 },
    { next: 'begins as late as it can', after: 97_200, worn: 97_200, seconds: 97_200 },
  ])('have a length that can be, where the next day $next', ({ after, worn, seconds }) => {
    const first = box('steps', DAY, { worn });
    const second = { ...box('steps', addDays(DAY, 1)), windowStart: first.windowStart + after };
    const { days } = answerDays(asked(['steps']), [DAY], { opened: [first, second], withheld: open });
    expect(days[0]?.window?.seconds).toBe(seconds);
  });

  it('have by hour a status each, and no numbers; the hours stand beside them', () => {
    const start = civilDayBounds(DAY, 'Europe/Brussels').start;
    const hour = (n: number, empty: boolean): OpenedBox => ({
      ...{ metric: 'steps', day: DAY, windowStart: start + n * 3600 },
      summary: { ...summaryOf({ metric: 'steps', empty, worn: 60 }), granularity: 'hour' },
    });
    const opened = [hour(3, true), hour(1, false)];
    const { days, hours } = answerDays(asked(['steps'], 'hour'), DAYS.slice(0, 2), { opened, withheld: open });
    expect(days).toEqual([
      { date: DAY, status: { steps: 'measured' }, window: null, wornSeconds: null },
      { date: DAYS[1], status: { steps: 'not-received' }, window: null, wornSeconds: null },
    ]);
    expect(hours?.map(({ start: at }) => at)).toEqual(['2026-04-30T23:00:00Z', '2026-05-01T01:00:00Z']);
  });

  it('are the same in whatever order the boxes come', () => {
    const boxes = fc.shuffledSubarray(DAYS.flatMap((day) => METRICS.map((metric) => box(metric, day))));
    fc.assert(
      fc.property(boxes, (opened) => {
        const sorted = [...opened].sort((a, b) => a.windowStart - b.windowStart || a.metric.localeCompare(b.metric));
        const answer = answerDays(asked(METRICS), DAYS, { opened, withheld: open });
        expect(answer).toEqual(answerDays(asked(METRICS), DAYS, { opened: sorted, withheld: open }));
        const present = answer.days.flatMap(({ status }) => Object.values(status)).filter((s) => s === 'measured');
        expect(present).toHaveLength(opened.length);
      }),
    );
  });

  it('know six statuses and no other', () => {
    const known: Record<DayStatus, true> = {
      ...{ measured: true, 'not-measured': true, 'not-worn': true },
      ...{ 'not-received': true, erased: true, 'not-shared': true },
    };
    expect([...DAY_STATUSES].sort()).toEqual(Object.keys(known).sort());
  });
});
