import { once } from 'node:events';
import { createServer } from 'node:http';
import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';

import { CoachWorld } from '../../../coach-api/test/index.js';
import { freePort } from '../children.js';

describe('the world of a coach', () => {
  beforeAll(() => cryptoReady);

  it('opens anew where another took its port meanwhile', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' ? `${address?.port}` : '';
    const ports = [taken];
    const world = await CoachWorld.open(async () => ports.shift() ?? String(await freePort()));
    expect(new URL(world.page).port).not.toBe(taken);
    expect((await fetch(world.page)).status).toBe(200);
    await world.close();
    other.close();
  });
});
