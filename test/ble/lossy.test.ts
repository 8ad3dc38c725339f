import { generatedMinutes, parseDate, startOfDay } from '@fit4work/firmware-sim';
import { Air, VirtualClock } from '@fit4work/virtual-radio';
import { afterEach, expect, it } from 'vitest';
import { keptByBand, linesOf } from './expected.js';
import { World } from './world.js';

const MAY_4 = parseDate('2026-05-04') ?? 0;
const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

it('a radio that loses and spoils packets costs time, and no minute', async () => {
  const clock = new VirtualClock();
  const faults = { seed: 3, pace: 6, loss: 0.1, corruption: 0.1, advertising: 'at-interval' } as const;
  const world = new World(startOfDay(MAY_4 + 1), { air: new Air({ ...faults, clock }), clock });
  worlds.push(world);
  const band = await world.pair({
    family: 'huami',
    authKey: new Uint8Array(16).fill(3),
    address: 'c0:ff:ee:00:00:01',
    source: generatedMinutes({ seed: 2, person: 1, from: MAY_4, days: 1 }),
  });
  await world.readOnce();
  const stored = linesOf(await world.stored('2026-05-01', '2026-05-10'), false);
  expect(stored.length).toBeGreaterThan(2000);
  expect(stored).toEqual(keptByBand(band));
  expect(world.now).toBeGreaterThan(startOfDay(MAY_4 + 1) + 2);
});
