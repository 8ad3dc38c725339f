import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.js';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random());
};

describe('the seeded generator', () => {
  it('draws the same from the same seed, and other numbers from another', () => {
    expect(draw(7, 100)).toEqual(draw(7, 100));
    expect(draw(7, 100)).not.toEqual(draw(8, 100));
  });

  it('is Mulberry32: the numbers that its definition gives for the seeds 0 and 1', () => {
    expect(draw(0, 2).map((value) => value * 2 ** 32)).toEqual([1_144_304_738, 1_416_247]);
    expect(draw(1, 2).map((value) => value * 2 ** 32)).toEqual([2_693_262_067, 11_749_833]);
  });

  it.each([0, 1, 4_294_967_295])('fills [0, 1) evenly from seed %i', (seed) => {
    const bins = new Array<number>(10).fill(0);
    for (const value of draw(seed, 10_000)) bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] ?? 0) + 1;
    // Six standard deviations of 30.
    for (const bin of bins) expect(Math.abs(bin - 1000)).toBeLessThan(180);
  });
});
