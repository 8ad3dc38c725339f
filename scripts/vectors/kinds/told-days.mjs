import { valid } from '../cases.mjs';
import { at } from './civil-days.mjs';

/* Clauses 20.1 and 20.3: opened boxes in, days out. */

const FIRST = at('2026-10-23T22:00:00Z');
const DAYS = ['2026-10-24', '2026-10-25', '2026-10-26'];
/** In Brussels, where the clocks go back on the second of them. */
const STARTS = [FIRST, FIRST + 86_400, FIRST + 86_400 + 90_000];

/** @param {number | null} total */
const steps = (total) => ({ metric: 'steps', total, activeMinutes: 0 });
const NO_RATE = {
  ...{ metric: 'heart-rate', sum: 0, minutes: 0, minimum: null, maximum: null, reference: 190 },
  ...{ zoneMinutes: [0, 0, 0, 0, 0], resting: null },
};
const RATE = { ...NO_RATE, sum: 141, minutes: 2, minimum: 70, maximum: 71, zoneMinutes: [2, 0, 0, 0, 0] };
const ANSWERED_RATE = {
  ...{ mean: 70.5, minimum: 70, maximum: 71, minutes: 2, resting: null },
  zones: { reference: 190, minutes: [2, 0, 0, 0, 0] },
};

const ANSWERED_NO_RATE = {
  ...{ mean: null, minimum: null, maximum: null, minutes: 0, resting: null },
  zones: { reference: 190, minutes: [0, 0, 0, 0, 0] },
};

/** @param {number} index @param {{ metric: string }} values @param {number} worn */
const box = (index, values, worn) => ({
  ...{ metric: values.metric, day: DAYS[index], windowStart: STARTS[index] },
  summary: { granularity: 'day', wornSeconds: worn, values },
});
/** @param {number} index @param {number} hour @param {number | null} total */
const hour = (index, hour, total) => ({
  ...{ metric: 'steps', day: DAYS[index], windowStart: (STARTS[index] ?? 0) + hour * 3600 },
  summary: { granularity: 'hour', wornSeconds: 60, values: steps(total) },
});

/**
 * @param {string} name @param {string} clause
 * @param {{ metrics: readonly string[], granularity?: string, boxes: readonly object[], withheld?: readonly (readonly string[])[], expect: object }} members
 */
const days = (name, clause, { granularity = 'day', withheld = [], ...members }) =>
  valid(name, clause, { op: 'days', dates: DAYS, granularity, withheld, ...members });

const told = { window: null, wornSeconds: null };
/** @param {number} seconds */
const first = (seconds) => ({ start: '2026-10-23T22:00:00Z', seconds });

export const TOLD_DAYS = [
  days('a status for each metric and day', '20.1', {
    metrics: ['steps', 'heart-rate'],
    boxes: [box(0, steps(0), 0), box(0, NO_RATE, 3600), box(1, steps(null), 0), box(1, NO_RATE, 0)],
    expect: {
      days: [
        {
          ...{ date: DAYS[0], status: { steps: 'measured', 'heart-rate': 'not-measured' } },
          ...{ window: first(86_400), wornSeconds: 3600, steps: { total: 0, activeMinutes: 0 } },
          heartRate: ANSWERED_NO_RATE,
        },
        {
          ...{ date: DAYS[1], status: { steps: 'not-worn', 'heart-rate': 'not-worn' } },
          ...{ window: { start: '2026-10-24T22:00:00Z', seconds: 86_400 }, wornSeconds: 0 },
          steps: { total: null, activeMinutes: 0 },
          heartRate: ANSWERED_NO_RATE,
        },
        { date: DAYS[2], status: { steps: 'not-received', 'heart-rate': 'not-received' }, ...told },
      ],
    },
  }),
  days('what is withheld is not told, though a box of it is there', '20.1', {
    metrics: ['steps', 'heart-rate'],
    boxes: [box(0, steps(1234), 60), box(0, RATE, 60), box(1, steps(1234), 60)],
    withheld: [
      ['steps', '2026-10-24', 'not-shared'],
      ['steps', '2026-10-25', 'erased'],
      ['heart-rate', '2026-10-25', 'not-shared'],
    ],
    expect: {
      days: [
        {
          ...{ date: DAYS[0], status: { steps: 'not-shared', 'heart-rate': 'measured' } },
          ...{ window: first(86_400), wornSeconds: 60, heartRate: ANSWERED_RATE },
        },
        { date: DAYS[1], status: { steps: 'erased', 'heart-rate': 'not-shared' }, ...told },
        { date: DAYS[2], status: { steps: 'not-received', 'heart-rate': 'not-received' }, ...told },
      ],
    },
  }),
  days('a day of 25 hours, known by the day after it', '20.3', {
    metrics: ['steps'],
    boxes: [box(2, steps(3), 3), box(1, steps(2), 90_000), box(0, steps(1), 1)],
    expect: {
      days: [
        {
          ...{ date: DAYS[0], status: { steps: 'measured' }, window: first(86_400), wornSeconds: 1 },
          steps: { total: 1, activeMinutes: 0 },
        },
        {
          ...{ date: DAYS[1], status: { steps: 'measured' }, wornSeconds: 90_000 },
          window: { start: '2026-10-24T22:00:00Z', seconds: 90_000 },
          steps: { total: 2, activeMinutes: 0 },
        },
        {
          ...{ date: DAYS[2], status: { steps: 'measured' }, wornSeconds: 3 },
          window: { start: '2026-10-25T23:00:00Z', seconds: 86_400 },
          steps: { total: 3, activeMinutes: 0 },
        },
      ],
    },
  }),
  days('a day that was worn for longer than the day after it leaves', '20.3', {
    metrics: ['steps'],
    boxes: [box(0, steps(1), 90_000), { ...box(1, steps(2), 1), windowStart: FIRST + 97_201 }],
    expect: {
      days: [
        {
          ...{ date: DAYS[0], status: { steps: 'measured' }, window: first(90_000), wornSeconds: 90_000 },
          steps: { total: 1, activeMinutes: 0 },
        },
        {
          ...{ date: DAYS[1], status: { steps: 'measured' }, wornSeconds: 1 },
          window: { start: '2026-10-25T01:00:01Z', seconds: 86_400 },
          steps: { total: 2, activeMinutes: 0 },
        },
        { date: DAYS[2], status: { steps: 'not-received' }, ...told },
      ],
    },
  }),
  days('hours, and days that have nothing but their status', '20.1', {
    ...{ metrics: ['steps'], granularity: 'hour' },
    boxes: [hour(1, 1, null), hour(0, 2, 7), hour(0, 1, null)],
    expect: {
      days: [
        { date: DAYS[0], status: { steps: 'measured' }, ...told },
        { date: DAYS[1], status: { steps: 'not-measured' }, ...told },
        { date: DAYS[2], status: { steps: 'not-received' }, ...told },
      ],
      hours: [
        {
          ...{ date: DAYS[0], start: '2026-10-23T23:00:00Z', wornSeconds: 60 },
          steps: { total: null, activeMinutes: 0 },
        },
        { date: DAYS[0], start: '2026-10-24T00:00:00Z', wornSeconds: 60, steps: { total: 7, activeMinutes: 0 } },
        {
          ...{ date: DAYS[1], start: '2026-10-24T23:00:00Z', wornSeconds: 60 },
          steps: { total: null, activeMinutes: 0 },
        },
      ],
    },
  }),
];
