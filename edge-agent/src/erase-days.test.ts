import { join } from 'node:path';
import {
  civilDay,
  cryptoReady,
  fromHex,
  identityKey,
  openErasure,
  openRelease,
  parseKeptKeys,
  parseRelease,
  seal,
  signingKey,
  signKeptKeys,
  unseal,
} from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadWorld } from '../test/read-world.js';
import { COACH_BOX, DAY, dayBounds, NEXT } from '../test/vault-world.js';
import { FIRST_DAY } from './core/known-days.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { eraseDays } from './erase-days.js';
import { AgentError } from './error.js';
import { openDay } from './open-day.js';
import { ownSamples } from './own-samples.js';
import type { Vault } from './ports.js';
import { sealDueWindows } from './seal-windows.js';

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
});
afterEach(() => world.close());

const measure = async (from = dayBounds(DAY).start, until = dayBounds(NEXT).end): Promise<void> => {
  await world.vault.read(world.vault.batchOf(from, until));
};
const sealWindows = (): Promise<number> => sealDueWindows(world.vault.ports, world.vault.person, true);
const erase = (from = DAY, until = from, all = false) =>
  eraseDays(world.ports, world.vault.person, { from, until, all, root: world.vault.root });
const records = async (kind: string) => (await world.ports.outbox.records()).filter((each) => each.kind === kind);
const daysOfReleases = async () =>
  (await records('release')).map(({ bytes }) => openRelease(parseRelease(bytes), COACH_BOX).map(({ day }) => day));

