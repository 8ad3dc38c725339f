import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor } from './cbor.js';
import { SIZE_CLASSES } from './padding.js';
import { codeOf } from './records.fixture.js';
import { decodeSummary, encodeSummary, type MetricSummary, type Summary } from './summary.js';

const MOST = 0xffff_ffff;
const uint = fc.nat(MOST);

const heartRate = fc.array(fc.integer({ min: 20, max: 250 }), { maxLength: 60 }).map((minutes): MetricSummary => {
  const sum = minutes.reduce((total, value) => total + value, 0);
  const bounds = minutes.length === 0 ? [null, null] : [Math.min(...minutes), Math.max(...minutes)];
  const [minimum = null, maximum = null] = bounds;
  return { metric: 'heart-rate', sum, minutes: minutes.length, minimum, maximum };
});
const steps = fc
  .tuple(fc.option(uint), uint)
  .map(([total, activeMinutes]): MetricSummary => ({ metric: 'steps', total, activeMinutes }));
const stages = fc.option(fc.array(uint, { minLength: 6, maxLength: 6 }));
const period = fc.tuple(fc.nat(MOST - 90_000), fc.integer({ min: 1, max: 90_000 }));
const periods = fc
  .array(period, { maxLength: 25 })
  .map((all) => all.map(([start, length]) => [start, start + length] as const));

const summary: fc.Arbitrary<Summary> = fc.oneof(
  fc
    .tuple(fc.nat(3600), fc.oneof(heartRate, steps))
    .map(([wornSeconds, values]) => ({ granularity: 'hour' as const, wornSeconds, values })),
  fc.tuple(fc.nat(90_000), stages, periods).map(([wornSeconds, stageMinutes, found]) => ({
    granularity: 'day' as const,
    wornSeconds,
    values: { metric: 'sleep' as const, stageMinutes, periods: found },
  })),
);

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
    const all = Array.from({ length: 25 }, () => [MOST - 1, MOST] as const);
    const hour = {
      granularity: 'hour',
      wornSeconds: 3600,
      values: { metric: 'sleep', stageMinutes, periods: [] },
    } as const;
    const day = {
      granularity: 'day',
      wornSeconds: 90_000,
      values: { metric: 'sleep', stageMinutes, periods: all },
    } as const;
    expect(encodeSummary(hour).length).toBeLessThan(96);
    expect(encodeSummary(day).length).toBeLessThan(384);
  });

  it.each([
    ['worn for longer than its hour', [2, 0, 3601, [0, 0]], 'out-of-range'],
    ['worn for longer than 25 hours', [3, 0, 90_001, [0, 0]], 'out-of-range'],
    ['with a mean below its minimum', [2, 1, 0, [59, 1, 60, 60]], 'out-of-range'],
    ['with a mean above its maximum', [2, 1, 0, [61, 1, 60, 60]], 'out-of-range'],
    ['with heart rates of no minute', [2, 1, 0, [1, 0, null, null]], 'out-of-range'],
    ['with a minimum of no minute', [2, 1, 0, [0, 0, 60, null]], 'malformed'],
    ['with minutes of no maximum', [2, 1, 0, [60, 1, 60, null]], 'malformed'],
    ['with a period that ends as it starts', [3, 2, 0, [null, [[5, 5]]]], 'out-of-range'],
    ['with a period without end', [3, 2, 0, [null, [[5]]]], 'out-of-range'],
    ['with a sleep period in an hour', [2, 2, 0, [null, [[5, 6]]]], 'malformed'],
    ['with 26 periods', [3, 2, 0, [null, Array.from({ length: 26 }, () => [1, 2])]], 'malformed'],
    ['with five stages', [3, 2, 0, [[1, 2, 3, 4, 5], []]], 'malformed'],
    ['with three values', [2, 0, 0, [0, 0, 0]], 'malformed'],
    ['with two values of a heart rate', [2, 1, 0, [0, 0]], 'malformed'],
    ['with a number above 32 bits', [2, 0, 0, [2 ** 32, 0]], 'malformed'],
    ['of raw samples', [1, 0, 0, [0, 0]], 'malformed'],
    ['of an unknown metric', [2, 3, 0, [0, 0]], 'malformed'],
    ['of three items', [2, 0, 0], 'malformed'],
  ] as const)('%s is refused', (_, items, code) => {
    expect(codeOf(() => decoded(...items))).toBe(code);
  });

  it('that nobody would accept is not written', () => {
    const values: readonly MetricSummary[] = [
      { metric: 'steps', total: -1, activeMinutes: 0 },
      { metric: 'steps', total: 1.5, activeMinutes: 0 },
      { metric: 'steps', total: Number.NaN, activeMinutes: 0 },
      { metric: 'heart-rate', sum: 0, minutes: 1, minimum: null, maximum: null },
      { metric: 'sleep', stageMinutes: [1], periods: [] },
    ];
    for (const one of values) {
      expect(codeOf(() => encodeSummary({ granularity: 'hour', wornSeconds: 0, values: one }))).toBe('malformed');
    }
  });
});
