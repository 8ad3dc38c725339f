import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionWorld, failing, NOW } from '../test/connection-world.js';
import { lost, none } from '../test/plain-link.js';

let world: ConnectionWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ConnectionWorld.open();
});
afterEach(() => world.close());

describe('the clock of a wearable', () => {
  let ahead = 0;
  const clock = (off: number) => {
    ahead = off;
    return set();
  };
  const set = () => ({
    read: async () => NOW + ahead,
    set: async (unix: number) => {
      world.happened.push(`set ${unix - NOW}`, JSON.stringify((await world.wearable())?.clock));
      ahead = 0;
    },
  });

  it.each([-5, 0, 5])('that is off by %d seconds is left alone', async (off) => {
    world.family = world.familyWith({ clock: clock(off) });
    await world.keep({ once: true });
    expect(world.happened.join()).not.toContain('set');
    expect((await world.wearable())?.clock).toBeUndefined();
  });

  it('that drifted is set once it was read to its end, and by how much it was off is on disk before', async () => {
    world.family = world.familyWith({ clock: clock(3600) });
    await world.keep({ once: true });
    const record = { at: NOW, drift: 3600, from: undefined };
    const order = world.happened.filter((one) => /history|set 0|corrected/.test(one));
    expect(order).toEqual(['history', 'set 0', 'clock-corrected', 'history']);
    expect(world.happened[world.happened.indexOf('set 0') + 1]).toBe(JSON.stringify({ ...record, set: false }));
    expect((await world.wearable())?.clock).toEqual({ ...record, set: true });
  });

  it('that is off is not set as long as something that it stamped may be unread', async () => {
    const since: number[] = [];
    world.family = world.familyWith({
      clock: clock(-86_400),
      history: (from) => {
        since.push(from);
        return since.length === 1 ? lost() : none();
      },
    });
    await world.vault.note(1, { cursor: NOW - 600 });
    await world.keep({ once: true });
    expect(since).toEqual([NOW - 600 - 86_400, NOW - 600 - 86_400, NOW - 600]);
    expect(world.happened.indexOf('set 0')).toBeGreaterThan(world.happened.indexOf('wearable-failed link-lost'));
  });

  it('that says nothing is set, and one that takes no setting is given up, once a connection', async () => {
    const unknown = () => failing('malformed');
    world.family = world.familyWith({ clock: { read: unknown, set: async () => void world.happened.push('set') } });
    await world.keep({ listenMs: 15_000 });
    expect(world.happened.filter((one) => one === 'history').length).toBeGreaterThan(1);
    expect(world.happened.filter((one) => /^set|clock/.test(one))).toEqual(['set', 'clock-not-set']);
  });

  it('of this machine is not believed when it is behind what is stored', async () => {
    world.family = world.familyWith({});
    await world.vault.note(1, { cursor: NOW + 300 });
    await world.keep();
    expect(world.happened).toContain('wearable-failed clock-behind');
    expect(world.happened).not.toContain('history');
  });
});
