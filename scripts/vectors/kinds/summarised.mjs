import { valid } from '../cases.mjs';
import {
  beat,
  DAY,
  HOUR,
  LONG,
  MINUTE,
  midnight,
  minutely,
  repeated,
  SHORT,
  steps,
  summarised,
} from '../summarising.mjs';
import { QUALITY, SLEEP } from './summarised-sleep.mjs';

/* Samples in, numbers out (clauses 4.2 to 4.7). The numbers were reckoned by hand from the text of the clause. */

/** @param {number | null} total @param {number} activeMinutes */
const stepped = (total, activeMinutes) => ({ metric: 'steps', total, activeMinutes });

const STEPS = [
  summarised('steps that nobody counted', '4.2', { samples: [], expect: stepped(null, 0) }),
  summarised('steps that nobody made', '4.2', { samples: [steps(midnight, 0)], expect: stepped(0, 0) }),
  summarised('a minute active from 100 steps on', '4.2', {
    samples: [steps(midnight, 99), steps(midnight + 60, 100), steps(midnight + 120, 101)],
    expect: stepped(300, 2),
  }),
  summarised('an interval active by its average', '4.2', {
    samples: [steps(midnight, 1500, 900), steps(midnight + 900, 1499, 900)],
    expect: stepped(2999, 15),
  }),
  summarised('active intervals rounded each by itself, half up', '4.7', {
    samples: [
      steps(midnight, 200, 90),
      steps(midnight + 90, 200, 89),
      steps(midnight + 180, 60, 29),
      steps(midnight + 240, 60, 30),
    ],
    expect: stepped(520, 4),
  }),
  summarised('steps of the window in which they start', '3.5', {
    samples: [steps(midnight - 1, 1), steps(midnight + 3599, 20), steps(midnight + 3600, 300)],
    window: HOUR,
    expect: stepped(20, 0),
  }),
  summarised('steps of the last second of a day of 23 hours', '2.2', {
    window: SHORT,
    samples: [steps(SHORT.start, 5), steps(SHORT.end - 1, 7), steps(SHORT.end, 11)],
    expect: stepped(12, 0),
  }),
  summarised('steps of the last second of a day of 25 hours', '2.2', {
    window: LONG,
    samples: [steps(LONG.start - 1, 3), steps(LONG.start + 86_400, 5), steps(LONG.end - 1, 7), steps(LONG.end, 11)],
    expect: stepped(12, 0),
  }),
];

/** @param {readonly [sum: number, minutes: number, minimum: number | null, maximum: number | null]} numbers @param {object} [more] */
const hearts = ([sum, minutes, minimum, maximum], more) => ({
  ...{
    metric: 'heart-rate',
    sum,
    minutes,
    minimum,
    maximum,
    reference: 190,
    zoneMinutes: [minutes, 0, 0, 0, 0],
    resting: null,
  },
  ...more,
});

const HEARTS = [
  summarised('no heart rate', '4.2', { samples: [], expect: hearts([0, 0, null, null]) }),
  summarised('the mean of a minute, rounded half up', '4.2', {
    samples: [
      beat(midnight, 60),
      beat(midnight + 30, 61),
      beat(midnight + 60, 80),
      beat(midnight + 61, 80),
      beat(midnight + 62, 81),
    ],
    expect: hearts([141, 2, 61, 80]),
  }),
  summarised('minutes of Unix time, whatever the window', '4.2', {
    window: { granularity: 'hour', start: midnight + 30, end: midnight + 3630 },
    samples: [beat(midnight + 29, 200), beat(midnight + 59, 60), beat(midnight + 60, 70)],
    expect: hearts([130, 2, 60, 70]),
  }),
  summarised('zones of a reference of 200, each bound in the higher zone', '4.2', {
    samples: minutely(midnight, [113, 114, 127, 128, 153, 154, 191, 192, 20, 250]),
    reference: 200,
    expect: hearts([1442, 10, 20, 250], { reference: 200, zoneMinutes: [2, 2, 2, 2, 2] }),
  }),
  summarised('zones of the reference of who set none, whose bounds are no whole numbers', '4.2', {
    samples: minutely(midnight, [108, 109, 121, 122, 146, 147, 182, 183]),
    expect: hearts([1118, 8, 108, 183], { zoneMinutes: [1, 2, 2, 2, 1] }),
  }),
  summarised('an hour of rest, which has no resting heart rate', '4.3', {
    window: HOUR,
    samples: minutely(midnight, repeated(30, 60)),
    expect: hearts([1800, 30, 60, 60]),
  }),
];

