import { TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { closing, KEYS, OTHER, Room } from '../test/room.js';
import { LIMITS } from './core/limits.js';

let room: Room;
beforeEach(async () => {
  room = await Room.open({ FIT4WORK_BROKER_REGISTRY_ABSENCE: '3600', FIT4WORK_BROKER_METRICS_PORT: '0' });
});
afterEach(() => room.close());

const ready = async (): Promise<number> => (await fetch(`http://127.0.0.1:${room.ports.metricsPort}/readyz`)).status;

describe('who is connected', () => {
  it('is put out once the key is taken back, and comes in again when it is given back; others stay', async () => {
    const [client, other] = [await room.agent(), await room.other()];
    const closed = closing(client);
    room.takenBack = KEYS.agent;
    const before = performance.now();
    await closed;
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(room.refusals()).toEqual(['unknown-key']);
    await expect(room.agent()).rejects.toThrow();
    expect(other.connected).toBe(true);
    room.takenBack = undefined;
    expect((await room.agent()).connected).toBe(true);
    await other.publishAsync(TOPICS.up(OTHER, 'envelope'), 'still here', { qos: 1 });
  });

  it('is put out as soon as anybody finds out that the key was taken back, before the next look', async () => {
    const still = await Room.prepare();
    onTestFinished(() => still.close());
    still.lookMs = 600_000;
    await still.start({});
    const [client, neighbour] = [await still.agent(), await still.neighbour()];
    const closed = closing(client);
    still.takenBack = KEYS.agent;
    await expect(still.connect({ key: KEYS.stranger, userName: OTHER })).rejects.toThrow();
    await closed;
    expect(neighbour.connected).toBe(true);
  });

  it('is put out within five seconds where index and part take three, though an index was just asked for', async () => {
    const slow = await Room.prepare();
    onTestFinished(() => slow.close());
    slow.lookMs = LIMITS.lookMs;
    await slow.start({});
    const [client, neighbour] = [await slow.agent(), await slow.neighbour()];
    slow.registryTakesMs = 1_500;
    const { fetched } = slow;
    await expect.poll(() => slow.fetched, { interval: 5, timeout: 10_000 }).toBeGreaterThan(fetched);
    const closed = closing(client);
    slow.takenBack = KEYS.agent;
    const before = performance.now();
    await closed;
    expect(performance.now() - before).toBeLessThan(5_000);
    expect([slow.refusals(), neighbour.connected]).toEqual([['unknown-key'], true]);
  }, 20_000);
});

describe('while the registry is away', () => {
  it('who is known stays and comes in again, for the stated time', async () => {
    const [agent] = [await room.agent(), await room.coachApi()];
    room.registryAway = true;
    room.later = 3_590;
    await agent.endAsync();
    expect((await room.agent()).connected).toBe(true);
    expect(await ready()).toBe(200);
    expect(room.lines.filter(({ event }) => event === 'registry-not-read')).toHaveLength(1);
  });

  it('agents are put out and refused by a code of its own after that, services are not, and all come in when it is back', async () => {
    const [agent, api] = [await room.agent(), await room.coachApi()];
    const closed = closing(agent);
    room.registryAway = true;
    room.later = 3_700;
    await closed;
    await expect(room.agent()).rejects.toMatchObject({ code: 5 });
    expect(room.refusals()).toEqual(['registry-away', 'registry-away']);
    expect(await room.metrics()).toContain('\nfit4work_broker_registry_current 0\n');
    expect([await ready(), api.connected]).toEqual([503, true]);
    room.registryAway = false;
    expect((await room.agent()).connected).toBe(true);
    expect(await ready()).toBe(200);
  });
});
