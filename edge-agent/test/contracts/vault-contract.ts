import { leafOf, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Identity, SealedWindow, Vault, WearablePairing } from '../../src/ports.js';
import {
  breaking,
  chunk,
  dayKeys,
  filled,
  type OpenStore,
  plain,
  progress,
  record,
  type StoreUnderTest,
} from './store-under-test.js';

const DAY = '2026-03-10';
const NEXT = '2026-03-11';
const MARK = { day: DAY, generation: 0, nonce: filled(5, 12), sealed: filled(6, 40) };

const PLACES = {
  ...{ coachUrl: 'https://coach.example', brokerUrl: 'wss://broker.example', logUrl: 'https://log.example' },
  ...{ zone: 'Europe/Brussels', certificates: ['ab'.repeat(32)] },
};

export const IDENTITY: Identity = {
  pseudonym: filled(1, 16),
  agent: 1,
  agentSeed: filled(2),
  identityPublicKey: filled(3),
  vaultPublicKey: filled(4),
  certificate: filled(5, 200),
  wrappedRoot: { salt: filled(6, 16), nonce: filled(7, 12), ciphertext: filled(8, 48) },
  pins: { coachSigningKey: filled(9), coachBoxKey: filled(10), policy: 'log example\nquorum none\n', ...PLACES },
  kept: filled(12, 90),
  wordsConfirmed: true,
  invitation: filled(11),
  registered: false,
};

const LENGTH = { raw: 900, hour: 3600, day: 86_400 };
const sealed = (granularity: SealedWindow['granularity'], start: number): SealedWindow => ({
  ...{ granularity, start, until: start + LENGTH[granularity] },
  ...{ revision: 0, generation: undefined, size: 160, digest: undefined },
});

const BAND: WearablePairing = { address: 'c0:00:00:00:00:01', family: 'huami', key: filled(7, 16) };
const STRAP: WearablePairing = { address: 'c0:00:00:00:00:02', family: 'standard', key: undefined };

