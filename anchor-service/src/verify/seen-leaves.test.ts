import { describe, expect, it } from 'vitest';
import { randomOf } from '../../test/memory-log.js';
import { SeenLeaves } from './seen-leaves.js';

describe('the table of leaves that were seen', () => {
  it('suspects all earlier ones with the same 64 bits and no other, however it grew', () => {
    const random = randomOf(1);
    const seen = new SeenLeaves();
    const earlier = new Map<string, number[]>();
    for (let index = 0; index < 7_000; index += 1) {
      // Few numbers, so that many are alike in one half and some in both.
      const words = Uint32Array.of(0, random(200), random(200));
      const name = words.subarray(1).join();
      const known = earlier.get(name);
      expect([...(seen.add(words, 1, index) ?? [])].sort((a, b) => a - b)).toEqual(known ?? []);
      earlier.set(name, [...(known ?? []), index]);
    }
    expect(earlier.size).toBeLessThan(7_000);
  });
});
