import { concat } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { cbor } from '../cbor.mjs';
import { SUMMARISED } from './summarised.mjs';

/* Clauses 4.2 and 4.3: the plaintexts of hours and days, as values and as the items of their CBOR, both written by hand. */

const NIGHT = [1_794_697_200, 1_794_726_000];
const [FROM = 0, UNTIL = 0] = NIGHT;

/** @param {'hour' | 'day'} granularity @param {number} wornSeconds @param {object} values */
const summary = (granularity, wornSeconds, values) => ({ granularity, wornSeconds, values });
const steps = (/** @type {number | null} */ total, /** @type {number} */ activeMinutes) => ({
  metric: 'steps',
  total,
  activeMinutes,
});
/** @param {object} values @returns {object} a summary of heart rates that differs from one without any */
const heart = (values) => ({
  ...{ metric: 'heart-rate', sum: 0, minutes: 0, minimum: null, maximum: null },
  ...{ reference: 190, zoneMinutes: [0, 0, 0, 0, 0], resting: null },
  ...values,
});
/** @param {object} values */
const sleep = (values) => ({
  ...{ metric: 'sleep', stageMinutes: null, periods: [], efficiency: null, interruptions: 0 },
  ...values,
});

const MEASURED = { sum: 3905, minutes: 60, minimum: 58, maximum: 112, zoneMinutes: [58, 2, 0, 0, 0] };
const HEART_ITEMS = [3905, 60, 58, 112, 190, [58, 2, 0, 0, 0]];
const SLEPT = {
  stageMinutes: [15, 225, 90, 105, 0, 5],
  periods: [[FROM, FROM + 26_400]],
  efficiency: 97,
  interruptions: 3,
};
const SLEPT_ITEMS = [[15, 225, 90, 105, 0, 5], [[FROM, FROM + 26_400]], 97, 3];

/** @type {readonly (readonly [name: string, clause: string, value: object, items: readonly unknown[]])[]} */
const VALID = [
  ['an hour of steps', '4.2', summary('hour', 3600, steps(1234, 9)), [2, 0, 3600, [1234, 9]]],
  ['an hour in which nothing was counted', '4.2', summary('hour', 0, steps(null, 0)), [2, 0, 0, [null, 0]]],
  ['an hour in which nobody walked', '4.2', summary('hour', 3600, steps(0, 0)), [2, 0, 3600, [0, 0]]],
  ['a day of steps', '4.3', summary('day', 86_400, steps(12_345, 64)), [3, 0, 86_400, [12_345, 64]]],
  ['a day of 25 hours, worn throughout', '4.3', summary('day', 90_000, steps(1, 0)), [3, 0, 90_000, [1, 0]]],
  ['a day of 27 hours, worn throughout', '4.3', summary('day', 97_200, steps(1, 0)), [3, 0, 97_200, [1, 0]]],
  [
    'the most that a number may be',
    '1.3',
    summary('day', 1, steps(4_294_967_295, 4_294_967_295)),
    [3, 0, 1, [4_294_967_295, 4_294_967_295]],
  ],
  ['an hour of heart rates', '4.2', summary('hour', 3600, heart(MEASURED)), [2, 1, 3600, HEART_ITEMS]],
  [
    'an hour without a heart rate',
    '4.2',
    summary('hour', 3600, heart({})),
    [2, 1, 3600, [0, 0, null, null, 190, [0, 0, 0, 0, 0]]],
  ],
  [
    'a day of heart rates with a resting one',
    '4.3',
    summary('day', 3600, heart({ ...MEASURED, resting: 60 })),
    [3, 1, 3600, [...HEART_ITEMS, 60]],
  ],
  [
    'a day of heart rates without a resting one',
    '4.3',
    summary('day', 3600, heart(MEASURED)),
    [3, 1, 3600, [...HEART_ITEMS, null]],
  ],
  [
    'the least reference',
    '4.2',
    summary('hour', 0, heart({ reference: 100 })),
    [2, 1, 0, [0, 0, null, null, 100, [0, 0, 0, 0, 0]]],
  ],
  [
    'the greatest reference',
    '4.2',
    summary('hour', 0, heart({ reference: 250 })),
    [2, 1, 0, [0, 0, null, null, 250, [0, 0, 0, 0, 0]]],
  ],
  [
    'a resting heart rate that is the minimum',
    '4.5',
    summary('day', 3600, heart({ ...MEASURED, resting: 58 })),
    [3, 1, 3600, [...HEART_ITEMS, 58]],
  ],
  [
    'an hour of sleep',
    '4.2',
    summary('hour', 3600, sleep({ stageMinutes: [0, 20, 40, 0, 0, 0] })),
    [2, 2, 3600, [[0, 20, 40, 0, 0, 0]]],
  ],
  ['an hour without sleep', '4.2', summary('hour', 3600, sleep({})), [2, 2, 3600, [null]]],
  ['a day of sleep', '4.3', summary('day', 86_400, sleep(SLEPT)), [3, 2, 86_400, SLEPT_ITEMS]],
  ['a day without sleep', '4.3', summary('day', 0, sleep({})), [3, 2, 0, [null, [], null, 0]]],
  [
    'periods that lie 60 minutes apart',
    '4.4',
    summary(
      'day',
      0,
      sleep({
        ...SLEPT,
        periods: [
          [FROM, FROM + 60],
          [FROM + 3660, UNTIL],
        ],
      }),
    ),
    [
      3,
      2,
      0,
      [
        SLEPT_ITEMS[0],
        [
          [FROM, FROM + 60],
          [FROM + 3660, UNTIL],
        ],
        97,
        3,
      ],
    ],
  ],
  [
    '27 periods, the most that a day may have',
    '18',
    summary('day', 0, sleep({ ...SLEPT, periods: hourly(27) })),
    [3, 2, 0, [SLEPT_ITEMS[0], hourly(27), 97, 3]],
  ],
];

