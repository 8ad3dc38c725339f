import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flood, recovered } from '../test/surface/flood.js';
import { House } from './testing/house.js';

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

describe('ten times what a coach may ask in a minute', () => {
  it('is answered with 429, or 503 where the machine is behind too, and the time to wait; then the coach goes on', async () => {
    const asked = 1_000;
    house.makeKeys();
    const { port } = await house.processes.start('coach-api', {
      ...house.env,
      FIT4WORK_COACH_REQUESTS: `${asked / 10}`,
    });
    const path = '/v1/people';
    const { statuses, waits } = await flood({ port, path: () => path, count: asked, connections: 100 });
    const { 200: answered = 0, 429: limited = 0, 503: overloaded = 0, ...others } = statuses;
    expect(others).toEqual({});
    expect(answered).toBeGreaterThan(0);
    expect(limited + overloaded).toBeGreaterThan(asked / 2);
    expect(waits).toHaveLength(limited + overloaded);
    expect(waits.every((seconds) => seconds >= 1 && seconds <= 60)).toBe(true);
    // Within five seconds is asked by the slow suite, which has the machine to itself.
    expect(await recovered({ port, path })).toBeLessThan(30_000);
  });
});
