import { expect, it } from 'vitest';
import { Passes } from './passes.js';

it('passes do not overlap, and however often it was woken during one, one more follows', async () => {
  let [at, most, count] = [0, 0, 0];
  const passes = new Passes(
    async () => {
      at += 1;
      most = Math.max(most, at);
      count += 1;
      await Promise.resolve();
      at -= 1;
    },
    () => undefined,
  );
  for (const _ of [1, 2, 3]) passes.wake();
  await passes.settled();
  expect([most, count]).toEqual([1, 2]);
});

it('a pass that failed is told of, and what woke during it is not forgotten', async () => {
  const failures: unknown[] = [];
  let count = 0;
  const passes = new Passes(
    async () => {
      count += 1;
      if (count === 1) throw new Error('so it is');
    },
    (error) => failures.push(error),
  );
  passes.wake();
  passes.wake();
  await passes.settled();
  expect([count, failures.length]).toEqual([2, 1]);
});

it.each([0, 1, 2, 3, 4, 5, 6, 7])('a wake is not lost %i turns after a pass began, be it as it ends', async (turns) => {
  let count = 0;
  const passes = new Passes(
    async () => {
      count += 1;
    },
    () => undefined,
  );
  passes.wake();
  for (let i = 0; i < turns; i++) await Promise.resolve();
  passes.wake();
  await passes.settled();
  expect(count).toBe(2);
});
