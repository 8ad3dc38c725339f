import { cryptoReady, type Envelope } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeWindows, pairOther, readOther } from '../test/late-hour.js';
import { DAY, dayBounds, VaultWorld } from '../test/vault-world.js';
import type { Outbox } from './ports.js';
import { type LatePorts, sealLate } from './seal-late.js';

const HOUR = 3600;
const start = dayBounds(DAY).start;

let world: VaultWorld;
let now: number;
let ports: LatePorts;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  ports = { ...world.ports, clock: () => now };
});
afterEach(() => world.close());

const closeAt = (at: number): Promise<number> => {
  now = at;
  return closeWindows(world, at);
};
const late = () => sealLate(ports, world.person);

const placesOf = (envelopes: readonly Envelope[]): string[] =>
  envelopes.map(({ granularity, windowStart, revision }) => `${granularity} ${windowStart} r${revision}`);

describe('killed in the middle of sealing anew', () => {
  const failing = (at: 'before' | 'after', on: number): LatePorts => {
    const { outbox } = ports;
    let commits = 0;
    const commit: Outbox['commit'] = async (windows) => {
      commits += 1;
      if (commits === on && at === 'before') throw new Error('killed');
      const done = await outbox.commit(windows);
      if (commits === on) throw new Error('killed');
      return done;
    };
    return {
      ...ports,
      outbox: new Proxy(outbox, { get: (target, name) => (name === 'commit' ? commit : bound(target, name)) }),
    };
  };
  const bound = (target: Outbox, name: string | symbol): unknown => {
    const member: unknown = Reflect.get(target, name);
    return typeof member === 'function' ? member.bind(target) : member;
  };

  /** Three days that came late. */
  async function threeDays(): Promise<void> {
    await world.read(world.batchOf(start, start + 8 * HOUR));
    for (let at = start + 9 * HOUR; at <= start + 3 * 86_400; at += 6 * HOUR) await closeAt(at);
    await world.read(world.batchOf(start + 8 * HOUR, start + 3 * 86_400));
  }

  it.each([
    ['before', 1],
    ['after', 1],
    ['before', 2],
    ['after', 2],
    ['before', 3],
    ['after', 3],
    ['before', 4],
    ['after', 4],
  ] as const)('%s the commit of transaction %d: no revision is lost and none is made twice', async (at, on) => {
    await threeDays();
    await expect(sealLate(failing(at, on), world.person)).rejects.toThrow('killed');
    await late();
    const places = placesOf(await world.envelopes());
    expect(new Set(places).size).toBe(places.length);
    expect(places.filter((place) => place.endsWith('r2'))).toEqual([]);
    expect(places.filter((place) => place.endsWith('r1')).length).toBeGreaterThan(64 + 16);
    expect(await world.ports.vault.touchedDays()).toEqual([]);
  });

  it('another process that makes an envelope meanwhile is noticed, and nothing is doubled', async () => {
    await threeDays();
    const { outbox } = ports;
    let raced = false;
    const head: Outbox['head'] = async () => {
      const seen = await outbox.head();
      if (!raced) {
        raced = true;
        await sealLate(ports, world.person);
      }
      return seen;
    };
    const racing = {
      ...ports,
      outbox: new Proxy(outbox, { get: (target, name) => (name === 'head' ? head : bound(target, name)) }),
    };
    await sealLate(racing, world.person);
    const places = placesOf(await world.envelopes());
    expect(new Set(places).size).toBe(places.length);
    expect((await world.envelopes()).map(({ sequence }) => sequence)).toEqual(places.map((_, i) => i + 1));
  });

  it('what is stored while windows are sealed stays to be looked at', async () => {
    await threeDays();
    const { outbox } = ports;
    let stored = false;
    const head: Outbox['head'] = async () => {
      if (!stored) {
        stored = true;
        await world.read(world.batchOf(start + 3 * 86_400, start + 3 * 86_400 + 60));
        await pairOther(world);
        await readOther(world, now, {
          ...world.batchOf(start + 7 * HOUR, start + 7 * HOUR + 60),
          samples: [{ metric: 'heart-rate', start: start + 7 * HOUR, value: 61 }],
        });
      }
      return outbox.head();
    };
    const racing = {
      ...ports,
      outbox: new Proxy(outbox, { get: (target, name) => (name === 'head' ? head : bound(target, name)) }),
    };
    await sealLate(racing, world.person);
    expect((await world.ports.vault.touchedDays()).map(({ day }) => day)).toContain(DAY);
  });
});
