import {
  addDays,
  cryptoReady,
  dataKeyId,
  decodeSeries,
  decodeSummary,
  type Envelope,
  equalBytes,
  type Granularity,
  METRICS,
  type Metric,
  openBox,
  signingKey,
  vaultKey,
  verifyEnvelope,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AFTERWARDS, closedDayWithLateHour, closeWindows, pairOther, readOther } from '../test/late-hour.js';
import { lock } from '../test/open-lock.js';
import { DAY, dayBounds, NEXT, samplesOf, VaultWorld } from '../test/vault-world.js';
import { dataKeyOf, unsealDayKeys } from './core/day-keys.js';
import { grant } from './grants.js';
import { type LatePorts, sealLate } from './seal-late.js';

const HOUR = 3600;
const start = dayBounds(DAY).start;

let world: VaultWorld;
let now: number;
let ports: LatePorts;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  now = 2_000_000_000;
  ports = { ...world.ports, clock: () => now };
});
afterEach(() => world.close());

const closeAt = (at: number): Promise<number> => {
  now = at;
  return closeWindows(world, at);
};
const late = (): ReturnType<typeof sealLate> => sealLate(ports, world.person);
const unlocked = () => sealLate(ports, world.person, { vaultKey: vaultKey(world.root) });

const placesOf = (envelopes: readonly Envelope[]): string[] =>
  envelopes.map(
    ({ granularity, windowStart, revision }) => `${granularity} ${(windowStart - start) / HOUR} r${revision}`,
  );

/** The highest revision of a window. */
async function standing(granularity: Granularity, at: number): Promise<Envelope> {
  const all = (await world.envelopes()).filter((each) => each.granularity === granularity && each.windowStart === at);
  const [best] = all.sort((a, b) => b.revision - a.revision);
  if (best === undefined) throw new Error('no such window');
  return best;
}

/** Opens a box with whichever generation of its day's keys fits. */
async function opened(envelope: Envelope, metric: Metric, day = DAY): Promise<Uint8Array> {
  for (const keys of await world.ports.vault.dayKeys(day, day)) {
    const key = dataKeyOf(unsealDayKeys(keys, vaultKey(world.root)), metric, envelope.granularity);
    try {
      return openBox(envelope, metric, key);
    } catch {
      // The keys of another generation.
    }
  }
  throw new Error('no key fits');
}

const stepsOf = async (granularity: 'hour' | 'day', at: number, day = DAY): Promise<unknown> =>
  decodeSummary(await opened(await standing(granularity, at), 'steps', day)).values;

/** A wearable that was in reach until 08:00, and the day closed without it. */
async function closedWithout(): Promise<void> {
  await world.read(world.batchOf(start, start + 8 * HOUR));
  await closeAt(dayBounds(DAY).end + 2 * HOUR);
}

describe('windows that close on time', () => {
  it('go out empty where nothing was known, in the same sizes, and once', async () => {
    await closedWithout();
    const made = await world.envelopes();
    expect(made.filter(({ windowStart }) => windowStart < dayBounds(DAY).end)).toHaveLength(121);
    for (const granularity of ['raw', 'hour', 'day'] as const) {
      const sizes = made
        .filter((each) => each.granularity === granularity)
        .flatMap(({ boxes }) => boxes.map(({ ciphertext }) => ciphertext.length));
      expect(new Set(sizes).size).toBe(1);
    }
    const empty = await standing('raw', start + 10 * HOUR);
    expect(decodeSeries(await opened(empty, 'steps'), empty.windowStart)).toMatchObject({ worn: [], samples: [] });
    expect(await closeAt(now)).toBe(0);
    expect(await late()).toEqual({ envelopes: 0, waiting: [], refused: [] });
  });
});

