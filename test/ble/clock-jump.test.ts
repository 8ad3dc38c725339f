import { generatedMinutes, parseDate, type SimOptions, type SimWearable, startOfDay } from '@fit4work/firmware-sim';
import { afterEach, describe, expect, it } from 'vitest';
import { keptByBand, keptByBangle, linesOf } from './expected.js';
import { World } from './world.js';

/* Clocks that jump, and what else may happen meanwhile. */

const HOUR = 3600;
const DAY = 86_400;
const MAY_4 = parseDate('2026-05-04') ?? 0;
const FIRST = startOfDay(MAY_4) + 2 * DAY;
const KEY = new Uint8Array(16).fill(0x3c);

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

interface Life {
  readonly family: 'huami' | 'banglejs';
  readonly seconds: number;
  readonly more?: Partial<SimOptions>;
}

/** A wearable that was read once, and whose clock jumps an hour later. */
async function jumping({ family, seconds, more = {} }: Life): Promise<{ world: World; wearable: SimWearable }> {
  const world = new World(FIRST);
  worlds.push(world);
  const wearable = await world.pair({
    family,
    authKey: KEY,
    address: 'c0:ff:ee:00:00:01',
    source: generatedMinutes({ seed: 8, person: 2, from: MAY_4, days: 9 }),
    ...more,
    faults: [{ kind: 'clock-jump', at: FIRST + HOUR, seconds }, ...(more.faults ?? [])],
  });
  await world.readOnce();
  return { world, wearable };
}

/** Life goes on for so many hours, unread. */
async function live(world: World, wearable: SimWearable, hours: number): Promise<void> {
  world.now += hours * HOUR;
  wearable.tick();
  await world.settle();
}

const stored = async (world: World): Promise<string[]> =>
  linesOf(await world.stored('2000-01-01', '2099-01-01'), false);
const clockOf = async (world: World) => (await world.vault.wearables())[0]?.clock;

describe('a band whose clock jumped', () => {
  const jumps = [2, -2, 26, -5].map((hours) => [hours] as const);

  it.each(jumps)('by %d hours gives every minute once, however often it is read after', async (hours) => {
    const { world, wearable } = await jumping({ family: 'huami', seconds: hours * HOUR });
    for (const later of [6.5, 3, 30]) {
      await live(world, wearable, later);
      await world.readOnce();
    }
    expect(await stored(world)).toEqual(keptByBand(wearable));
    expect(Math.abs(wearable.oracle.clock.unix - world.now)).toBeLessThan(2);
    expect(await clockOf(world)).toMatchObject({ drift: hours * HOUR, set: true });
  });

  it.each(jumps)('by %d hours and whose link is lost while it is read gives every minute once', async (hours) => {
    const { world, wearable } = await jumping({ family: 'huami', seconds: hours * HOUR });
    await live(world, wearable, 6);
    // The link goes as the history flows, and the wearer with it, for hours.
    const before = world.heard(wearable).length;
    let away = false;
    world.onTold = (one, count) => {
      if (away || count < before + 3) return;
      away = true;
      one.reboot();
    };
    const agent = await world.startAgent(false);
    agent.done.catch(() => undefined);
    for (let tries = 0; tries < 10_000 && !away; tries++) await world.settle();
    expect(away).toBe(true);
    await world.killAgents();
    await live(world, wearable, 3);
    await world.readOnce();
    const kept = keptByBand(wearable);
    const lines = await stored(world);
    expect(kept.filter((line) => !lines.includes(line))).toEqual([]);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length - kept.length).toBeLessThan(200);
  });

  it.each([2, 3.5, 6])('and that somebody else set right %d hours later loses nothing', async (hours) => {
    const { world, wearable } = await jumping({
      family: 'huami',
      seconds: 2 * HOUR,
      more: { faults: [{ kind: 'clock-jump', at: FIRST + (1 + hours) * HOUR, seconds: -2 * HOUR }] },
    });
    for (const later of [12, 30]) {
      await live(world, wearable, later);
      await world.readOnce();
    }
    expect((await stored(world)).length).toBe(keptByBand(wearable).length);
    expect((await world.vault.wearables())[0]?.cursor).toBeLessThanOrEqual(world.now + 120);
  });

  it('before it was ever read has all its minutes off by the same', async () => {
    const world = new World(FIRST);
    worlds.push(world);
    const wearable = await world.pair({
      family: 'huami',
      authKey: KEY,
      address: 'c0:ff:ee:00:00:01',
      source: generatedMinutes({ seed: 8, person: 2, from: MAY_4, days: 9 }),
      setting: { offset: -9 * 365 * DAY },
    });
    await world.readOnce();
    await live(world, wearable, 5);
    await world.readOnce();
    expect(await stored(world)).toEqual(keptByBand(wearable));
  });
});

