import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';

let world: DrainWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = new DrainWorld();
  await world.make(1);
  await world.start();
});
afterEach(() => world.close());

describe('a broker', () => {
  it('when it refuses an agent that the coach API lists no longer; nobody waits then, until it is listed again', async () => {
    world.listed = false;
    const waiting = world.drain.settled();
    world.link.handlers?.onEnd('refused');
    await expect(waiting).rejects.toMatchObject({ code: 'agent-ended' });
    expect([world.drain.ended.aborted, world.drain.isOver]).toEqual([true, true]);
    await expect.poll(() => world.current()).toEqual(['agent-ended', 'broker-refuses']);
    // A broker that still believes the key says nothing.
    world.link.connect();
    await world.restart();
    expect(await world.current()).toEqual(['agent-ended']);
    world.listed = true;
    world.link.connect();
    await world.restart();
    expect(await world.current()).toEqual([]);
  });

  it('when it refuses an agent that is suspended: it is no end, nothing is taken, and it is over when it is listed again or ended', async () => {
    world.listed = 'agent-suspended';
    world.link.handlers?.onEnd('refused');
    await expect.poll(() => world.current()).toEqual(['agent-suspended', 'broker-refuses']);
    expect([world.drain.ended.aborted, world.drain.isOver]).toEqual([false, true]);
    // Nobody says: what was said stands.
    world.listed = undefined;
    world.link.connect();
    await world.restart();
    expect(await world.current()).toEqual(['agent-suspended']);
    world.listed = true;
    world.link.connect();
    await world.restart();
    expect(await world.current()).toEqual([]);
    world.listed = 'challenge-ended';
    await world.drain.askIfEnded();
    await world.restart();
    expect(await world.current()).toEqual(['challenge-ended']);
    // What was said is known from the start on.
    expect(world.drain.isOver).toBe(true);
    world.listed = false;
    await world.drain.askIfEnded();
    expect(world.drain.ended.aborted).toBe(true);
    await world.restart();
    expect(await world.current()).toEqual(['agent-ended']);
  });

  it('when it refuses, and nobody says whether the agent is listed, is no end of the agent', async () => {
    for (const listed of [undefined, true]) {
      world.listed = listed;
      world.link.handlers?.onEnd('refused');
      await world.drain.askIfEnded();
    }
    expect(world.drain.ended.aborted).toBe(false);
    await expect.poll(() => world.current()).toEqual(['broker-refuses']);
  });
});
