import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.js';

const LIMITS = { most: 100, perSecond: 10, parties: 2 };

describe('the allowance of a party', () => {
  it('is spent, says when there is enough again, and fills up no further than it holds', () => {
    const allowance = new Allowance(LIMITS);
    expect([allowance.spend('a', 90, 50), allowance.spend('a', 15, 50), allowance.spend('a', 10, 50)]).toEqual([
      0, 1, 0,
    ]);
    expect(allowance.spend('a', 25, 51)).toBe(2);
    expect(allowance.spend('a', 30, 53)).toBe(0);
    expect([allowance.spend('a', 100, 1_000), allowance.spend('a', 1, 1_000)]).toEqual([0, 1]);
  });

  it('is each party’s own', () => {
    const allowance = new Allowance(LIMITS);
    expect([allowance.spend('a', 100, 50), allowance.spend('b', 100, 50), allowance.spend('a', 1, 50)]).toEqual([
      0, 0, 1,
    ]);
  });

  it('gives nothing for a clock that went back', () => {
    const allowance = new Allowance(LIMITS);
    allowance.spend('a', 100, 50);
    expect(allowance.spend('a', 1, 40)).toBe(1);
  });

  it('remembers so many parties, and forgets the one that was away longest', () => {
    const allowance = new Allowance(LIMITS);
    for (const party of ['a', 'b', 'a', 'c']) allowance.spend(party, 50, 50);
    expect([allowance.spend('a', 1, 50), allowance.spend('c', 50, 50), allowance.spend('b', 100, 50)]).toEqual([
      1, 0, 0,
    ]);
  });
});