/** What every vault owes to the agent (vault-port.ts). */
export function describeVault(open: OpenStore): void {
  let store: StoreUnderTest;
  let vault: Vault;
  beforeEach(async () => {
    store = await open();
    ({ vault } = store);
  });
  afterEach(() => store.close());

  const again = async (): Promise<Vault> => (await store.again()).vault;
  const wearables = async () => plain(await (await again()).wearables());

  describe('the identity', () => {
    it('is not there until it is saved, and then as it was saved last', async () => {
      expect(await vault.identity()).toBeUndefined();
      await vault.saveIdentity(IDENTITY);
      expect(plain(await (await again()).identity())).toEqual(IDENTITY);
      await vault.saveIdentity({ ...IDENTITY, registered: true });
      expect(plain(await (await again()).identity())).toEqual({ ...IDENTITY, registered: true });
    });

    it('is a copy: whoever wipes a key wipes one’s own', async () => {
      const given = plain(IDENTITY);
      await vault.saveIdentity(given);
      given.agentSeed.fill(0);
      (await vault.identity())?.agentSeed.fill(0);
      expect(plain(await vault.identity())).toEqual(IDENTITY);
    });
  });

  it('notices nothing where nothing was changed', async () => {
    await vault.saveIdentity(IDENTITY);
    await vault.addDayKeys(dayKeys(DAY), [record('release', 1)]);
    const other = await again();
    expect([other.noticed, await other.check()]).toEqual([[], []]);
  });

  describe('the allow-list', () => {
    it('has the wearables in the order of their pairing, of which nothing is known yet', async () => {
      expect(await vault.wearables()).toEqual([]);
      await vault.pair(BAND);
      await vault.pair(STRAP);
      const unread = { cursor: undefined, mark: undefined, clock: undefined, battery: undefined };
      const more = { device: undefined, synchronised: undefined };
      expect(await wearables()).toEqual([
        { id: 1, ...BAND, ...unread, ...more },
        { id: 2, ...STRAP, ...unread, ...more },
      ]);
    });

    it('gives a wearable that is paired anew its new family and key, and keeps what was read of it', async () => {
      await vault.pair(BAND);
      await vault.pair(STRAP);
      await vault.note(1, { cursor: 1200, device: 'Band' });
      await vault.pair({ ...BAND, family: 'banglejs', key: filled(9, 16) });
      expect(await wearables()).toMatchObject([
        { id: 1, address: BAND.address, family: 'banglejs', key: filled(9, 16), cursor: 1200, device: 'Band' },
        { id: 2, address: STRAP.address },
      ]);
    });

    it('lets one go with its name alone: what it measured stays, and its number is not given again', async () => {
      await vault.pair(BAND);
      await vault.pair(STRAP);
      await vault.store([chunk(DAY, { wearable: 2 })], progress({ wearable: 2 }));
      expect(await vault.unpair('c0:00:00:00:00:09')).toBe(false);
      expect(await vault.unpair(STRAP.address)).toBe(true);
      expect(await vault.unpair(STRAP.address)).toBe(false);
      expect(await wearables()).toMatchObject([{ id: 1 }]);
      expect(await vault.chunks(DAY, DAY)).toHaveLength(1);
      await vault.pair(STRAP);
      expect(await wearables()).toMatchObject([{ id: 1 }, { id: 3, cursor: undefined }]);
    });

    it('notes what is said of a wearable, and leaves the rest as it is', async () => {
      await vault.pair(BAND);
      await vault.pair(STRAP);
      const clock = { at: 1000, drift: -60, from: undefined, set: false };
      await vault.note(1, { clock, battery: { percent: 66, charging: true }, synchronised: 2000 });
      await vault.note(1, { device: 'Band 2', cursor: 1800 });
      await vault.note(1, { clock: { at: 3000, drift: 60, from: 900, set: true } });
      await vault.note(9, { device: 'gone' });
      const known = { battery: { percent: 66, charging: true }, synchronised: 2000, device: 'Band 2', cursor: 1800 };
      expect(await wearables()).toMatchObject([
        { id: 1, ...known, clock: { at: 3000, drift: 60, from: 900, set: true } },
        { id: 2, clock: undefined, battery: undefined, synchronised: undefined, device: undefined, cursor: undefined },
      ]);
    });
  });

  describe('samples', () => {
    beforeEach(() => vault.pair(BAND));

    it('are stored with the mark, the cursor and the totals', async () => {
      expect(await vault.sampleCounts()).toEqual({ steps: 0, 'heart-rate': 0, sleep: 0 });
      const [first, second] = [chunk(DAY), chunk(DAY, { metric: 'sleep', told: 1, generation: 1 })];
      await vault.store([first], progress({ to: 1800, mark: MARK, counts: { steps: 3, 'heart-rate': 2, sleep: 0 } }));
      await vault.store([second], progress({ counts: { steps: 1, 'heart-rate': 0, sleep: 5 } }));
      const other = await again();
      expect(plain(await other.chunks(DAY, DAY))).toEqual([first, second]);
      expect(await other.sampleCounts()).toEqual({ steps: 4, 'heart-rate': 2, sleep: 5 });
      expect(await wearables()).toMatchObject([{ cursor: 1800, mark: MARK }]);
    });

    it('come whole or not at all', async () => {
      const news = progress({ to: 1800, mark: MARK });
      const broken = [chunk(DAY), breaking(chunk(NEXT), 'sealed')];
      await expect(vault.store(broken, news)).rejects.toThrow('the disk is gone');
      await expect(vault.store([chunk(DAY)], { ...news, mark: breaking(MARK, 'sealed') })).rejects.toThrow('the disk');
      const other = await again();
      expect(await other.chunks(DAY, NEXT)).toEqual([]);
      expect(await other.sampleCounts()).toEqual({ steps: 0, 'heart-rate': 0, sleep: 0 });
      expect(await other.positions()).toBeUndefined();
      expect(await wearables()).toMatchObject([{ cursor: undefined, mark: undefined }]);
    });

    it('begin the windows where the first of them lies, also where that comes second, until one is sealed', async () => {
      expect(await vault.positions()).toBeUndefined();
      const at = (unix: number) => ({ raw: unix, hour: unix, day: unix });
      await vault.store([], progress({ from: at(9000) }));
      await vault.store([chunk(DAY)], progress({ from: at(12_000) }));
      expect(await (await again()).positions()).toEqual(at(9000));
      await vault.store([chunk(DAY)], progress({ from: at(6000) }));
      expect(await (await again()).positions()).toEqual(at(6000));
      await store.outbox.commit({ entries: [], windows: [sealed('raw', 6000)], forgetBefore: DAY });
      await vault.store([chunk(DAY)], progress({ from: at(3000) }));
      expect(await (await again()).positions()).toEqual(at(6000));
    });

    it('come with a mark, without one, or with the word to forget it', async () => {
      const marks = async () => (await wearables()).map(({ mark }) => mark);
      await vault.store([], progress({ mark: MARK }));
      await vault.store([], progress());
      expect(await marks()).toEqual([MARK]);
      await vault.store([], progress({ mark: null }));
      expect(await marks()).toEqual([undefined]);
    });

    it('touch the days that they lie in, until what windows lack of them is sealed', async () => {
      const touched = async () => plain(await (await again()).touchedDays());
      await vault.store([chunk(NEXT), chunk(NEXT)], progress({ touched: [{ day: NEXT, from: 500, until: 600 }] }));
      await vault.store([chunk(DAY)], progress({ touched: [{ day: DAY, from: 100, until: 200 }] }));
      await vault.store([chunk(NEXT)], progress({ touched: [{ day: NEXT, from: 550, until: 700 }] }));
      const [first, second, ...others] = await touched();
      expect(others).toEqual([]);
      expect(first).toMatchObject({ day: DAY, from: 100, until: 200, waiting: false });
      expect(second).toMatchObject({ day: NEXT, from: 500, until: 700, waiting: false });
      expect(second?.chunk).toBeGreaterThan(first?.chunk ?? Number.NaN);
      const read = [first, second].flatMap((each) => each ?? []);
      await vault.store([chunk(DAY)], progress({ touched: [{ day: DAY, from: 150, until: 160 }] }));
      await store.outbox.commit({ entries: [], settled: read, forgetBefore: DAY });
      expect((await touched()).map(({ day }) => day)).toEqual([DAY]);
      await store.outbox.commit({
        entries: [],
        unsettled: read.slice(0, 1).map((each) => ({ ...each, waiting: true })),
        forgetBefore: DAY,
      });
      await vault.store([chunk(DAY)], progress({ touched: [{ day: DAY, from: 50, until: 60 }] }));
      expect(await touched()).toMatchObject([{ day: DAY, from: 50, until: 200, waiting: true }]);
    });

    it('are found by their civil days, in the order in which they came', async () => {
      expect(await vault.days()).toBeUndefined();
      const days = ['2026-03-12', DAY, NEXT, DAY];
      for (const [at, day] of days.entries()) await vault.store([chunk(day, { sealed: filled(at, 8) })], progress());
      const found = await vault.chunks(DAY, NEXT);
      expect(found.map(({ day, sealed }) => [day, sealed[0]])).toEqual([
        [DAY, 1],
        [NEXT, 2],
        [DAY, 3],
      ]);
      expect(await vault.days()).toEqual({ from: DAY, until: '2026-03-12' });
      expect(await vault.daysHeld(NEXT)).toEqual([NEXT, '2026-03-12']);
      expect(await vault.daysHeld('2020-01-01')).toEqual([DAY, NEXT, '2026-03-12']);
    });

    it('of a day are forgotten when it is said so, which its windows show, and how much is in use is told', async () => {
      await vault.store([chunk('2026-03-10'), chunk('2026-03-11')], progress());
      const windows = [900, 1800].map((start) => ({ ...sealed('raw', start), forgotten: true as const }));
      for (const day of [DAY, DAY]) await vault.forgetSamples(day, windows);
      expect([await vault.daysHeld(''), await vault.check()]).toEqual([[NEXT], []]);
      expect(await vault.sealedWindows(0, 9_000)).toEqual(windows);
      const { bytes, limit } = await vault.size();
      expect(bytes).toBeLessThan(limit);
    });
  });

  describe('windows that are sealed', () => {
    const seal = (...windows: readonly SealedWindow[]) =>
      store.outbox.commit({ entries: [], windows, forgetBefore: '2000-01-01' });

    it('stand as they were sealed last', async () => {
      await seal(sealed('raw', 900), sealed('day', 0));
      await seal({ ...sealed('raw', 900), revision: 1, digest: filled(8), generation: 2 });
      expect(plain(await (await again()).sealedWindows(0, 100_000))).toEqual([
        { ...sealed('raw', 900), revision: 1, digest: filled(8), generation: 2 },
        sealed('day', 0),
      ]);
    });

    it('are found where they reach into a stretch, in order of granularity and start', async () => {
      await seal(sealed('day', 0), sealed('raw', 1800), sealed('hour', 0), sealed('raw', 900), sealed('raw', 0));
      const reaching = async (from: number, until: number) =>
        (await vault.sealedWindows(from, until)).map(({ granularity, start }) => `${granularity} ${start}`);
      expect(await reaching(0, 86_400)).toEqual(['raw 0', 'raw 900', 'raw 1800', 'hour 0', 'day 0']);
      expect(await reaching(900, 1800)).toEqual(['raw 900', 'hour 0', 'day 0']);
      expect(await reaching(3600, 7200)).toEqual(['day 0']);
      expect(await reaching(86_400, 90_000)).toEqual([]);
    });
  });

  describe('the keys of a day', () => {
    it('are kept in order, every generation, by day', async () => {
      const made = [dayKeys(NEXT), dayKeys(DAY, 1), { ...dayKeys(DAY), open: undefined }, dayKeys('2026-03-12')];
      for (const keys of made) await vault.addDayKeys(keys, []);
      const [next, later, first] = made;
      expect(plain(await (await again()).dayKeys(DAY, NEXT))).toEqual([first, later, next]);
    });

    it('come with the records that carry them, which go into the outbox once', async () => {
      const releases = [record('keys', 1), record('release', 2)];
      await vault.addDayKeys(dayKeys(DAY), releases);
      await vault.addDayKeys(dayKeys(NEXT), releases.slice(1));
      const { outbox } = await store.again();
      const kept = plain(await outbox.records());
      expect(kept.map(({ kind, bytes, payload }) => ({ kind, bytes, payload }))).toEqual(releases);
    });

    it('are made once: others for the same generation give way, with their releases', async () => {
      expect(await vault.addDayKeys(dayKeys(DAY), [])).toBe(true);
      expect(await vault.addDayKeys(dayKeys(DAY, 0, filled(9, 288)), [record('release', 1)])).toBe(false);
      const other = await store.again();
      expect(plain(await other.vault.dayKeys(DAY, DAY))).toEqual([dayKeys(DAY)]);
      expect(await other.outbox.records()).toEqual([]);
    });

    it('gives way where consent was signed that is not known, and only there', async () => {
      await store.outbox.addRecords([record('consent', 1), record('message', 2)]);
      expect(await vault.addDayKeys(dayKeys(DAY), [record('release', 3)], new Set())).toBe(false);
      expect([await vault.dayKeys(DAY, DAY), (await store.outbox.records()).length]).toEqual([[], 2]);
      const known = new Set([toHex(leafOf(record('consent', 1).bytes))]);
      expect(await vault.addDayKeys(dayKeys(DAY), [record('release', 3)], known)).toBe(true);
    });

    it('are a copy: whoever wipes a key wipes one’s own', async () => {
      await vault.addDayKeys(dayKeys(DAY), []);
      for (const { open } of await vault.dayKeys(DAY, DAY)) open?.fill(0);
      expect(plain(await vault.dayKeys(DAY, DAY))).toEqual([dayKeys(DAY)]);
    });
  });
}