/** @param {number} count @returns {number[][]} periods of a minute, each as soon after the last as it may be */
function hourly(count) {
  return Array.from({ length: count }, (_, i) => [FROM + i * 3660, FROM + i * 3660 + 60]);
}

const heartHour = (/** @type {readonly unknown[]} */ values) => [2, 1, 3600, values];
/** @param {number} at @param {unknown} value @returns {readonly unknown[]} a day of heart rates with one item exchanged */
const heartDay = (at, value) => [3, 1, 3600, [...HEART_ITEMS, 60].map((old, i) => (i === at ? value : old))];
/** @param {number} at @param {unknown} value @returns {readonly unknown[]} a day of sleep with one item exchanged */
const sleepDay = (at, value) => [3, 2, 86_400, SLEPT_ITEMS.map((old, i) => (i === at ? value : old))];

/** @type {readonly (readonly [name: string, clause: string, items: readonly unknown[]])[]} */
const INVALID = [
  ['the type of a series', '4.2', [1, 0, 3600, [1, 0]]],
  ['an unknown type', '4.2', [4, 0, 3600, [1, 0]]],
  ['an unknown metric', '3.1', [2, 3, 3600, [1, 0]]],
  ['three items', '4.2', [2, 0, 3600]],
  ['five items', '4.2', [2, 0, 3600, [1, 0], 0]],
  ['an hour worn for 3,601 seconds', '4.2', [2, 0, 3601, [1, 0]]],
  ['a day worn for 97,201 seconds', '4.3', [3, 0, 97_201, [1, 0]]],
  ['a negative time worn', '4.2', [2, 0, -1, [1, 0]]],
  ['steps without active minutes', '4.2', [2, 0, 3600, [1]]],
  ['steps with a value more', '4.2', [2, 0, 3600, [1, 0, 0]]],
  ['active minutes that are null', '4.2', [2, 0, 3600, [null, null]]],
  ['negative steps', '4.2', [2, 0, 3600, [-1, 0]]],
  ['2³² steps', '1.3', [2, 0, 3600, [4_294_967_296, 0]]],
  ['an hour with a resting heart rate', '4.2', heartHour([...HEART_ITEMS, 60])],
  ['a day without a place for a resting heart rate', '4.3', [3, 1, 3600, HEART_ITEMS]],
  ['a minimum although no minute has a heart rate', '4.2', heartHour([0, 0, 60, null, 190, [0, 0, 0, 0, 0]])],
  ['no minimum although minutes have one', '4.2', heartDay(2, null)],
  ['no maximum although minutes have one', '4.2', heartDay(3, null)],
  ['a sum although no minute has a heart rate', '4.2', heartHour([1, 0, null, null, 190, [0, 0, 0, 0, 0]])],
  ['a sum below the minutes at the minimum', '4.2', heartDay(0, 3479)],
  ['a sum above the minutes at the maximum', '4.2', heartDay(0, 6721)],
  ['a minimum above the maximum', '4.2', heartDay(2, 113)],
  ['a reference of 99', '4.2', heartDay(4, 99)],
  ['a reference of 251', '4.2', heartDay(4, 251)],
  ['no reference', '4.2', heartDay(4, null)],
  ['zones of fewer minutes', '4.2', heartDay(5, [57, 2, 0, 0, 0])],
  ['zones of more minutes', '4.2', heartDay(5, [58, 2, 0, 0, 1])],
  ['four zones', '4.2', heartDay(5, [58, 2, 0, 0])],
  ['six zones', '4.2', heartDay(5, [58, 2, 0, 0, 0, 0])],
  ['a resting heart rate below the minimum', '4.5', heartDay(6, 57)],
  ['a resting heart rate above the maximum', '4.5', heartDay(6, 113)],
  ['a resting heart rate although no minute has one', '4.5', [3, 1, 0, [0, 0, null, null, 190, [0, 0, 0, 0, 0], 60]]],
  [
    'a resting heart rate of 0 although no minute has one',
    '4.5',
    [3, 1, 0, [0, 0, null, null, 190, [0, 0, 0, 0, 0], 0]],
  ],
  ['a resting heart rate of 19 minutes', '4.5', [3, 1, 0, [1140, 19, 60, 60, 190, [19, 0, 0, 0, 0], 60]]],
  ['an hour with heart rates in 62 minutes', '4.2', [2, 1, 0, [3720, 62, 60, 60, 190, [62, 0, 0, 0, 0]]]],
  ['a day with heart rates in 1,622 minutes', '4.2', [3, 1, 0, [97_320, 1622, 60, 60, 190, [1622, 0, 0, 0, 0], null]]],
  ['active minutes although nothing was counted', '4.2', [2, 0, 0, [null, 5]]],
  ['an hour with a sleep period', '4.2', [2, 2, 3600, SLEPT_ITEMS]],
  ['a day without places for periods', '4.3', [3, 2, 86_400, [SLEPT_ITEMS[0]]]],
  ['five stages', '4.2', sleepDay(0, [15, 225, 90, 105, 5])],
  ['seven stages', '4.2', sleepDay(0, [15, 225, 90, 105, 0, 5, 0])],
  ['no stages although there is a period', '4.4', sleepDay(0, null)],
  ['stages although there is no period', '4.4', [3, 2, 0, [[0, 1, 0, 0, 0, 0], [], null, 0]]],
  ['an efficiency although there is no period', '4.4', [3, 2, 0, [null, [], 97, 0]]],
  ['no efficiency although there is a period', '4.4', sleepDay(2, null)],
  ['an interruption although there is no period', '4.4', [3, 2, 0, [null, [], null, 1]]],
  ['an efficiency of 101 percent', '4.3', sleepDay(2, 101)],
  ['a negative number of interruptions', '4.3', sleepDay(3, -1)],
  ['a period that ends as it starts', '4.3', sleepDay(1, [[FROM, FROM]])],
  ['a period that ends before it starts', '4.3', sleepDay(1, [[FROM, FROM - 1]])],
  ['a period of one instant', '4.3', sleepDay(1, [[FROM]])],
  [
    'periods less than 60 minutes apart',
    '4.4',
    sleepDay(1, [
      [FROM, FROM + 60],
      [FROM + 3659, UNTIL],
    ]),
  ],
  [
    'periods out of order',
    '4.4',
    sleepDay(1, [
      [FROM + 36_000, FROM + 36_060],
      [FROM, FROM + 60],
    ]),
  ],
  ['28 periods', '18', sleepDay(1, hourly(28))],
];

