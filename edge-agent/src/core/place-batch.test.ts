import { expect, it } from 'vitest';
import type { Batch } from '../wearable-port.js';
import { placeBatch } from './place-batch.js';

const T = 1_780_000_200;
const block = (at: number) => ({ metric: 'steps', start: T + at, duration: 600, value: at }) as const;
const batch: Batch = {
  from: T,
  to: T + 1800,
  samples: [0, 600, 1200].map(block),
  worn: [{ start: T, duration: 1800 }],
  acknowledge: async () => undefined,
};
const always = { until: Number.POSITIVE_INFINITY, without: undefined };

it('a stretch that is shifted is shifted whole', () => {
  const { from, to, samples, worn } = placeBatch(batch, { shift: -3600, ...always });
  expect([from, to, samples.map(({ start }) => start), worn]).toEqual([
    T - 3600,
    T - 1800,
    [T - 3600, T - 3000, T - 2400],
    [{ start: T - 3600, duration: 1800 }],
  ]);
});

it('a stretch that is cut ends before the first sample that reaches beyond: that one is still to come', () => {
  const { to, samples, worn } = placeBatch(batch, { shift: 0, until: T + 1500, without: undefined });
  expect([to, samples.length, worn]).toEqual([T + 1200, 2, [{ start: T, duration: 1200 }]]);
});

it('what was stamped wrongly before is left out of the middle of a stretch', () => {
  const { to, samples, worn } = placeBatch(batch, { shift: 0, ...always, without: { start: T + 600, duration: 600 } });
  expect([to, samples.map(({ start }) => start)]).toEqual([T + 1800, [T, T + 1200]]);
  expect(worn).toEqual([
    { start: T, duration: 600 },
    { start: T + 1200, duration: 600 },
  ]);
});
