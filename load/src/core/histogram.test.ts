import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.js';

const filled = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};
const exact = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;

describe('histogram', () => {
  it('tells every quantile to within one part in 128 above the value itself, and never below it', () => {
    const values = fc.array(fc.integer({ min: 0, max: 86_400_000_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9, 0.99, 1), (all, share) => {
        const [told, is] = [filled(all).quantile(share), exact(all, share)];
        expect(told).toBeGreaterThanOrEqual(is);
        expect(told).toBeLessThanOrEqual(is * (1 + 1 / 128));
      }),
    );
  });

  it('adds up what two processes counted to what one would have counted', () => {
    const values = fc.array(fc.integer({ min: 0, max: 10_000_000 }));
    fc.assert(
      fc.property(values, values, (one, other) => {
        const sum = Histogram.of(filled(one).counts);
        sum.add(filled(other).counts);
        expect(sum.counts).toEqual(filled([...one, ...other]).counts);
        expect(sum.total).toBe(one.length + other.length);
      }),
    );
  });

  it('tells 0 of nothing, and counts what is below 0 as 0', () => {
    expect(new Histogram().quantile(0.99)).toBe(0);
    expect(filled([-3]).quantile(1)).toBe(0);
  });
});
