import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianDeviation, robustZ } from './robust.js';

const some = fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 40 });

describe('the median', () => {
  it('is the one in the middle, or the mean of two', () => {
    expect([median([3]), median([9, 1, 5]), median([8, 1, 3, 2])]).toEqual([3, 5, 2.5]);
  });

  it('does not change with the order, and has as many above it as below', () => {
    fc.assert(
      fc.property(some, (values) => {
        const middle = median(values);
        expect(median(values.toReversed())).toBe(middle);
        const [above, below] = [values.filter((v) => v > middle), values.filter((v) => v < middle)];
        expect(Math.max(above.length, below.length) * 2).toBeLessThanOrEqual(values.length);
      }),
    );
  });

  it('stays among the values when less than half of them are absurd', () => {
    fc.assert(
      fc.property(some, (values) => {
        const absurd = Array.from({ length: Math.floor((values.length - 1) / 2) }, () => 1e9);
        expect(median([...values, ...absurd])).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});

describe('the distance from others', () => {
  it('is told in standard deviations by the median deviation', () => {
    expect(medianDeviation([1, 2, 4, 6, 9])).toBe(2);
    expect(robustZ(8, [1, 2, 4, 6, 9])).toBeCloseTo(1.349, 12);
    expect(robustZ(0, [1, 2, 4, 6, 9])).toBeCloseTo(-1.349, 12);
  });

  it('goes by the mean deviation where more than half are equal', () => {
    expect(medianDeviation([5, 5, 5, 5, 9])).toBe(0);
    expect(robustZ(9, [5, 5, 5, 5, 9])).toBeCloseTo(4 / (1.253314 * 0.8), 12);
  });

  it('is nothing where all are equal and so is the value, and not known where the value is another', () => {
    expect([robustZ(5, [5, 5, 5]), robustZ(6, [5, 5, 5])]).toEqual([0, null]);
  });

  it('turns its sign with the values, and does not change when all are moved', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 50_000 }), (values, value) => {
        const z = robustZ(value, values);
        const moved = values.map((each) => each + 1000);
        expect(robustZ(value + 1000, moved)).toBe(z);
        const turned = robustZ(
          -value,
          values.map((each) => -each),
        );
        expect(turned === null ? null : -turned + 0).toBe(z);
      }),
    );
  });
});