/** What an hour has no place for is not to be dropped in silence. */
const NOT_TO_WRITE = [
  invalid('an hour that would drop a resting heart rate', '4.2', {
    ...{ op: 'write', value: summary('hour', 3600, heart({ ...MEASURED, resting: 60 })) },
    refused: 'malformed out-of-range',
  }),
  invalid('an hour that would drop sleep periods', '4.2', {
    ...{ op: 'write', value: summary('hour', 3600, sleep(SLEPT)) },
    refused: 'malformed out-of-range',
  }),
];

export function summaries() {
  const whole = cbor([2, 0, 3600, [1234, 9]]);
  return {
    description: 'Plaintexts of hour and day boxes, and the numbers that samples lead to.',
    spec: 'SPEC.md clauses 4.2 to 4.7',
    cases: [
      ...VALID.map(([name, clause, expect, items]) => valid(name, clause, { bytes: cbor(items), expect })),
      ...INVALID.map(([name, clause, items]) =>
        invalid(name, clause, { bytes: cbor(items), refused: 'malformed out-of-range' }),
      ),
      invalid('a byte after it', '1.3', { bytes: concat(whole, Uint8Array.of(0)), refused: 'malformed' }),
      invalid('a count in two bytes', '1.3', {
        bytes: concat(Uint8Array.of(0x98, 4), whole.subarray(1)),
        refused: 'not-canonical',
      }),
      ...NOT_TO_WRITE,
      ...SUMMARISED,
    ],
  };
}
