import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor } from './cbor.js';
import { SIZE_CLASSES } from './padding.js';
import { codeOf } from './records.fixture.js';
import { decodeSummary, encodeSummary, type MetricSummary, type Summary } from './summary.js';

const MOST = 0xffff_ffff;
const uint = fc.nat(MOST);

const heartRate = (resting: boolean): fc.Arbitrary<MetricSummary> =>
  fc
    .tuple(fc.array(fc.integer({ min: 20, max: 250 }), { maxLength: 60 }), fc.integer({ min: 100, max: 250 }))
    .map(([minutes, reference]) => {
      const bounds = minutes.length === 0 ? [null, null] : [Math.min(...minutes), Math.max(...minutes)];
      const [minimum = null, maximum = null] = bounds;
      return {
        metric: 'heart-rate' as const,
        sum: minutes.reduce((total, value) => total + value, 0),
        minutes: minutes.length,
        minimum,
        maximum,
        reference,
        zoneMinutes: [0, minutes.length, 0, 0, 0],
        resting: resting && minutes.length >= 20 ? minimum : null,
      };
    });
const steps = fc
  .tuple(fc.option(uint), uint)
  .map(([total, active]): MetricSummary => ({ metric: 'steps', total, activeMinutes: total === null ? 0 : active }));
const stages = fc.array(uint, { minLength: 6, maxLength: 6 });
/** Gaps of an hour or more between periods of any length. */
const periods = fc
  .array(fc.tuple(fc.integer({ min: 3600, max: 90_000 }), fc.integer({ min: 1, max: 90_000 })), {
    minLength: 1,
    maxLength: 27,
  })
  .map((all) => {
    let cursor = 0;
    return all.map(([gap, length]) => {
      const start = cursor + gap;
      cursor = start + length;
      return [start, cursor] as const;
    });
  });
const NO_SLEEP = { metric: 'sleep', stageMinutes: null, periods: [], efficiency: null, interruptions: 0 } as const;
const ofDay = { periods: [], efficiency: null, interruptions: 0 };
const sleepOfDay = fc
  .tuple(stages, periods, fc.nat(100), uint)
  .map(([stageMinutes, found, efficiency, interruptions]): MetricSummary => {
    return { metric: 'sleep', stageMinutes, periods: found, efficiency, interruptions };
  });
const sleepOfHour = fc
  .option(stages)
  .map((stageMinutes): MetricSummary => ({ metric: 'sleep', stageMinutes, ...ofDay }));

const summary: fc.Arbitrary<Summary> = fc.oneof(
  fc
    .tuple(fc.nat(3600), fc.oneof(heartRate(false), steps, sleepOfHour))
    .map(([wornSeconds, values]) => ({ granularity: 'hour' as const, wornSeconds, values })),
  fc
    .tuple(fc.nat(97_200), fc.oneof(heartRate(true), steps, sleepOfDay, fc.constant(NO_SLEEP)))
    .map(([wornSeconds, values]) => ({ granularity: 'day' as const, wornSeconds, values })),
);

const HEART: MetricSummary = {
  metric: 'heart-rate',
  sum: 60,
  minutes: 1,
  minimum: 60,
  maximum: 60,
  reference: 190,
  zoneMinutes: [1, 0, 0, 0, 0],
  resting: null,
};

const decoded = (...items: readonly unknown[]): Summary => decodeSummary(encodeCbor(items));

