import { describe, expect, it } from 'vitest';
import { distributionOf, fromSignature } from './distribution.js';

describe('how seconds are spread', () => {
  it('is told in their order, and how often nothing happened', () => {
    const all = [null, 3, 1, 2, 10, 4, 5, 6, 7, 8, 9];
    expect(distributionOf(all)).toEqual({ count: 11, never: 1, least: 1, median: 5, p90: 9, longest: 10 });
  });

  it('is nothing of nothing', () => {
    expect(distributionOf([null])).toEqual({ count: 1, never: 1, least: null, median: null, p90: null, longest: null });
  });

  it('is told apart of those whose broker was struck', () => {
    const base = { during: 'x', at: 0, broker: 'broker-1', refused: 2 };
    const { brokerServed, brokerStruck } = fromSignature([
      { ...base, brokerStruck: false, confirmed: 1, lastRead: null },
      { ...base, brokerStruck: true, confirmed: 13, lastRead: 12 },
    ]);
    expect([brokerServed.confirmed.longest, brokerServed.lastRead.never, brokerServed.refused.count]).toEqual([
      1, 1, 1,
    ]);
    expect([brokerStruck.confirmed.longest, brokerStruck.lastRead.longest]).toEqual([13, 12]);
  });
});
