import { seeded } from '@fit4work/load';
import { describe, expect, it } from 'vitest';
import { planStrikes } from './blows.js';
import { KINDS, PARTS } from './parts.js';

const plan = (seconds: number, seed = 1) => planStrikes(seconds, seeded(seed));

describe('who is struck when', () => {
  it.each([10, 20, 59])('is one of each kind within %i seconds', (seconds) => {
    expect(
      plan(seconds)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([...KINDS].sort());
  });

  it.each([90, 120, 3_600])('is each kind with each of its blows within %i seconds', (seconds) => {
    const strikes = plan(seconds);
    expect(strikes).toHaveLength(15);
    for (const kind of KINDS) {
      const blows = strikes.filter((strike) => strike.kind === kind).map(({ blow }) => blow);
      expect(blows.sort()).toEqual(['cut off', 'killed', 'paused']);
    }
  });

  it('is in order, within the time, and one that there is', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const strikes = plan(120, seed);
      const times = strikes.map(({ at }) => at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      for (const { at, kind, which } of strikes) {
        expect(at > 0 && at < 120 && which < PARTS[kind].length).toBe(true);
      }
    }
  });

  it('is the same for one seed, and another for another', () => {
    expect(plan(120, 7)).toEqual(plan(120, 7));
    expect(plan(120, 7)).not.toEqual(plan(120, 8));
  });
});
