import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { House } from './testing/house.js';
import { suspendAmong } from './testing/large-key-set.js';

/* One of many is suspended, through database, index, part and broker. */

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

it('one of 3,000 agents is put out within five seconds of being suspended, comes back, and others stay', async () => {
  const { suspended, others, again, bytes } = await suspendAmong(house, { count: 3_000 });
  expect(suspended).toBeLessThan(5);
  expect([others, again]).toEqual([true, true]);
  // A part has its share, and the index nobody's keys.
  expect(bytes.part).toBeLessThan(20_000);
  expect(bytes.index).toBeLessThan(25_000);
}, 120_000);
