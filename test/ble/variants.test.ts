import { loadFamilies } from '@fit4work/edge-agent';
import { generatedMinutes, type MinuteSource, parseDate, startOfDay, storedMinutes } from '@fit4work/firmware-sim';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, KEY, Scene, TIMES } from './air.js';
import { keptByBand, linesOf, stepsIn } from './expected.js';
import { World } from './world.js';

/* Wearables of a family that differ from the rest of it: another form of authentication, a clock that is not ours. */

const MAY_4 = parseDate('2026-05-04') ?? 0;
const HOUR = 3600;

const worlds: World[] = [];
let scene = new Scene();
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
  await scene.close();
  scene = new Scene();
});
const worldAt = (now: number): World => {
  const world = new World(now);
  worlds.push(world);
  return world;
};

describe.each([{ crypt: false }, { crypt: true }])('a band with crypt: $crypt', ({ crypt }) => {
  it('lets the agent in, and is read to its end', async () => {
    const world = worldAt(startOfDay(MAY_4 + 1));
    const source = generatedMinutes({ seed: 4, person: 1, from: MAY_4, days: 2 });
    const wearable = await world.pair({ family: 'huami', authKey: KEY, address: ADDRESS, source, crypt });
    await world.readOnce();
    const kept = keptByBand(wearable);
    expect(kept.length).toBeGreaterThan(1000);
    expect(linesOf(await world.stored('2026-05-01', '2026-05-20'), false)).toEqual(kept);
    expect(world.events.filter((event) => event.startsWith('wearable-failed'))).toEqual([]);
  });

  it('takes a new key that its wearer confirms, and lets the agent in by it', async () => {
    let asked = 0;
    const source = generatedMinutes({ seed: 4, person: 1, from: MAY_4, days: 1 });
    const confirmPairing = (): boolean => ++asked > 0;
    await scene.wearable({ family: 'huami', address: ADDRESS, source, crypt, confirmPairing });
    const bridge = scene.central(await scene.radio());
    const huami = (await loadFamilies()).get('huami');
    const found = await bridge.central.find(ADDRESS, TIMES.findMs);
    const link = await (await found.connect(TIMES.connectMs)).discover();
    const session = { key: KEY, listen: false, mark: undefined, silenceMs: TIMES.silenceMs, now: () => 0 };
    const wall = { offsetMinutes: () => 120, startOfDay };
    await huami?.agreeOnKey?.(link, KEY, { ...session, ...wall });
    const wearable = await huami?.open(link, { ...session, ...wall });
    expect((await wearable?.battery())?.percent).toBeGreaterThan(0);
    expect(asked).toBe(1);
    await wearable?.close();
  });
});

describe('the steps of a PineTime whose clock is not ours', () => {
  const walking = (from: number, minutes: number): MinuteSource =>
    storedMinutes(
      from,
      Uint8Array.from({ length: minutes * 4 }, (_, at) => [1, 20, 7, 70][at % 4] ?? 0),
    );
  const walked = (from: number, to: number): number => Math.floor((to - from) / 60) * 7;

  it.each([
    { hours: 3, evening: 22 },
    { hours: -3, evening: 22 },
    { hours: -1, evening: 23.5 },
    { hours: 12, evening: 20 },
  ])('$hours hours off are counted once, from the midnight on that it surely had', async ({ hours, evening }) => {
    const midnight = startOfDay(MAY_4 + 1);
    const start = startOfDay(MAY_4) + evening * HOUR;
    const world = worldAt(start);
    const source = walking(start - 86_400, 3 * 1440);
    await world.pair({ family: 'infinitime', address: ADDRESS, source, setting: { offset: hours * HOUR } });
    (await world.startAgent(false)).done.catch(() => undefined);
    await world.settle();
    await world.advance(300);
    await world.stopAgents();
    world.now = midnight + 8 * HOUR;
    await world.readOnce();
    const lines = linesOf(await world.stored('2026-05-01', '2026-05-20'), true);
    const overnight = lines.filter((line) => Number(line.split(' ')[0]) >= midnight);
    expect(Math.abs(stepsIn(overnight) - walked(midnight, world.now))).toBeLessThan(8);
    expect(Math.abs(stepsIn(lines) - stepsIn(overnight) - walked(start, start + 300))).toBeLessThan(8);
  });
});
