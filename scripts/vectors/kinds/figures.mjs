import { valid } from '../cases.mjs';
import { at } from './civil-days.mjs';
import { STANDING_BOXES } from './standing-boxes.mjs';
import { TOLD_DAYS } from './told-days.mjs';

/* Section 20: days as a coach is told of them in, figures out. The numbers were reckoned by hand from the text of the clause. */

const NOW = at('2026-07-01T00:00:00Z');
const FIRST = at('2026-05-01T00:00:00Z');
const DAY = 86_400;

/** @param {number} time */
const instant = (time) => new Date(time * 1000).toISOString().replace('.000', '');
/** @param {number} index */
const dateOf = (index) => instant(FIRST + index * DAY).slice(0, 10);

/** @typedef {{ worn?: number | null, seconds?: number, status?: string, steps?: object, heartRate?: object, sleep?: object }} Told */

/** @param {string} metric @param {readonly Told[]} days */
const told = (metric, days) =>
  days.map(({ worn = 64_800, seconds = DAY, status = 'measured', ...values }, index) => ({
    ...{ date: dateOf(index), status: { [metric]: status } },
    window: worn === null ? null : { start: instant(FIRST + index * DAY - 7200), seconds },
    ...{ wornSeconds: worn, ...values },
  }));

const STATUSES = ['measured', 'not-measured', 'not-worn', 'not-received', 'erased', 'not-shared'];
/** @param {Record<string, number>} counts */
const counted = (counts) => Object.fromEntries(STATUSES.map((status) => [status, counts[status] ?? 0]));
/** @param {number} recentDays */
const unknown = (recentDays) => ({
  ...{ direction: 'unknown', recent: null, recentDays },
  ...{ baseline: null, spread: null, baselineDays: 0, z: null },
});
/** @param {string} figure */
const none = (figure) => ({ figure, total: null, days: 0, mean: null, trend: unknown(0) });

/**
 * @param {string} name @param {string} clause
 * @param {{ metric: string, days: readonly Told[], now?: number, coverage: object, expect: object }} members
 */
const reckoned = (name, clause, { metric, days, now = NOW, coverage, expect }) =>
  valid(name, clause, {
    ...{ op: 'figures', metrics: [metric], now, days: told(metric, days) },
    expect: { coverage, metrics: [{ metric, ...expect }] },
  });

/** @param {number} total @param {number} [activeMinutes] */
const walked = (total, activeMinutes = 0) => ({ steps: { total, activeMinutes } });
/** @param {number} days */
const whole = (days) => ({ days, wornSeconds: days * 64_800, seconds: days * DAY });
/** @param {number} length @param {number} value */
const repeated = (length, value) => Array.from({ length }, () => value);

/**
 * Days of which each was worn and has steps, none of them active.
 *
 * @param {string} name
 * @param {{ before: readonly number[], last: readonly number[], total: number, mean: number, trend: object }} members
 */
function trending(name, { before, last, total, mean, trend }) {
  const days = before.length + last.length;
  const counts = { recentDays: 7, baselineDays: Math.min(before.length, 28) };
  const still = { direction: 'steady', recent: 0, baseline: 0, spread: 0, z: 0 };
  return reckoned(name, '20.5', {
    ...{ metric: 'steps', days: [...before, ...last].map((value) => walked(value)), coverage: whole(days) },
    expect: {
      ...{ days: counted({ measured: days }), staleSince: null },
      figures: [
        { figure: 'steps', total, days, mean, trend: { ...counts, ...trend } },
        { figure: 'active-minutes', total: 0, days, mean: 0, trend: { ...still, ...counts } },
      ],
    },
  });
}

/** The median is 8,000, and half of the deviations from it are at most 1,000. The sum is 223,000. */
const MONTH = Array.from({ length: 28 }, (_, index) => 7000 + (index % 3) * 1000);
const AS_MONTH = { baseline: 8000, spread: 1000 };

