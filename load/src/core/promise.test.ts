import { describe, expect, it } from 'vitest';
import { brokenBy, isCarried } from './promise.js';
import type { Row } from './row.js';

const times = (p99: number): Row['receipt'] => ({ p50: 0.1, p99, most: p99 });
const kept: Row = {
  ...{ name: 'some', perSecond: 10, people: 7_140, envelopes: 100, missing: 0 },
  ...{ receipt: times(0.3), halves: [0.3, 0.3], inclusion: times(1.2), seconds: 11 },
  ...{ cpu: {}, wire: { up: 0, down: 0 }, resent: 0, left: 0, failures: 0, checkpoints: 9, logBytes: 0 },
};
const { perSecond: _, people: __, ...storm } = kept;

describe('promise', () => {
  it('is kept by a rate whose receipts and proofs come in time', () => {
    expect(brokenBy(kept)).toEqual([]);
    expect(isCarried(kept)).toBe(true);
  });

  it.each([
    ['a receipt or a proof is missing', { ...kept, missing: 1 }, 'missing'],
    ['something was left before it', { ...kept, left: 2 }, '2 agents'],
    ['receipts are late', { ...kept, receipt: times(2.1) }, 'receipt'],
    ['proofs are late', { ...kept, inclusion: times(5.1) }, 'log'],
    ['a storm is not over within a minute', { ...storm, seconds: 61 }, '61 s'],
  ])('is broken where %s, and says so', (_what, row, word) => {
    expect(brokenBy(row)).toEqual([expect.stringContaining(word)]);
    expect(isCarried(row)).toBe(false);
  });

  it('lets a storm take a minute, however late the last receipt of it is', () => {
    expect(brokenBy({ ...storm, receipt: times(50), inclusion: times(55), seconds: 56 })).toEqual([]);
  });

  it('counts a rate as not carried where receipts take longer and longer', () => {
    expect(isCarried({ ...kept, halves: [0.3, 1.2] })).toBe(false);
  });
});
