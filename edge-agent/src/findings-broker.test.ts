import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';

let world: DrainWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = new DrainWorld();
  await world.make(3);
  await world.start();
  world.link.connect();
  await expect.poll(() => world.link.sent('envelope').length).toBe(3);
});
afterEach(() => world.close());

describe('a broker that misbehaves is named', () => {
  it('when it is away for a minute, since when, and until when', async () => {
    world.link.handlers?.onEnd('lost');
    world.link.handlers?.onEnd('unreachable');
    expect(await world.current()).toEqual([]);
    world.ticks += 60_000;
    world.link.handlers?.onEnd('unreachable');
    await expect.poll(() => world.current()).toEqual(['broker-unreachable']);
    const since = world.now;
    world.now += 600;
    world.ticks += 600_000;
    world.link.connect();
    await expect.poll(() => world.current()).toEqual([]);
    expect(await world.finding('broker-unreachable')).toMatchObject({ since, ended: since + 600 });
  });

  it('when it refuses; and the clock, when that is why, until it is right again', async () => {
    world.link.handlers?.onEnd('refused');
    await expect.poll(() => world.current()).toEqual(['broker-refuses']);
    world.elsewhere = world.now;
    world.now += 10 * 365 * 86_400;
    world.link.handlers?.onEnd('refused');
    await expect.poll(() => world.current()).toEqual(['broker-refuses', 'clock-wrong']);
    world.now = world.elsewhere;
    world.link.connect();
    await world.drain.close();
    expect(await world.current()).toEqual([]);
  });

  it('when it refuses what is sent, until everything that was sent is confirmed, and not merely until there is a connection', async () => {
    world.link.handlers?.onEnd('publish-refused');
    await expect.poll(() => world.current()).toEqual(['publish-refused']);
    world.link.silent = true;
    world.link.connect();
    await expect.poll(() => world.link.sent('envelope').length).toBe(6);
    world.link.silent = false;
    world.link.drop();
    await world.pass(60_000);
    expect(await world.current()).toContain('publish-refused');
    world.link.connect();
    await expect.poll(() => world.link.sent('envelope').length).toBe(9);
    await world.pass(60_000);
    await expect.poll(() => world.finding('publish-refused')).toMatchObject({ ended: world.now });
  });

  it('when it takes everything, delivers nothing, and ends the connection before anything is owed for long', async () => {
    for (let round = 0; round < 4; round += 1) {
      expect(await world.current()).toEqual([]);
      await world.passBySteps(15_000);
      world.link.drop();
      world.link.handlers?.onEnd('lost');
      // Of the time without a connection nothing counts.
      await world.pass(90_000);
      world.link.connect();
      await world.pass(0);
    }
    await expect.poll(() => world.current()).toEqual(['log-silent', 'receipts-overdue']);
    await world.receive(world.receipt(3));
    await world.pass(60_000);
    await expect.poll(() => world.current()).toEqual(['log-silent']);
  });

  it('when it hands over none of the checkpoints that the log publishes, until it does', async () => {
    await world.receive(world.receipt(3));
    const published = world.log.append(world.leaf(1));
    world.tiles = async (path) => (path === 'checkpoint' ? published : world.log.files.get(path));
    for (let look = 0; look < 3; look += 1) {
      expect(await world.current()).not.toContain('checkpoints-withheld');
      await world.pass(16_000);
    }
    await expect.poll(() => world.current()).toContain('checkpoints-withheld');
    world.link.connect();
    await world.publish(published);
    await world.pass(60_000);
    await expect.poll(() => world.current()).not.toContain('checkpoints-withheld');
  });

  it('but not when it hands each over a moment after the log published it', async () => {
    await world.receive(world.receipt(3));
    for (let i = 0; i < 4; i += 1) {
      const published = world.log.append(new Uint8Array(32).fill(9));
      world.tiles = async (path) => (path === 'checkpoint' ? published : world.log.files.get(path));
      await world.pass(16_000);
      await world.publish(published);
    }
    expect(world.events.filter((event) => event === 'checkpoint-withheld')).toHaveLength(4);
    expect(await world.current()).not.toContain('checkpoints-withheld');
  });

  it('when it does not confirm, sends what is no MQTT, or confirms what it was not given', async () => {
    world.link.handlers?.onEnd('silent');
    world.link.handlers?.onEnd('garbled');
    world.link.handlers?.onStrayConfirmation();
    await expect.poll(() => world.current()).toEqual(['broker-garbled', 'broker-repeats', 'broker-silent']);
  });
});