const TRENDS = [
  trending('a week above the weeks before', {
    ...{ before: MONTH, last: repeated(7, 11_000), total: 300_000, mean: 8571.43 },
    trend: { direction: 'higher', recent: 11_000, ...AS_MONTH, z: 2.02 },
  }),
  trending('a week below the weeks before, by its median', {
    ...{ before: MONTH, last: [5000, 5000, 90_000, 5000, 5000, 90_000, 4000], total: 427_000, mean: 12_200 },
    trend: { direction: 'lower', recent: 5000, ...AS_MONTH, z: -2.02 },
  }),
  trending('a week like others', {
    ...{ before: MONTH, last: repeated(7, 10_000), total: 293_000, mean: 8371.43 },
    trend: { direction: 'steady', recent: 10_000, ...AS_MONTH, z: 1.35 },
  }),
  trending('days before the 28 that do not count', {
    ...{ before: [...repeated(3, 90_000), ...MONTH], last: repeated(7, 8000), total: 549_000, mean: 14_447.37 },
    trend: { direction: 'steady', recent: 8000, ...AS_MONTH, z: 0 },
  }),
  trending('a baseline of which most days are equal', {
    ...{ before: repeated(28, 8000).with(9, 8700), last: repeated(7, 8063), total: 281_141, mean: 8032.6 },
    trend: { direction: 'higher', recent: 8063, baseline: 8000, spread: 0, z: 2.01 },
  }),
  trending('a baseline of which all days are equal, and another week', {
    ...{ before: repeated(28, 8000), last: repeated(7, 8001), total: 280_007, mean: 8000.2 },
    trend: { direction: 'unknown', recent: 8001, baseline: 8000, spread: 0, z: null },
  }),
  trending('an even number of days, whose median lies between two', {
    ...{ before: [...repeated(7, 6000), ...repeated(7, 7001)], last: repeated(7, 7001), total: 140_014, mean: 6667.33 },
    trend: { direction: 'steady', recent: 7001, baseline: 6500.5, spread: 500.5, z: 0.67 },
  }),
];

const rates = (/** @type {number | null} */ mean, /** @type {number | null} */ resting) => ({
  ...{ mean, minimum: 50, maximum: 120, minutes: 100, resting },
  zones: { reference: 190, minutes: [100, 0, 0, 0, 0] },
});
/** @param {number} minutesAsleep @param {readonly (readonly [string, string])[]} periods */
const slept = (minutesAsleep, periods) => ({
  ...{ minutesAsleep, minutesAwakeInBed: 0, stageMinutes: [0, minutesAsleep, 0, 0, 0, 0] },
  ...{ periods: periods.map(([start, end]) => ({ start, end })), efficiency: 100, interruptions: 0 },
});
/** Six nights; a nap; and a night that begins an hour later. */
const NIGHTS = [
  slept(480, [['2026-04-30T22:00:00Z', '2026-05-01T06:00:00Z']]),
  slept(480, [['2026-05-01T22:20:00Z', '2026-05-02T06:20:00Z']]),
  slept(540, [
    ['2026-05-02T22:10:00Z', '2026-05-03T06:10:00Z'],
    ['2026-05-03T12:00:00Z', '2026-05-03T13:00:00Z'],
  ]),
  slept(480, [['2026-05-03T22:11:00Z', '2026-05-04T06:11:00Z']]),
  slept(480, [['2026-05-04T23:11:00Z', '2026-05-05T07:11:00Z']]),
  slept(480, [['2026-05-05T23:16:00Z', '2026-05-06T07:16:00Z']]),
];

