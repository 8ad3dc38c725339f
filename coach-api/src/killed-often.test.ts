import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { killCoachApi } from '../test/coach-kills.js';

await cryptoReady;

it('a coach API that is killed four times under load loses nothing that it confirmed, and opens nothing in silence', async () => {
  const { kills, lines, refused, ...counts } = await killCoachApi({ kills: 4, seed: 4, wholeEvery: 2 });
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  expect(kills).toBe(4);
  expect(counts.acknowledged).toBeGreaterThan(150);
  expect(counts.answered).toBeGreaterThan(10);
  for (const line of lines) expect(line).toMatch(/\nsilent 0\n/);
  expect(refused).toEqual([]);
}, 180_000);
