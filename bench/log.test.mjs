import { expect, it } from 'vitest';
import { BRIEF, rows } from './log.mjs';

it('measures every row of the log, over real processes, with every leaf published and found', async () => {
  const found = await rows(BRIEF);
  expect(found.map(({ name }) => name)).toEqual([
    ...['integrate-1', 'integrate-64', 'integrate-1024', 'latency-20', 'verify-1m', 'memory-10m'],
    'memory-index',
  ]);
  for (const { ours, floor } of found) expect([ours, floor]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(found.filter(({ ours, floor }) => Number.isNaN(ours) || Number.isNaN(floor))).toEqual([]);
}, 240_000);