describe('a band whose clock did not jump', () => {
  async function still(more: Partial<SimOptions>, days: number): Promise<{ world: World; wearable: SimWearable }> {
    const world = new World(startOfDay(MAY_4) + HOUR);
    worlds.push(world);
    const wearable = await world.pair({
      family: 'huami',
      authKey: KEY,
      address: 'c0:ff:ee:00:00:01',
      source: generatedMinutes({ seed: 8, person: 2, from: MAY_4, days: days + 9 }),
      ...more,
    });
    await world.readOnce();
    return { world, wearable };
  }

  it.each([100, -100])(
    'but runs off by %d millionths for weeks loses the minutes that it is off at most',
    async (ppm) => {
      const { world, wearable } = await still({ setting: { driftPpm: ppm } }, 20);
      await live(world, wearable, 480);
      await world.readOnce();
      await live(world, wearable, 5);
      await world.readOnce();
      const lines = new Set((await stored(world)).map((line) => line.split(' ')[0]));
      const minutes = new Set(wearable.oracle.minutes('measured').map(({ at }) => at));
      const bare = [...minutes].filter((at) => !lines.has(String(at))).length;
      const unworn = wearable.oracle.minutes('measured').filter(({ kind }) => kind === 3 || kind === 6).length;
      expect(bare - unworn).toBeLessThan(8);
      expect(Math.abs(wearable.oracle.clock.unix - world.now)).toBeLessThan(3);
    },
  );

  it.each([-0.5, -2, -23])(
    'is left alone by a machine whose clock is off by %d hours, until that is set',
    async (hours) => {
      const { world, wearable } = await still({}, 2);
      await live(world, wearable, 12);
      world.machineAhead = hours * HOUR;
      const agent = await world.startAgent(false);
      agent.done.catch(() => undefined);
      const refused = 'wearable-failed clock-behind';
      for (let turns = 0; turns < 2_000 && !world.events.includes(refused); turns++) await world.settle();
      await world.stopAgents();
      expect(world.events).toContain(refused);
      expect(Math.abs(wearable.oracle.clock.unix - world.now)).toBeLessThan(2);
      world.machineAhead = 0;
      await world.readOnce();
      expect(await stored(world)).toEqual(keptByBand(wearable));
    },
  );
});

describe('a Bangle.js whose clock jumped', () => {
  it('ahead gives every record once, however often it is read after', async () => {
    const { world, wearable } = await jumping({ family: 'banglejs', seconds: 2 * HOUR });
    const once = new Set<string>();
    for (const later of [6.5, 1, 3, 30]) {
      await live(world, wearable, later);
      await world.readOnce();
      for (const line of keptByBangle(wearable)) once.add(line);
      const lines = await stored(world);
      expect(new Set(lines).size).toBe(lines.length);
      expect((await world.vault.wearables())[0]?.cursor).toBeLessThanOrEqual(world.now + 120);
    }
    expect((await stored(world)).length).toBeGreaterThan(500);
  });

  it('back never moves the agent beyond now, and nothing is stored twice', async () => {
    const { world, wearable } = await jumping({ family: 'banglejs', seconds: -5 * HOUR });
    for (const later of [6.5, 3, 30]) {
      await live(world, wearable, later);
      await world.readOnce();
      const lines = await stored(world);
      expect(new Set(lines).size).toBe(lines.length);
      expect((await world.vault.wearables())[0]?.cursor).toBeLessThanOrEqual(world.now + 120);
    }
    expect(Math.abs(wearable.oracle.clock.unix - world.now)).toBeLessThan(2);
  });
});
