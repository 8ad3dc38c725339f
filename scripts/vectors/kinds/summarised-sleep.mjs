import { EVE, HOUR, LONG, midnight, SHORT, sleep, stretches, summarised } from '../summarising.mjs';

/* Samples in, numbers out (clauses 4.2 to 4.7). The numbers were reckoned by hand from the text of the clause. */

/** @param {readonly number[] | null} stageMinutes @param {object} [more] */
const slept = (stageMinutes, more) => ({
  ...{ metric: 'sleep', stageMinutes, periods: [], efficiency: null, interruptions: 0 },
  ...more,
});
const night = [sleep(midnight - 3600, 60), sleep(midnight, 30, 'deep')];

export const SLEEP = [
  summarised('no sleep', '4.4', { samples: [], expect: slept(null) }),
  summarised('a night across midnight, on the day of its end', '4.4', {
    samples: night,
    expect: slept([0, 60, 30, 0, 0, 0], { periods: [[midnight - 3600, midnight + 1800]], efficiency: 100 }),
  }),
  summarised('a night across midnight, which the day of its start does not have', '4.4', {
    window: EVE,
    samples: night,
    expect: slept(null),
  }),
  summarised('a period that ends at midnight, on the day before', '4.4', {
    window: EVE,
    samples: [sleep(midnight - 3600, 60)],
    expect: slept([0, 60, 0, 0, 0, 0], { periods: [[midnight - 3600, midnight]], efficiency: 100 }),
  }),
  summarised('a period that ended at midnight, which the day after does not have', '4.4', {
    samples: [sleep(midnight - 3600, 60)],
    expect: slept(null),
  }),
  summarised('two periods with 60 minutes between them', '4.4', {
    samples: [sleep(midnight, 30), sleep(midnight + 5400, 30)],
    expect: slept([0, 60, 0, 0, 0, 0], {
      periods: [
        [midnight, midnight + 1800],
        [midnight + 5400, midnight + 7200],
      ],
      efficiency: 100,
    }),
  }),
  summarised('one period with a second less between its samples', '4.4', {
    samples: [sleep(midnight, 30), sleep(midnight + 5399, 30)],
    expect: slept([0, 60, 0, 0, 0, 0], { periods: [[midnight, midnight + 7199]], efficiency: 50 }),
  }),
  summarised('awake and restless samples in a period', '4.4', {
    samples: stretches('awake restless awake'),
    expect: slept([20, 0, 0, 0, 0, 10], { periods: [[midnight, midnight + 1800]], efficiency: 33 }),
  }),
  summarised('a night in which clocks go forward', '4.4', {
    window: SHORT,
    samples: [sleep(SHORT.start, 180)],
    expect: slept([0, 180, 0, 0, 0, 0], { periods: [[SHORT.start, SHORT.start + 10_800]], efficiency: 100 }),
  }),
  summarised('a period that ends with a day of 25 hours', '4.4', {
    window: LONG,
    samples: [sleep(LONG.end - 3600, 60)],
    expect: slept([0, 60, 0, 0, 0, 0], { periods: [[LONG.end - 3600, LONG.end]], efficiency: 100 }),
  }),
  summarised('the part of sleep that lies in an hour', '4.2', {
    window: HOUR,
    samples: [
      sleep(midnight - 3600, 70, 'rem'),
      sleep(midnight + 600, 20, 'awake'),
      sleep(midnight + 1800, 60, 'deep'),
    ],
    expect: slept([20, 0, 30, 10, 0, 0]),
  }),
  summarised('seconds of a stage summed before they are rounded', '4.2', {
    window: HOUR,
    samples: [0, 1, 2].map((i) => ({ ...sleep(midnight + i * 60, 0, 'light'), duration: 10 })),
    expect: slept([0, 1, 0, 0, 0, 0]),
  }),
  summarised('29 seconds of sleep in an hour', '4.2', {
    window: HOUR,
    samples: [{ ...sleep(midnight, 0), duration: 29 }],
    expect: slept([0, 0, 0, 0, 0, 0]),
  }),
];

/** @param {string} stages @param {{ minutes: readonly number[], efficiency: number, interruptions: number }} expected */
const ofStretches = (stages, { minutes, ...more }) => ({
  samples: stretches(stages),
  expect: slept(minutes, { periods: [[midnight, midnight + 600 * stages.split(' ').length]], ...more }),
});

export const QUALITY = [
  summarised(
    'an efficiency of five sixths',
    '4.6',
    ofStretches('awake light deep rem asleep restless', {
      minutes: [10, 10, 10, 10, 10, 10],
      efficiency: 83,
      interruptions: 0,
    }),
  ),
  summarised(
    'an efficiency of 87.5 percent, rounded up',
    '4.6',
    ofStretches('awake light light light light light light light', {
      minutes: [10, 70, 0, 0, 0, 0],
      efficiency: 88,
      interruptions: 0,
    }),
  ),
  summarised(
    'a night awake',
    '4.6',
    ofStretches('awake awake', { minutes: [20, 0, 0, 0, 0, 0], efficiency: 0, interruptions: 0 }),
  ),
  summarised(
    'interruptions of one and of two samples, and time awake around them',
    '4.6',
    ofStretches('awake light awake awake deep awake restless awake', {
      minutes: [50, 10, 10, 0, 0, 10],
      efficiency: 38,
      interruptions: 2,
    }),
  ),
  summarised('a gap that interrupts nothing', '4.6', {
    samples: [sleep(midnight, 30), sleep(midnight + 3600, 30)],
    expect: slept([0, 60, 0, 0, 0, 0], { periods: [[midnight, midnight + 5400]], efficiency: 67 }),
  }),
  summarised('interruptions of each period by itself', '4.6', {
    samples: [...stretches('light awake light awake'), ...stretches('awake light awake rem', midnight + 36_000)],
    expect: slept([40, 30, 0, 10, 0, 0], {
      periods: [
        [midnight, midnight + 2400],
        [midnight + 36_000, midnight + 38_400],
      ],
      efficiency: 50,
      interruptions: 2,
    }),
  }),
];