describe('erasing a day', () => {
  it('destroys samples and keys of it, in the files too, and of no other', async () => {
    await measure();
    await sealWindows();
    const [keys] = await world.ports.vault.dayKeys(DAY, DAY);
    const chunks = await world.ports.vault.chunks(DAY, DAY);
    const traces = [...chunks.map(({ sealed }) => sealed), keys?.sealed].map((bytes) =>
      Buffer.from(bytes ?? []).subarray(-40),
    );
    expect(traces.every((trace) => world.vault.files().includes(trace))).toBe(true);
    expect((await erase()).scrubbed).toBe(true);
    const files = world.vault.files();
    expect(traces.filter((trace) => files.includes(trace))).toEqual([]);
    expect(await world.ports.vault.dayKeys(DAY, NEXT)).toMatchObject([{ day: NEXT }]);
    expect(await world.ports.vault.days()).toEqual({ from: NEXT, until: NEXT });
    const { 'heart-rate': beats } = await world.ports.vault.sampleCounts();
    expect(beats).toBe(1440);
  });

  it('destroys the open keys of a day that is under way', async () => {
    await measure(dayBounds(DAY).start, dayBounds(DAY).start + 7_200);
    const [{ open } = {}] = await world.ports.vault.dayKeys(DAY, DAY);
    expect(world.vault.files().includes(Buffer.from(open ?? []))).toBe(true);
    await erase();
    expect(world.vault.files().includes(Buffer.from(open ?? []))).toBe(false);
  });

  it('asks the coach API for it, signed by the identity and sealed, and says so to nobody else', async () => {
    await measure();
    await erase();
    const [record] = await records('erasure');
    const demand = unseal(record?.payload ?? new Uint8Array(), COACH_BOX);
    const { start, end } = dayBounds(DAY);
    expect(openErasure(demand, identityKey(world.vault.root).publicKey)).toMatchObject({
      from: DAY,
      until: DAY,
      start,
      end,
    });
    expect(await world.ports.vault.erasures()).toMatchObject([{ from: DAY, until: DAY, start, end, receivedUpTo: 0 }]);
  });

  it('asked again makes no second demand, nor for a part of it', async () => {
    await measure();
    const first = await erase(DAY, NEXT);
    world.now += 100;
    expect(await erase(DAY, NEXT)).toEqual(first);
    expect(await erase(NEXT)).toEqual(first);
    expect(await records('erasure')).toHaveLength(1);
  });

  it('leaves the envelopes that wait, so that the chain holds, and makes no more of that day', async () => {
    await measure(dayBounds(DAY).start, dayBounds(DAY).start + 7_200);
    await sealWindows();
    const before = (await world.vault.envelopes()).map(({ sequence }) => sequence);
    expect(before.length).toBeGreaterThan(4);
    await erase();
    await measure(dayBounds(DAY).start + 7_200, dayBounds(NEXT).end);
    await sealWindows();
    const after = (await world.vault.envelopes()).slice(before.length);
    expect(after.length).toBeGreaterThan(90);
    expect(after.every(({ windowStart }) => windowStart >= dayBounds(NEXT).start)).toBe(true);
    expect(after[0]?.sequence).toBe(before.length + 1);
  });

  it('lets the wearable forget what it brings of that day later, counts it and keeps none of it', async () => {
    await measure(dayBounds(DAY).start, dayBounds(DAY).start + 7_200);
    await erase();
    await measure(dayBounds(DAY).start + 7_200, dayBounds(NEXT).start + 3_600);
    expect(world.vault.acknowledged.at(-1)).toBe(dayBounds(NEXT).start + 3_600);
    expect(world.vault.events).toContain('erased-day-dropped');
    expect(await world.ports.vault.daysHeld(FIRST_DAY)).toEqual([NEXT]);
    expect((await world.ports.vault.wearables())[0]?.cursor).toBe(dayBounds(NEXT).start + 3_600);
  });

  it('forgets what a driver kept under the keys of that day, and keeps nothing of it again', async () => {
    const { start } = dayBounds(DAY);
    const batch = (from: number) => ({ ...world.vault.batchOf(from, from + 600), mark: { total: 7 } });
    await world.vault.read(batch(start));
    expect((await world.ports.vault.wearables())[0]?.mark).toMatchObject({ day: DAY });
    await erase();
    expect((await world.ports.vault.wearables())[0]?.mark).toBeUndefined();
    await world.vault.read(batch(start + 600));
    expect((await world.ports.vault.wearables())[0]?.mark).toBeUndefined();
  });

  it('sends no key of that day that waits, and sends those of other days all the same', async () => {
    await measure();
    await world.share();
    expect(await daysOfReleases()).toEqual([[DAY, DAY, NEXT, NEXT]]);
    await erase();
    expect(await daysOfReleases()).toEqual([[NEXT, NEXT]]);
  });

  it('destroys keys that were sent and kept keys of that day here as well, and leaves those of other days', async () => {
    await measure();
    await world.share();
    const { outbox } = world.ports;
    const { pseudonym, agent, agentSeed, vaultPublicKey } = world.identity;
    // Before its key was changed, another key of this agent signed some.
    for (const key of [signingKey(agentSeed), signingKey(new Uint8Array(32).fill(99))])
      for (const day of [DAY, NEXT]) {
        const sealed = seal(new Uint8Array(300), vaultPublicKey);
        const bytes = signKeptKeys({ pseudonym, agent, day, generation: 9, sealed }, key);
        await outbox.addRecords([{ kind: 'keys', bytes, payload: bytes }]);
      }
    const leaves = (await outbox.records()).map(({ leaf }) => leaf);
    await outbox.markReceived(0, leaves, 1);
    await erase();
    expect(await daysOfReleases()).toEqual([]);
    const left = (await records('keys')).map(({ bytes }) => parseKeptKeys(bytes));
    expect(left.filter(({ day }) => day === DAY)).toEqual([]);
    expect(left.filter(({ generation }) => generation === 9)).toHaveLength(2);
  });

  it('leaves a release alone whose grant has nothing of that day', async () => {
    await measure();
    await world.share({ from: NEXT });
    const before = (await records('release')).map(({ leaf }) => leaf);
    await erase();
    expect((await records('release')).map(({ leaf }) => leaf)).toEqual(before);
  });

  it.each([
    ['a day that is to come', '2031-01-01', '2031-01-01'],
    ['days that are not in order', NEXT, DAY],
    ['what is no day', '2026-02-30', '2026-03-01'],
  ])('refuses %s', async (_, from, until) => {
    await measure();
    await expect(erase(from, until)).rejects.toMatchObject({ code: 'bad-configuration' });
    expect(await world.ports.vault.days()).toEqual({ from: DAY, until: NEXT });
  });

  it('shows nothing of that day, and of the others what was measured', async () => {
    await measure();
    await sealWindows();
    await erase();
    const ask = {
      from: DAY,
      until: NEXT,
      metrics: ['steps'],
      granularity: 'day',
      vaultKey: world.reader.vaultKey,
    } as const;
    const { days, closed, damaged } = await ownSamples(world.ports, world.vault.person, ask);
    expect([days.map(({ day }) => day), closed, damaged]).toEqual([[NEXT], [], []]);
  });

  it('erases a day of which a part was changed on disk, and leaves a vault that is whole', async () => {
    await measure();
    const db = new Database(join(world.vault.folder, 'vault.db'));
    db.prepare("UPDATE chunk SET sealed = x'00' WHERE day = ? AND metric = 'steps'").run(DAY);
    db.close();
    await erase();
    expect(await world.ports.vault.chunks(DAY, NEXT)).toHaveLength(3);
    expect(await world.ports.vault.days()).toEqual({ from: NEXT, until: NEXT });
  });
});

