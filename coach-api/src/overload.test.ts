import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { floodTenfold } from '../test/surface/flood.js';
import { House } from './testing/house.js';

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

describe('ten times what a coach may ask in a minute', () => {
  it('is answered with 429, or 503 where the machine is behind too, and the time to wait; then the coach goes on', async () => {
    const { asked, statuses, waits, recovery } = await floodTenfold(house);
    const { 200: answered = 0, 429: limited = 0, 503: overloaded = 0, ...others } = statuses;
    expect(others).toEqual({});
    expect(answered).toBeGreaterThan(0);
    expect(limited + overloaded).toBeGreaterThan(asked / 2);
    expect(waits).toHaveLength(limited + overloaded);
    expect(waits.every((seconds) => seconds >= 1 && seconds <= 60)).toBe(true);
    // Within five seconds is asked by the slow suite, which has the machine to itself.
    expect(recovery).toBeLessThan(30_000);
  });
});