describe('a summary', () => {
  it('survives a round trip and always fits its one size class', () => {
    fc.assert(
      fc.property(summary, (original) => {
        const bytes = encodeSummary(original);
        expect(decodeSummary(bytes)).toEqual(original);
        expect(bytes.length).toBeLessThan(Math.max(...SIZE_CLASSES[original.granularity]));
      }),
    );
  });

  it('of the largest numbers fits its one size class', () => {
    const stageMinutes = [MOST, MOST, MOST, MOST, MOST, MOST];
    const all = Array.from({ length: 27 }, (_, i) => [MOST - 1 - 3601 * (26 - i), MOST - 3601 * (26 - i)] as const);
    const sleep = { metric: 'sleep', stageMinutes } as const;
    const night = { ...sleep, periods: all, efficiency: 100, interruptions: MOST };
    const largest = {
      sum: 250 * 1621,
      minutes: 1621,
      minimum: 250,
      maximum: 250,
      resting: 250,
      reference: 250,
    };
    const heart = { metric: 'heart-rate', ...largest, zoneMinutes: [621, 250, 250, 250, 250] } as const;
    const ofHour = { ...heart, sum: 250 * 61, minutes: 61, zoneMinutes: [13, 12, 12, 12, 12], resting: null };
    const hour = (values: MetricSummary): Uint8Array =>
      encodeSummary({ granularity: 'hour', wornSeconds: 3600, values });
    const day = (values: MetricSummary): Uint8Array =>
      encodeSummary({ granularity: 'day', wornSeconds: 97_200, values });
    expect(hour({ ...sleep, ...ofDay }).length).toBeLessThan(96);
    expect(hour(ofHour).length).toBeLessThan(96);
    expect(day(night).length).toBeLessThan(384);
    expect(day(heart).length).toBeLessThan(384);
  });

  const zones = (minutes: number): readonly number[] => [minutes, 0, 0, 0, 0];
  const six = [1, 2, 3, 4, 5, 6];

  it.each([
    ['worn for longer than its hour', [2, 0, 3601, [0, 0]], 'out-of-range'],
    ['worn for longer than 27 hours', [3, 0, 97_201, [0, 0]], 'out-of-range'],
    ['with a mean below its minimum', [2, 1, 0, [59, 1, 60, 60, 190, zones(1)]], 'out-of-range'],
    ['with a mean above its maximum', [2, 1, 0, [61, 1, 60, 60, 190, zones(1)]], 'out-of-range'],
    ['with heart rates of no minute', [2, 1, 0, [1, 0, null, null, 190, zones(0)]], 'out-of-range'],
    ['with a minimum of no minute', [2, 1, 0, [0, 0, 60, null, 190, zones(0)]], 'malformed'],
    ['with a maximum of no minute', [2, 1, 0, [0, 0, null, 60, 190, zones(0)]], 'malformed'],
    ['with minutes of no maximum', [2, 1, 0, [60, 1, 60, null, 190, zones(1)]], 'malformed'],
    ['with minutes of no minimum', [2, 1, 0, [60, 1, null, 60, 190, zones(1)]], 'malformed'],
    ['with a minute in no zone', [2, 1, 0, [60, 1, 60, 60, 190, zones(0)]], 'out-of-range'],
    ['with a minute in two zones', [2, 1, 0, [60, 1, 60, 60, 190, [1, 1, 0, 0, 0]]], 'out-of-range'],
    ['with four zones', [2, 1, 0, [60, 1, 60, 60, 190, [1, 0, 0, 0]]], 'malformed'],
    ['with a reference of 99', [2, 1, 0, [60, 1, 60, 60, 99, zones(1)]], 'out-of-range'],
    ['with a reference of 251', [2, 1, 0, [60, 1, 60, 60, 251, zones(1)]], 'out-of-range'],
    ['resting below its minimum', [3, 1, 0, [1200, 20, 60, 60, 190, zones(20), 59]], 'out-of-range'],
    ['resting above its maximum', [3, 1, 0, [1200, 20, 60, 60, 190, zones(20), 61]], 'out-of-range'],
    ['resting with 19 minutes', [3, 1, 0, [1140, 19, 60, 60, 190, zones(19), 60]], 'out-of-range'],
    ['resting at 0 without a minute', [3, 1, 0, [0, 0, null, null, 190, zones(0), 0]], 'out-of-range'],
    ['of an hour with 62 minutes', [2, 1, 0, [3720, 62, 60, 60, 190, zones(62)]], 'malformed'],
    ['of a day with 1,622 minutes', [3, 1, 0, [97_320, 1622, 60, 60, 190, zones(1622), null]], 'malformed'],
    ['with active minutes of no steps', [2, 0, 0, [null, 1]], 'out-of-range'],
    ['resting without a minute', [3, 1, 0, [0, 0, null, null, 190, zones(0), 60]], 'out-of-range'],
    ['of an hour with a resting heart rate', [2, 1, 0, [60, 1, 60, 60, 190, zones(1), 60]], 'malformed'],
    ['of a day without the place of a resting heart rate', [3, 1, 0, [60, 1, 60, 60, 190, zones(1)]], 'malformed'],
    ['with a period that ends as it starts', [3, 2, 0, [six, [[5, 5]], 90, 0]], 'out-of-range'],
    ['with a period without end', [3, 2, 0, [six, [[5]], 90, 0]], 'malformed'],
    [
      'with periods less than an hour apart',
      [
        3,
        2,
        0,
        [
          six,
          [
            [0, 5],
            [3604, 3605],
          ],
          90,
          0,
        ],
      ],
      'out-of-range',
    ],
    [
      'with periods out of order',
      [
        3,
        2,
        0,
        [
          six,
          [
            [9000, 9001],
            [0, 5],
          ],
          90,
          0,
        ],
      ],
      'out-of-range',
    ],
    ['with sleep periods in an hour', [2, 2, 0, [six, []]], 'malformed'],
    [
      'with 28 periods',
      [3, 2, 0, [six, Array.from({ length: 28 }, (_, i) => [9000 * i, 9000 * i + 1]), 90, 0]],
      'malformed',
    ],
    ['with five stages', [3, 2, 0, [[1, 2, 3, 4, 5], [[5, 6]], 90, 0]], 'malformed'],
    ['with periods and no stages', [3, 2, 0, [null, [[5, 6]], 90, 0]], 'malformed'],
    ['with periods and no efficiency', [3, 2, 0, [six, [[5, 6]], null, 0]], 'malformed'],
    ['with stages of no period', [3, 2, 0, [six, [], null, 0]], 'malformed'],
    ['with an efficiency of no period', [3, 2, 0, [null, [], 0, 0]], 'malformed'],
    ['with interruptions of no period', [3, 2, 0, [null, [], null, 1]], 'out-of-range'],
    ['with an efficiency of 101', [3, 2, 0, [six, [[5, 6]], 101, 0]], 'malformed'],
    ['with three values', [2, 0, 0, [0, 0, 0]], 'malformed'],
    ['with one value of steps', [2, 0, 0, [0]], 'malformed'],
    ['with two values of a heart rate', [2, 1, 0, [0, 0]], 'malformed'],
    ['with a number above 32 bits', [2, 0, 0, [2 ** 32, 0]], 'malformed'],
    ['of raw samples', [1, 0, 0, [0, 0]], 'malformed'],
    ['of an unknown metric', [2, 3, 0, [0, 0]], 'malformed'],
    ['of a metric in words', [2, 'steps', 0, [0, 0]], 'malformed'],
    ['of three items', [2, 0, 0], 'malformed'],
    ['of five items', [2, 0, 0, [0, 0], 0], 'malformed'],
  ] as const)('%s is refused', (_, items, code) => {
    expect(codeOf(() => decoded(...items))).toBe(code);
  });

  it.each([
    [
      'periods exactly an hour apart',
      [
        3,
        2,
        0,
        [
          six,
          [
            [0, 5],
            [3605, 3606],
          ],
          90,
          0,
        ],
      ],
    ],
    ['a reference of 100', [3, 1, 0, [60, 1, 60, 60, 100, zones(1), null]]],
    ['20 minutes and a resting heart rate', [3, 1, 0, [1200, 20, 60, 60, 190, zones(20), 60]]],
    ['61 minutes of an hour', [2, 1, 0, [3660, 61, 60, 60, 190, zones(61)]]],
    ['1,621 minutes of a day', [3, 1, 0, [97_260, 1621, 60, 60, 190, zones(1621), null]]],
    ['a reference of 250', [3, 1, 0, [60, 1, 60, 60, 250, zones(1), null]]],
    ['no stages of an hour', [2, 2, 0, [null]]],
  ] as const)('with %s is accepted', (_, items) => {
    expect(codeOf(() => decoded(...items))).toBe('accepted');
  });

  it('that nobody would accept is not written', () => {
    const values: readonly MetricSummary[] = [
      { metric: 'steps', total: -1, activeMinutes: 0 },
      { metric: 'steps', total: 1.5, activeMinutes: 0 },
      { metric: 'steps', total: Number.NaN, activeMinutes: 0 },
      { ...HEART, minimum: null, maximum: null },
      { ...HEART, resting: 60 },
      { ...NO_SLEEP, stageMinutes: [1] },
      { ...NO_SLEEP, periods: [[5, 6]] },
      { ...NO_SLEEP, efficiency: 0 },
      { ...NO_SLEEP, interruptions: 1 },
    ];
    for (const one of values) {
      expect(codeOf(() => encodeSummary({ granularity: 'hour', wornSeconds: 0, values: one }))).toBe('malformed');
    }
  });
});