describe('erasing everything', () => {
  it.each([10, -3_600, 5_000])(
    'ends every grant first, though the clock is %d s off, and leaves nothing',
    async (off) => {
      await measure();
      await world.share();
      await world.share({ coach: 'coach-2' });
      world.now += off;
      await erase(FIRST_DAY, civilDay(world.now, 'Europe/Brussels'), true);
      const order = (await world.ports.outbox.records()).map(({ kind }) => kind);
      expect(order).toEqual(['consent', 'consent', 'consent', 'consent', 'erasure']);
      expect(await world.ports.vault.days()).toBeUndefined();
      expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 0, 'heart-rate': 0, sleep: 0 });
    },
  );

  it('asked again makes no second demand, unless something was granted since', async () => {
    await measure();
    const today = civilDay(world.now, 'Europe/Brussels');
    const first = await erase(FIRST_DAY, today, true);
    expect(await erase(FIRST_DAY, today, true)).toEqual(first);
    await world.share();
    world.now += 10;
    expect((await erase(FIRST_DAY, today, true)).leaf).not.toBe(first.leaf);
  });
});

/** The vault, and a process that ends as it takes a step. */
const killedAt = (step: 'erase' | 'scrub'): Vault =>
  new Proxy(world.ports.vault, {
    get: (vault, name: keyof Vault) => {
      const member = vault[name];
      if (name === step) return () => Promise.reject(new AgentError('interrupted', ENROL_REFUSALS.stopped));
      return typeof member === 'function' ? member.bind(vault) : member;
    },
  });

describe('a process that is killed', () => {
  it.each([
    ['before anything was written', 'erase'],
    ['before the files were scrubbed', 'scrub'],
  ] as const)('%s leaves it to the repeat, which completes it and asks once', async (_, step) => {
    await measure();
    const [chunk] = await world.ports.vault.chunks(DAY, DAY);
    const trace = Buffer.from(chunk?.sealed ?? []).subarray(-40);
    const request = { from: DAY, until: DAY, all: false, root: world.vault.root };
    await expect(
      eraseDays({ ...world.ports, vault: killedAt(step) }, world.vault.person, request),
    ).rejects.toMatchObject({ code: 'interrupted' });
    expect((await erase()).scrubbed).toBe(true);
    expect(world.vault.files().includes(trace)).toBe(false);
    expect(await records('erasure')).toHaveLength(1);
  });
});

describe('a process that works on the day while it is erased', () => {
  it('stores nothing of it: neither keys, nor samples, nor an envelope', async () => {
    const { vault, outbox } = world.ports;
    await measure(dayBounds(DAY).start, dayBounds(DAY).start + 7_200);
    const [chunk] = await vault.chunks(DAY, DAY);
    const mark = { day: DAY, generation: 0, nonce: new Uint8Array(12), sealed: new Uint8Array(40) };
    await erase();
    const positions = { raw: 0, hour: 0, day: 0 };
    await vault.store(chunk === undefined ? [] : [chunk], {
      ...{ wearable: 1, to: undefined, mark, from: positions, counts: { steps: 0, 'heart-rate': 0, sleep: 0 } },
    });
    await openDay(world.vault.ports, world.vault.person, DAY);
    const entry = {
      sequence: 1,
      leaf: fromHex('ab'.repeat(32)),
      bytes: new Uint8Array(9),
      windowStart: dayBounds(DAY).start,
    };
    await outbox.commit({ entries: [entry], positions, forgetBefore: DAY });
    expect(await vault.chunks(DAY, DAY)).toEqual([]);
    expect(await vault.dayKeys(DAY, DAY)).toEqual([]);
    expect((await vault.wearables())[0]?.mark).toBeUndefined();
    expect((await outbox.head()).sequence).toBe(0);
  });

  it('may hold the files: it is said, and the repeat takes out what is left in them', async () => {
    await measure();
    const [chunk] = await world.ports.vault.chunks(DAY, DAY);
    const trace = Buffer.from(chunk?.sealed ?? []).subarray(-40);
    const other = new Database(join(world.vault.folder, 'vault.db'));
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM chunk').get();
    expect((await erase()).scrubbed).toBe(false);
    expect(world.vault.files().includes(trace)).toBe(true);
    other.exec('COMMIT');
    other.close();
    expect((await erase()).scrubbed).toBe(true);
    expect(world.vault.files().includes(trace)).toBe(false);
  }, 20_000);
});
