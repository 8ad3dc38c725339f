import { expect, it } from 'vitest';
import { rows } from './pilot.mjs';

it('runs one person for one day through every process, misses nothing, and says what each of them cost', async () => {
  const found = new Map((await rows({ people: 1, days: 1 })).map((row) => [row.name, row.ours]));
  expect(found.get('pilot-missing')).toBe(0);
  const kinds = ['agents', 'broker', 'anchor', 'witnesses', 'coach-api', 'firmware-sim'];
  const costs = kinds.flatMap((kind) => [`cpu-${kind}`, `memory-${kind}`]);
  const places = ['employees', 'coach-api', 'anchor', 'log', 'witnesses'].map((place) => `disk-${place}`);
  for (const name of ['pilot', 'pilot-envelopes', 'pilot-read', ...costs, ...places]) {
    expect([name, found.get(name)]).toEqual([name, expect.any(Number)]);
    expect(found.get(name), name).toBeGreaterThan(0);
  }
}, 240_000);
