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
  it('is answered with 429 and the time to wait, and the coach goes on within five seconds', async () => {
    const asked = 1_000;
    house.makeKeys();
    const { port } = await house.processes.start('coach-api', {
      ...house.env,
      FIT4WORK_COACH_REQUESTS: `${asked / 10}`,
    });
    const path = '/v1/people';
    const { statuses, waits } = await flood({ port, path: () => path, count: asked, connections: 100 });
    expect(Object.keys(statuses).sort()).toEqual(['200', '429']);
    expect(statuses[200]).toBeGreaterThanOrEqual(asked / 10);
    expect(statuses[429]).toBeGreaterThan(asked / 2);
    expect(waits.every((seconds) => seconds >= 1 && seconds <= 60)).toBe(true);
    expect(await recovered({ port, path })).toBeLessThan(5_000);
  });
});
