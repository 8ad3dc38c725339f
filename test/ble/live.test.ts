import { generatedMinutes, parseDate, startOfDay } from '@fit4work/firmware-sim';
import { afterEach, describe, expect, it } from 'vitest';
import { keptByBand, keptByBangle, linesOf, stepsIn, toldHeartRates } from './expected.js';
import { World } from './world.js';

const KEY = new Uint8Array(16).fill(0x5a);
const ADDRESS = 'c0:ff:ee:00:00:01';
const MAY_4 = parseDate('2026-05-04') ?? 0;
const NOON = startOfDay(MAY_4 + 3) + 12 * 3600;

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
const worldAt = (now: number): World => {
  const world = new World(now);
  worlds.push(world);
  return world;
};

const person = (which: number) => generatedMinutes({ seed: 11, person: which, from: MAY_4, days: 5 });

describe('what a wearable tells while its history is read', () => {
  it.each(['huami', 'banglejs'] as const)('is neither lost nor told twice (%s)', async (family) => {
    const world = worldAt(NOON);
    const wearable = await world.pair({ family, authKey: KEY, address: ADDRESS, source: person(1) });
    await world.startAgent(false);
    // Seconds go by while the history flows: nobody waits for the air to be quiet.
    let told = 0;
    while (!world.events.includes('synchronised') || (await synchronised(world)) === undefined) {
      await world.hurry();
      told = world.heard(wearable).length;
    }
    expect(told).toBeGreaterThan(20);
    await world.settle();
    await world.advance(120);
    await world.stopAgents();
    await world.readOnce();
    const sources = await world.stored('2026-05-01', '2026-05-10');
    expect(linesOf(sources, false)).toEqual(family === 'huami' ? keptByBand(wearable) : keptByBangle(wearable));
    const live = linesOf(sources, true).filter((line) => line.includes('heart-rate'));
    expect(new Set(live).size).toBe(live.length);
    if (family === 'huami') {
      const values = toldHeartRates(world.heard(wearable)).map(({ line }) => line.split(' ').slice(1).join(' '));
      expect(live.map((line) => line.split(' ').slice(1).join(' ')).sort()).toEqual(values.sort());
    }
  });
});

const synchronised = async (world: World): Promise<number | undefined> =>
  (await world.vault.wearables())[0]?.synchronised;

it('an agent that is killed while it listens counts on from what it stored, and counts nothing twice', async () => {
  const world = worldAt(NOON);
  const source = person(4);
  await world.pair({ family: 'infinitime', address: ADDRESS, source });
  for (const seconds of [617, 333, 250]) {
    (await world.startAgent(false)).done.catch(() => undefined);
    await world.settle();
    await world.advance(seconds);
    await world.killAgents();
  }
  await world.advance(3600 - (world.now - NOON));
  await world.readOnce();
  const minutes = source.read(NOON, 60);
  const walked = minutes.reduce((sum, byte, at) => sum + (at % 4 === 2 ? byte : 0), 0);
  expect(walked).toBeGreaterThan(50);
  expect(stepsIn(linesOf(await world.stored('2026-05-01', '2026-05-10'), true))).toBe(walked);
});

describe('several wearables of one person', () => {
  it('are read side by side, each to its end', async () => {
    const world = worldAt(NOON);
    const band = await world.pair({ family: 'huami', authKey: KEY, address: ADDRESS, source: person(1) });
    const watch = await world.pair({ family: 'banglejs', address: 'c0:ff:ee:00:00:02', source: person(2) });
    const strap = await world.pair({ family: 'standard', address: 'c0:ff:ee:00:00:03', source: person(3) });
    await world.startAgent(false);
    await world.settle();
    await world.advance(300);
    await world.stopAgents();
    await world.readOnce();
    const sources = await world.stored('2026-05-01', '2026-05-10');
    const of = (id: number) => sources.filter(({ wearable }) => wearable === id);
    expect(linesOf(of(1), false)).toEqual(keptByBand(band));
    expect(linesOf(of(2), false)).toEqual(keptByBangle(watch));
    const told = toldHeartRates(world.heard(strap)).map(({ line }) => line);
    expect(linesOf(of(3), true).filter((line) => line.includes('heart-rate'))).toEqual(told.sort());
    expect(world.events.filter((event) => event.startsWith('wearable-failed'))).toEqual([]);
  });

  it('go on without the one that is away', async () => {
    const world = worldAt(NOON);
    const band = await world.pair({ family: 'huami', authKey: KEY, address: ADDRESS, source: person(1) });
    const away = await world.pair({ family: 'huami', authKey: KEY, address: 'c0:ff:ee:00:00:02', source: person(2) });
    away.close();
    const agent = await world.startAgent(false);
    agent.done.catch(() => undefined);
    while ((await synchronised(world)) === undefined) await world.hurry();
    expect(linesOf(await world.stored('2026-05-01', '2026-05-10'), false)).toEqual(keptByBand(band));
  });
});