/** 19 or 20 minutes of 30 measured, the first and the last among them. @param {number} count */
const sparse = (count) => [...minutely(midnight, repeated(count - 1, 60)), beat(midnight + 29 * MINUTE, 60)];

const RESTING = [
  summarised('the lowest mean of half an hour, rounded half up', '4.5', {
    samples: minutely(midnight, [...repeated(30, 70), ...repeated(15, 50), ...repeated(15, 51), ...repeated(30, 90)]),
    expect: hearts([6315, 90, 50, 90], { resting: 51 }),
  }),
  summarised('half an hour wherever it begins', '4.5', {
    samples: minutely(midnight + 7 * MINUTE, [80, ...repeated(30, 48), 80]),
    expect: hearts([1600, 32, 48, 80], { resting: 48 }),
  }),
  summarised('half an hour of which 20 minutes were measured', '4.5', {
    samples: sparse(20),
    expect: hearts([1200, 20, 60, 60], { resting: 60 }),
  }),
  summarised('half an hour of which 19 minutes were measured', '4.5', {
    samples: sparse(19),
    expect: hearts([1140, 19, 60, 60]),
  }),
  summarised('half an hour that begins in a minute without a heart rate', '4.5', {
    samples: minutely(midnight + 10 * MINUTE, [...repeated(20, 50), ...repeated(10, 120)]),
    expect: hearts([2200, 30, 50, 120], { zoneMinutes: [20, 10, 0, 0, 0], resting: 73 }),
  }),
  summarised('29 minutes before midnight', '4.5', {
    samples: minutely(DAY.end - 29 * MINUTE, repeated(29, 55)),
    expect: hearts([1595, 29, 55, 55]),
  }),
  summarised('30 minutes before midnight', '4.5', {
    samples: minutely(DAY.end - 30 * MINUTE, repeated(30, 55)),
    expect: hearts([1650, 30, 55, 55], { resting: 55 }),
  }),
  summarised('half an hour across midnight', '4.5', {
    samples: minutely(midnight - 10 * MINUTE, repeated(29, 50)),
    expect: hearts([950, 19, 50, 50]),
  }),
  summarised('half an hour in the 25th hour of a day', '4.5', {
    window: LONG,
    samples: minutely(LONG.end - 30 * MINUTE, repeated(30, 55)),
    expect: hearts([1650, 30, 55, 55], { resting: 55 }),
  }),
  summarised('half an hour that would be of the 24th of 23 hours', '4.5', {
    window: SHORT,
    samples: minutely(SHORT.end, repeated(30, 55)),
    expect: hearts([0, 0, null, null]),
  }),
];

const worn = (/** @type {number} */ start, /** @type {number} */ duration) => ({ start, duration });
/** @param {string} name @param {object} members */
const wornFor = (name, members) => valid(name, '4.2', { op: 'worn', window: DAY, ...members });

const WORN = [
  wornFor('never worn', { worn: [], expect: 0 }),
  wornFor('worn in part before and after the window', {
    worn: [worn(midnight - 100, 200), worn(midnight + 500, 10), worn(DAY.end - 5, 60), worn(DAY.end, 60)],
    expect: 115,
  }),
  wornFor('worn throughout a day of 23 hours', {
    window: SHORT,
    worn: [worn(SHORT.start - 60, 86_400)],
    expect: 82_800,
  }),
  wornFor('worn throughout a day of 25 hours', {
    window: LONG,
    worn: [worn(LONG.start, 86_400), worn(LONG.start + 86_400, 7200)],
    expect: 90_000,
  }),
];

export const SUMMARISED = [...STEPS, ...HEARTS, ...RESTING, ...SLEEP, ...QUALITY, ...WORN];
