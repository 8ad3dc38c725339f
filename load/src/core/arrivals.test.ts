import { describe, expect, it } from 'vitest';
import { nextGap, seeded } from './arrivals.js';

describe('arrivals', () => {
  it('are the same for one seed, and others for another', () => {
    const first = (seed: number): readonly number[] => {
      const random = seeded(seed);
      return Array.from({ length: 8 }, () => nextGap(random, 10));
    };
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  it('come at the rate asked for, as often close together as what knows nothing of each other does', () => {
    const random = seeded(7);
    const gaps = Array.from({ length: 20_000 }, () => nextGap(random, 50));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(19.5);
    expect(mean).toBeLessThan(20.5);
    // Of an exponential distribution 1 - 1/e lie below the mean.
    expect(gaps.filter((gap) => gap < mean).length / gaps.length).toBeCloseTo(0.632, 1);
  });
});
