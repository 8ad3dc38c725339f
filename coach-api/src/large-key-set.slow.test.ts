import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { House } from './testing/house.js';
import { suspendAmong } from './testing/large-key-set.js';

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

/** As many as there are employees in a country's public service. */
const COUNTRY = 400_000;

it('one of 400,000 agents is put out within five seconds of being suspended, comes back, and others stay', async () => {
  const { suspended, others, again, bytes, figures } = await suspendAmong(house, { count: COUNTRY, isMeasured: true });
  process.stderr.write(`${JSON.stringify({ agents: COUNTRY, suspended, bytes, ...figures })}\n`);
  expect(suspended).toBeLessThan(5);
  expect([others, again]).toEqual([true, true]);
}, 1_800_000);
