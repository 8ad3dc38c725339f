import { expect, it } from 'vitest';
import { threadsWith } from './threads.js';

it('are there with each coach to whom one may write, once', () => {
  const spoken = { coach: 'coach-1', messages: [] };
  expect(threadsWith(['coach-2', 'coach-1', 'coach-2'], [spoken]).map(({ coach }) => coach)).toEqual([
    'coach-1',
    'coach-2',
  ]);
  expect(threadsWith([], [])).toEqual([]);
});