const FEW = [
  reckoned('no day at all', '20.4', {
    ...{ metric: 'heart-rate', days: [], coverage: whole(0) },
    expect: {
      ...{ days: counted({}), staleSince: null },
      figures: [none('resting-heart-rate'), none('mean-heart-rate')],
    },
  }),
  reckoned('a day that was hardly worn, in the total and not in the mean', '20.4', {
    metric: 'steps',
    days: [
      { ...walked(9000, 30), worn: 36_000 },
      { ...walked(500, 2), worn: 35_999 },
    ],
    coverage: { days: 2, wornSeconds: 71_999, seconds: 172_800 },
    expect: {
      ...{ days: counted({ measured: 2 }), staleSince: null },
      figures: [
        { figure: 'steps', total: 9500, days: 1, mean: 9000, trend: unknown(1) },
        { figure: 'active-minutes', total: 32, days: 1, mean: 30, trend: unknown(1) },
      ],
    },
  }),
  reckoned('a resting heart rate of a day that was hardly worn, and the mean of three days', '20.4', {
    metric: 'heart-rate',
    days: [
      { heartRate: rates(70, 52), worn: 30_000 },
      { heartRate: rates(71.25, 53) },
      { heartRate: rates(70.5, null) },
      { heartRate: rates(70.25, 53) },
    ],
    coverage: { days: 4, wornSeconds: 224_400, seconds: 345_600 },
    expect: {
      ...{ days: counted({ measured: 4 }), staleSince: null },
      figures: [
        { figure: 'resting-heart-rate', total: null, days: 3, mean: 52.67, trend: unknown(3) },
        { figure: 'mean-heart-rate', total: null, days: 3, mean: 70.67, trend: unknown(3) },
      ],
    },
  }),
  reckoned('nights, and how far their middles move', '20.6', {
    ...{ metric: 'sleep', days: NIGHTS.map((sleep) => ({ sleep })), coverage: whole(6) },
    expect: {
      ...{ days: counted({ measured: 6 }), staleSince: null },
      figures: [{ figure: 'minutes-asleep', total: 2940, days: 6, mean: 490, trend: { ...unknown(6), recent: 480 } }],
      shift: { minutes: 10, pairs: 5 },
    },
  }),
  reckoned('a night that nobody measured between others', '20.6', {
    ...{ metric: 'sleep', coverage: whole(6) },
    days: NIGHTS.map((sleep, index) => (index === 2 ? { status: 'not-measured' } : { sleep })),
    expect: {
      ...{ days: counted({ measured: 5, 'not-measured': 1 }), staleSince: null },
      figures: [{ figure: 'minutes-asleep', total: 2400, days: 5, mean: 480, trend: { ...unknown(5), recent: 480 } }],
      shift: { minutes: null, pairs: 3 },
    },
  }),
];

/** @param {string} name @param {readonly string[]} statuses @param {{ now?: number, since: number | null }} of */
function stale(name, statuses, { now = NOW, since }) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return reckoned(name, '20.7', {
    ...{ metric: 'sleep', now, days: statuses.map((status) => ({ status, worn: null })), coverage: whole(0) },
    expect: {
      ...{ days: counted(counts), staleSince: since === null ? null : dateOf(since) },
      ...{ figures: [none('minutes-asleep')], shift: { minutes: null, pairs: 0 } },
    },
  });
}

const OVER = at('2026-05-02T15:00:00Z');
const STALE = [
  stale('days missing after one that was worn', ['measured', 'not-received', 'not-measured', 'not-received'], {
    since: 3,
  }),
  stale('windows of nothing after one that was measured', ['measured', 'not-worn', 'not-received'], { since: 1 }),
  stale('nothing but windows of nothing', ['not-worn', 'not-worn'], { since: 0 }),
  stale('days not worn that something came after', ['not-worn', 'not-measured'], { since: null }),
  stale('a gap that something came after', ['not-received', 'not-measured'], { since: null }),
  stale('nothing that ever came', ['not-received', 'not-received'], { since: 0 }),
  stale('days missing after others that are erased and not shared', ['erased', 'not-shared', 'not-received'], {
    since: 2,
  }),
  stale('all that is shared', ['measured', 'not-shared'], { since: null }),
  stale('a day that is over in every zone', ['not-received'], { now: OVER, since: 0 }),
  stale('a day that is not over in every zone', ['not-received'], { now: OVER - 1, since: null }),
];

export const figures = () => ({
  description: 'Which box of a window stands, what a coach is told of the days of a read, and what they come to.',
  spec: 'SPEC.md clause 6.3, section 20',
  cases: [...STANDING_BOXES, ...TOLD_DAYS, ...FEW, ...TRENDS, ...STALE],
});