describe('late history', () => {
  it('makes one revision of each window that it changes, with all that is known, in the same chain', async () => {
    await closedWithout();
    const before = (await world.envelopes()).length;
    // In many stretches, of which each alone would change the same hours.
    for (let at = start + 8 * HOUR; at < start + 12 * HOUR; at += 600) await world.read(world.batchOf(at, at + 600));
    expect(await late()).toEqual({ envelopes: 16 + 4 + 1, waiting: [], refused: [] });
    const made = (await world.envelopes()).slice(before);
    const raw = Array.from({ length: 16 }, (_, i) => `raw ${8 + i / 4} r1`);
    expect(placesOf(made)).toEqual([...raw, ...[8, 9, 10, 11].map((hour) => `hour ${hour} r1`), 'day 0 r1']);
    const { publicKey } = signingKey(world.person.identity.agentSeed);
    const all = await world.envelopes();
    for (const [i, envelope] of all.entries()) {
      verifyEnvelope(envelope, publicKey);
      expect([envelope.sequence, envelope.previous]).toEqual([i + 1, all[i - 1]?.leaf ?? new Uint8Array(32)]);
    }
    expect(await stepsOf('hour', start + 9 * HOUR)).toMatchObject({ total: 59 * 30 });
    expect(await stepsOf('day', start)).toMatchObject({ total: 12 * 59 * 30 });
    const samples = samplesOf(start + 9 * HOUR, start + 9 * HOUR + 900).filter(({ metric }) => metric === 'steps');
    const quarter = await standing('raw', start + 9 * HOUR);
    expect(decodeSeries(await opened(quarter, 'steps'), quarter.windowStart).samples).toEqual(samples);
    expect(await late()).toEqual({ envelopes: 0, waiting: [], refused: [] });
    // And once more, of the same day: the next revision.
    await world.read(world.batchOf(start + 12 * HOUR, start + 12 * HOUR + 60));
    expect(await late()).toEqual({ envelopes: 3, waiting: [], refused: [] });
    expect((await standing('day', start)).revision).toBe(2);
  });

  it('makes none where it changes nothing: another wearable measured the same minutes', async () => {
    await pairOther(world);
    await closedWithout();
    await readOther(world, now, { ...world.batchOf(start + HOUR, start + 2 * HOUR), worn: [] });
    expect(await late()).toEqual({ envelopes: 0, waiting: [], refused: [] });
    expect(await world.ports.vault.touchedDays()).toEqual([]);
  });

  it('seals the day after anew as well, where a sleep of the evening counts there', async () => {
    await pairOther(world);
    const midnight = dayBounds(DAY).end;
    await world.read(world.batchOf(start, start + 8 * HOUR));
    await closeAt(midnight + 2 * HOUR);
    // Slept from midnight to six, as far as the first wearable knows.
    await world.read(world.batchOf(midnight, midnight + 8 * HOUR));
    await closeAt(dayBounds(NEXT).end + 2 * HOUR);
    await late();
    const sleepOf = async () => decodeSummary(await opened(await standing('day', midnight), 'sleep', NEXT)).values;
    expect(await sleepOf()).toMatchObject({ periods: [[midnight, midnight + 6 * HOUR]] });
    const evening = midnight - HOUR;
    await readOther(world, now, {
      ...world.batchOf(evening, midnight),
      samples: [{ metric: 'sleep', start: evening, duration: HOUR, stage: 'light' }],
    });
    expect((await late()).waiting).toEqual([]);
    expect(await sleepOf()).toMatchObject({ periods: [[evening, midnight + 6 * HOUR]] });
    expect((await standing('day', midnight)).revision).toBeGreaterThan(0);
  });

  it('of a time before the first window is sealed too, for the first time', async () => {
    await pairOther(world);
    await closedWithout();
    const earlier = addDays(DAY, -2);
    await readOther(world, now, world.batchOf(dayBounds(earlier).start, dayBounds(earlier).end));
    expect(await late()).toEqual({ envelopes: 121, waiting: [], refused: [] });
    expect(await stepsOf('day', dayBounds(earlier).start, earlier)).toMatchObject({ total: 24 * 59 * 30 });
    expect((await standing('day', dayBounds(earlier).start)).revision).toBe(0);
  });

  it('of a wearable that was away for days needs no passphrase: their keys are still open', async () => {
    await world.read(world.batchOf(start, start + 8 * HOUR));
    const back = start + 4 * 86_400 + 2 * HOUR;
    for (let at = start + 9 * HOUR; at <= back; at += HOUR) await closeAt(at);
    await world.read(world.batchOf(start + 8 * HOUR, back));
    await closeAt(back + 900);
    expect((await late()).waiting).toEqual([]);
    for (let day = DAY, at = start; at + 86_400 < back; day = addDays(day, 1), at = dayBounds(day).start) {
      expect([day, await stepsOf('day', at, day)]).toMatchObject([day, { total: 24 * 59 * 30 }]);
    }
    const keys = await world.ports.vault.dayKeys(DAY, addDays(DAY, 4));
    expect(keys.map(({ generation }) => generation)).toEqual(keys.map(() => 0));
    // Then the days that are over are closed at last.
    await closeAt(back + 2 * HOUR);
    const open = (await world.ports.vault.dayKeys(DAY, addDays(DAY, 4))).filter((each) => each.open !== undefined);
    expect(open.map(({ day }) => day)).toEqual([addDays(DAY, 3), addDays(DAY, 4)]);
  });
});

