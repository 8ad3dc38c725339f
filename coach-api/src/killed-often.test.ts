import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { killCoachApi } from '../test/coach-kills.js';

await cryptoReady;

it('a coach API that is killed four times under load loses nothing that it confirmed, and opens nothing in silence', async () => {
  const { kills, lines, refused, ...counts } = await killCoachApi({ kills: 4, seed: 4, wholeEvery: 2 });
  expect(kills).toBe(4);
  expect(counts.acknowledged).toBeGreaterThan(150);
  // How many are answered between four kills is up to the machine.
  expect(counts.answered).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/\nsilent 0\n/);
  // A busy machine may not prove a read in its 15 s: nothing was opened then.
  expect(refused.filter((status) => status !== 503)).toEqual([]);
}, 180_000);
