import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErasurePlan, HeldDays, Vault } from '../../src/ports.js';
import {
  chunk,
  commit,
  dayKeys,
  envelope,
  envelopes,
  filled,
  leafOfRecord,
  type OpenStore,
  plain,
  progress,
  record,
  type StoreUnderTest,
} from './store-under-test.js';

const [BEFORE, DAY, NEXT] = ['2026-03-09', '2026-03-10', '2026-03-11'];
const [START, END] = [1_000_000, 1_086_400];
const ERASURE = { leaf: filled(40), from: DAY, until: DAY, start: START, end: END, issued: 2_000_000 };
const mark = (day: string) => ({ day, generation: 0, nonce: filled(5, 12), sealed: filled(6, 40) });

/** What every vault owes to an employee who has days forgotten (erasure-port.ts). */
export function describeErasures(open: OpenStore): void {
  let store: StoreUnderTest;
  let vault: Vault;
  beforeEach(async () => {
    store = await open();
    ({ vault } = store);
    for (const at of [1, 2]) await vault.pair({ address: `c0:00:00:00:00:0${at}`, family: 'huami', key: undefined });
    for (const day of [BEFORE, DAY, NEXT]) await vault.addDayKeys(dayKeys(day), []);
    const touched = [{ day: DAY, from: START, until: END }];
    await vault.store([chunk(DAY), chunk(DAY)], progress({ mark: mark(DAY), touched, counts: counts(5) }));
    await vault.store([chunk(NEXT)], progress({ wearable: 2, mark: mark(NEXT), counts: counts(2) }));
    await store.outbox.addRecords([record('release', 1), record('consent', 2)]);
    await commit(store.outbox, envelopes(1));
    await store.outbox.markReceived(1, [], 1);
  });
  afterEach(() => store.close());

  const counts = (steps: number) => ({ steps, 'heart-rate': 0, sleep: 0 });
  const planned = (more: Partial<ErasurePlan> = {}): ErasurePlan => ({
    erasure: ERASURE,
    records: [record('erasure', 3)],
    drop: [leafOfRecord(record('release', 1))],
    counts: { steps: 4 },
    ...more,
  });
  const erase = (plan = (): ErasurePlan => planned()): Promise<void> =>
    vault.erase({ from: DAY, until: DAY }, () => plan());

  describe('erasing', () => {
    it('is planned by what is held, while nothing else can write', async () => {
      let held: HeldDays | undefined;
      await vault.erase({ from: DAY, until: DAY }, (found) => {
        held = plain(found);
        return planned();
      });
      expect(held?.chunks.map(({ day }) => day)).toEqual([DAY, DAY]);
      expect(held?.dayKeys.map(({ day }) => day)).toEqual([BEFORE, DAY, NEXT]);
      expect(held?.records.map(({ kind }) => kind)).toEqual(['release', 'consent']);
    });

    it('destroys samples, keys, marks and what waits of these days, and nothing else', async () => {
      await erase();
      const other = (await store.again()).vault;
      expect((await other.chunks(BEFORE, NEXT)).map(({ day }) => day)).toEqual([NEXT]);
      expect((await other.dayKeys(BEFORE, NEXT)).map(({ day }) => day)).toEqual([BEFORE, NEXT]);
      expect(plain(await other.wearables()).map((wearable) => wearable.mark)).toEqual([undefined, mark(NEXT)]);
      expect(await other.touchedDays()).toEqual([]);
      expect(await other.sampleCounts()).toEqual(counts(3));
      expect(await other.scrub()).toBe(true);
    });

    it('keeps that it was, and what is to be delivered in the place of what is dropped', async () => {
      await erase();
      const other = await store.again();
      expect((await other.outbox.records()).map(({ kind }) => kind)).toEqual(['consent', 'erasure']);
      expect(plain(await other.vault.erasures())).toEqual([{ ...ERASURE, receivedUpTo: 1, verdict: undefined }]);
    });

    it('happens whole or not at all', async () => {
      const failing = (): never => {
        throw new RangeError('the plan failed');
      };
      await expect(erase(failing)).rejects.toThrow('the plan failed');
      const other = await store.again();
      expect(await other.vault.chunks(DAY, DAY)).toHaveLength(2);
      expect(await other.vault.erasures()).toEqual([]);
      expect((await other.outbox.records()).map(({ kind }) => kind)).toEqual(['release', 'consent']);
    });

    it('takes totals down to nothing at most', async () => {
      await erase(() => planned({ counts: { steps: 100 } }));
      expect(await vault.sampleCounts()).toEqual(counts(0));
    });
  });

  describe('a day that is erased', () => {
    beforeEach(() => erase());

    it('takes in nothing any longer', async () => {
      const touched = [DAY, NEXT].map((day) => ({ day, from: START, until: END }));
      await vault.store([chunk(DAY), chunk(NEXT)], progress({ mark: mark(DAY), touched, counts: counts(0) }));
      const other = (await store.again()).vault;
      expect(await other.chunks(DAY, DAY)).toEqual([]);
      expect(await other.chunks(NEXT, NEXT)).toHaveLength(2);
      expect((await other.touchedDays()).map(({ day }) => day)).toEqual([NEXT]);
      expect(plain(await other.wearables())[0]?.mark).toBeUndefined();
    });

    it('gets no keys, and releases none', async () => {
      expect(await vault.addDayKeys(dayKeys(DAY, 1), [record('release', 9)])).toBe(true);
      const other = await store.again();
      expect(await other.vault.dayKeys(DAY, DAY)).toEqual([]);
      expect(await other.outbox.records()).toHaveLength(2);
    });

    it.each([START, END - 1])('has no window sealed (%i)', async (windowStart) => {
      expect(await commit(store.outbox, [{ ...envelope(2), windowStart }])).toBe(false);
      expect((await (await store.again()).outbox.head()).sequence).toBe(1);
      expect(await commit(store.outbox, [{ ...envelope(2), windowStart: END }])).toBe(true);
    });
  });

  it('what came of an erasure is kept with it, as it was seen last', async () => {
    await erase();
    await vault.erase({ from: NEXT, until: NEXT }, () =>
      planned({ erasure: { ...ERASURE, leaf: filled(41), from: NEXT, until: NEXT } }),
    );
    const verdict = { time: 3_000_000, envelopes: 1, logIndex: undefined, problem: 'other-envelopes' } as const;
    await vault.saveVerdict(filled(40), verdict);
    await vault.saveVerdict(filled(40), { ...verdict, logIndex: 7, problem: undefined });
    const kept = plain(await (await store.again()).vault.erasures());
    expect(kept.map((each) => each.verdict)).toEqual([{ ...verdict, logIndex: 7, problem: undefined }, undefined]);
    await expect(vault.saveVerdict(filled(99), verdict)).rejects.toThrow();
  });
}