describe('late history of a day that is closed', () => {
  async function lateHour(): Promise<void> {
    await closedDayWithLateHour(world);
    now = AFTERWARDS;
  }

  it('is in the vault at once, under keys of its own, and waits for the passphrase to be sealed', async () => {
    await lateHour();
    expect((await world.ports.vault.dayKeys(DAY, DAY)).map(({ generation }) => generation)).toEqual([0, 1]);
    const before = (await world.envelopes()).length;
    expect(await late()).toEqual({ envelopes: 0, waiting: [DAY], refused: [] });
    expect(await world.ports.vault.touchedDays()).toMatchObject([{ day: DAY, waiting: true }]);
    expect(await world.envelopes()).toHaveLength(before);
    const sealed = await unlocked();
    expect(sealed.waiting).toEqual([]);
    expect(placesOf((await world.envelopes()).slice(before))).toEqual(['raw 20 r1', 'hour 20 r1', 'day 0 r1']);
    const values = decodeSummary(await opened(await standing('hour', start + 20 * HOUR), 'heart-rate')).values;
    expect(values).toMatchObject({ minutes: 1, maximum: 133 });
    expect(await world.ports.vault.touchedDays()).toEqual([]);
    expect(await unlocked()).toEqual({ envelopes: 0, waiting: [], refused: [] });
  });

  it('is released to whoever has a grant that lives, as the first keys of the day were', async () => {
    const scope = [{ metric: 'steps', granularities: ['day'] }] as const;
    const asked = { coach: 'coach-1', from: DAY, until: DAY, expires: 2_100_000_000, language: 'nl' } as const;
    now = start;
    await grant({ ...ports, lock }, world.person, { request: { ...asked, scope }, passphrase: '' });
    await lateHour();
    await unlocked();
    const released = await world.released();
    const shown = await standing('day', start);
    const kept = await world.ports.vault.dayKeys(DAY, DAY);
    expect(released.map(({ day }) => day)).toEqual(kept.map(() => DAY));
    expect(released.filter(({ key }) => equalBytes(dataKeyId(key), shown.boxes[0]?.keyId ?? key))).toHaveLength(1);
  });

  it('leaves no key of a closed day open behind it', async () => {
    await lateHour();
    await unlocked();
    const keys = await world.ports.vault.dayKeys(DAY, DAY);
    expect(keys.map(({ open }) => open)).toEqual(keys.map(() => undefined));
  });

  it('never takes a key twice: each generation of the day has nine of its own, and each box its nonce', async () => {
    await lateHour();
    await unlocked();
    const pair = vaultKey(world.root);
    const generations = (await world.ports.vault.dayKeys(DAY, DAY)).map((keys) => unsealDayKeys(keys, pair));
    const single = generations.flatMap((keys) =>
      METRICS.flatMap((metric) =>
        (['raw', 'hour', 'day'] as const).map((each) => Buffer.from(dataKeyOf(keys, metric, each)).toString('hex')),
      ),
    );
    expect(new Set(single).size).toBe(9 * generations.length);
    const used = (await world.envelopes()).flatMap(({ boxes }) =>
      boxes.map(({ keyId, nonce }) => Buffer.concat([keyId, nonce]).toString('hex')),
    );
    expect(new Set(used).size).toBe(used.length);
  });
});
