import { expect, it } from 'vitest';
import { KnownRetirements } from './known-retirements.js';

it('the lowest last sequence of an agent counts, and of no other agent or person', () => {
  const known = new KnownRetirements();
  const counts = [9, 5, 7, 5].map((lastSequence) => {
    known.add({ pseudonym: 'ann', agent: 1, lastSequence });
    return known.count;
  });
  expect(counts).toEqual([1, 2, 2, 2]);
  expect([known.lastOf('ann', 1), known.lastOf('ann', 2), known.lastOf('ben', 1)]).toEqual([5, undefined, undefined]);
  expect([5, 6].map((sequence) => known.isBeyond('ann', { agent: 1, sequence }))).toEqual([false, true]);
  expect(known.isBeyond('ben', { agent: 1, sequence: 6 })).toBe(false);
});

it('one after which nothing counts is known too', () => {
  const known = new KnownRetirements();
  known.add({ pseudonym: 'ann', agent: 1, lastSequence: 0 });
  expect(known.isBeyond('ann', { agent: 1, sequence: 1 })).toBe(true);
});
