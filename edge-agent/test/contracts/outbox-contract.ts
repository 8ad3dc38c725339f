import { toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEPT_ENVELOPES } from '../../src/core/kept-envelopes.js';
import { ANCHORED_KINDS } from '../../src/core/record-kinds.js';
import type { Outbox } from '../../src/ports.js';
import {
  breaking,
  commit,
  dayKeys,
  envelope,
  envelopes,
  filled,
  leafOfRecord,
  type OpenStore,
  POSITIONS,
  plain,
  record,
  type StoreUnderTest,
} from './store-under-test.js';

const NO_VIEW = { checkpoint: undefined, scanned: 0 };
const proof = (leaf: Uint8Array, index: number) => ({ leaf, index });

/** What every outbox owes to the agent (outbox-port.ts). */
export function describeOutbox(open: OpenStore): void {
  let store: StoreUnderTest;
  let outbox: Outbox;
  beforeEach(async () => {
    store = await open();
    ({ outbox } = store);
  });
  afterEach(() => store.close());

  const again = async (): Promise<Outbox> => (await store.again()).outbox;
  /** Sequences whose bytes are still there. */
  const kept = async () => (await (await again()).unreceived(0, 2_000)).map(({ sequence }) => sequence);
  const waiting = async () => (await (await again()).counts()).recordsWaiting;

  describe('envelopes', () => {
    it('go on from the last one made, from nothing at first', async () => {
      expect(plain(await outbox.head())).toMatchObject({ sequence: 0, leaf: filled(0) });
      await commit(outbox, envelopes(1, 2));
      await commit(outbox, envelopes(3));
      expect(plain(await (await again()).head())).toMatchObject({ sequence: 3, leaf: envelope(3).leaf });
    });

    it('are committed with the positions and the forgetting of open keys', async () => {
      const days = ['2026-03-09', '2026-03-10', '2026-03-11'];
      for (const day of days) await store.vault.addDayKeys(dayKeys(day), []);
      const positions = { raw: 1, hour: 2, day: 3 };
      await outbox.commit({ entries: envelopes(1), positions, forgetBefore: '2026-03-10' });
      const { vault } = await store.again();
      expect(await vault.positions()).toEqual(positions);
      const keys = plain(await vault.dayKeys('2026-03-09', '2026-03-11'));
      expect(keys).toEqual(days.map((day) => ({ ...dayKeys(day), ...(day === days[0] && { open: undefined }) })));
    });

    it('give way where another process made one since the head was read, and change nothing', async () => {
      await commit(outbox, envelopes(1));
      const other = await again();
      expect(await commit(other, envelopes(2))).toBe(true);
      const late = {
        entries: [envelope(2, 9), envelope(3)],
        positions: { raw: 7, hour: 7, day: 7 },
        forgetBefore: '2030-01-01',
      };
      expect(await outbox.commit(late)).toBe(false);
      expect(plain(await outbox.head())).toMatchObject({ sequence: 2, leaf: envelope(2).leaf });
      expect(await (await store.again()).vault.positions()).toEqual(POSITIONS);
    });

    it('leave the positions where they are, unless others are named', async () => {
      await commit(outbox, envelopes(1));
      expect(await outbox.commit({ entries: envelopes(2), forgetBefore: '2000-01-01' })).toBe(true);
      expect(await (await store.again()).vault.positions()).toEqual(POSITIONS);
    });

    it('are known by their windows, in sequence', async () => {
      await commit(outbox, envelopes(1, 2));
      expect(plain(await (await again()).ownEnvelopes())).toEqual(
        envelopes(1, 2).map(({ sequence, leaf, windowStart }) => ({ sequence, leaf, start: windowStart })),
      );
    });

    it.each([
      ['a sequence number that is taken', () => [envelope(2), envelope(1, 9)]],
      ['a leaf that is there', () => [envelope(2), envelope(3, 1)]],
      ['an envelope that cannot be written', () => [envelope(2), breaking(envelope(3), 'bytes')]],
    ])('come whole or not at all: %s ends it', async (_, entries) => {
      await store.vault.addDayKeys(dayKeys('2026-03-10'), []);
      await commit(outbox, envelopes(1));
      const windows = { entries: entries(), positions: { raw: 7, hour: 7, day: 7 }, forgetBefore: '2026-03-11' };
      await expect(outbox.commit(windows)).rejects.toThrow();
      const other = await store.again();
      expect(await kept()).toEqual([1]);
      expect(await other.vault.positions()).toEqual(POSITIONS);
      expect(plain(await other.vault.dayKeys('2026-03-10', '2026-03-10'))).toEqual([dayKeys('2026-03-10')]);
    });

    it('are found by their sequence numbers, in order and as many as asked for', async () => {
      await commit(outbox, envelopes(1, 2, 3, 4));
      const sent = envelopes(2, 3).map(({ sequence, leaf, bytes }) => ({ sequence, leaf, bytes }));
      expect(plain(await outbox.unreceived(1, 2))).toEqual(sent);
      expect(await outbox.unreceived(4, 10)).toEqual([]);
      const leaves = await Promise.all([0, 2, 5].map((sequence) => outbox.leafAt(sequence)));
      expect(plain(leaves)).toEqual([filled(0), envelope(2).leaf, undefined]);
    });

    it('keep their bytes until they are received and proven, in either order, and so many came after them', async () => {
      const all = Array.from({ length: KEPT_ENVELOPES + 3 }, (_, at) => at + 1);
      await commit(outbox, envelopes(...all));
      await outbox.markReceived(KEPT_ENVELOPES + 2, [], 1);
      expect(await kept()).toEqual(all);
      await outbox.markProven([proof(envelope(1).leaf, 10), proof(envelope(3).leaf, 12)], NO_VIEW);
      expect(await kept()).toEqual(all.slice(1));
      await outbox.markReceived(KEPT_ENVELOPES + 3, [], 2);
      expect(await kept()).toEqual([2, ...all.slice(3)]);
      await outbox.markProven([proof(envelope(2).leaf, 11)], NO_VIEW);
      expect(await kept()).toEqual(all.slice(3));
      const [made, received] = [all.length, all.length];
      expect(await outbox.counts()).toMatchObject({ envelopes: made, received, proven: 3, recordsWaiting: 0 });
    });

    it('stay received when an older receipt comes late', async () => {
      await commit(outbox, envelopes(1, 2, 3));
      expect(await outbox.receivedUpTo()).toBe(0);
      await outbox.markReceived(3, [], 5);
      await outbox.markReceived(1, [], 4);
      expect(await (await again()).receivedUpTo()).toBe(3);
      expect(await outbox.believedTimes()).toEqual({ receipt: 5, witnessed: 0 });
    });

    it('wait again where the coach API lost them, and every record with them', async () => {
      await commit(outbox, envelopes(1, 2, 3));
      await outbox.addRecords([record('consent', 1)]);
      await outbox.markReceived(3, [leafOfRecord(record('consent', 1))], 5);
      expect(await outbox.waitingRecords()).toEqual([]);
      await outbox.takeBackReceived(1, 9);
      const other = await again();
      expect(await other.receivedUpTo()).toBe(1);
      expect((await other.unreceived(1, 10)).map(({ sequence }) => sequence)).toEqual([2, 3]);
      expect(plain(await other.waitingRecords())).toMatchObject([{ kind: 'consent', received: false }]);
      expect(await other.believedTimes()).toEqual({ receipt: 9, witnessed: 0 });
      await outbox.takeBackReceived(2, 3);
      expect(await outbox.receivedUpTo()).toBe(1);
    });
  });

  describe('what others have signed', () => {
    it('goes forward only', async () => {
      for (const time of [7, 3]) await outbox.believeWitnesses(time);
      expect(await (await again()).believedTimes()).toEqual({ receipt: 0, witnessed: 7 });
    });

    it('ends grants for good, each once', async () => {
      await outbox.addLapsedGrants(['a', 'b']);
      await outbox.addLapsedGrants(['b']);
      expect(await (await again()).lapsedGrants()).toEqual(new Set(['a', 'b']));
    });
  });

  describe('grants that wait to be confirmed', () => {
    it('do so until they are, with what was to be released meanwhile', async () => {
      await outbox.holdGrants(['a', 'b']);
      await outbox.holdGrants(['b']);
      expect(await (await again()).heldGrants()).toEqual(new Set(['a', 'b']));
      await outbox.confirmGrants(['a', 'c'], [record('release', 7)]);
      const other = await again();
      expect(await other.heldGrants()).toEqual(new Set(['b']));
      expect(plain(await other.waitingRecords())).toMatchObject([{ kind: 'release' }]);
    });
  });

  describe('records', () => {
    it('are kept in the order in which they were added, each once', async () => {
      const [first, second] = [record('consent', 1), record('release', 2)];
      await outbox.addRecords([first, second]);
      await outbox.addRecords([{ ...first, payload: filled(9) }, record('message', 3)]);
      const found = plain(await (await again()).records());
      const fresh = { received: false, dropped: false, logIndex: undefined };
      expect(found).toEqual(
        [first, second, record('message', 3)].map((each) => ({ ...each, leaf: leafOfRecord(each), ...fresh })),
      );
    });

    it('that belong in the log are read apart from the others, whatever became of them', async () => {
      const kinds = ['consent', 'release', 'erasure', 'keys', 'message', 'retirement', 'release'] as const;
      const made = kinds.map((kind, i) => record(kind, i + 1));
      await outbox.addRecords(made);
      const expected = ['consent', 'erasure', 'message', 'retirement'];
      expect((await (await again()).anchoredRecords()).map(({ kind }) => kind)).toEqual(expected);
      await outbox.markReceived(0, made.slice(0, -1).map(leafOfRecord), 1);
      await outbox.markProven([proof(leafOfRecord(record('message', 5)), 4)], NO_VIEW);
      const all = plain(await outbox.records());
      expect(plain(await outbox.anchoredRecords())).toEqual(all.filter(({ kind }) => expected.includes(kind)));
    });

    it('are added whole or not at all', async () => {
      const broken = [record('consent', 1), breaking(record('release', 2), 'payload')];
      await expect(outbox.addRecords(broken)).rejects.toThrow('the disk is gone');
      expect(await (await again()).records()).toEqual([]);
    });

    it('wait for a receipt, and those that are anchored for a proof as well', async () => {
      const made = [record('consent', 1), record('release', 2)];
      const [consent, release] = made.map(leafOfRecord);
      await outbox.addRecords(made);
      expect(await waiting()).toBe(2);
      await outbox.markReceived(0, made.map(leafOfRecord), 1);
      expect(await waiting()).toBe(1);
      await outbox.markProven([proof(consent ?? filled(0), 4)], NO_VIEW);
      expect(await waiting()).toBe(0);
      const found = plain(await outbox.records());
      expect(found.map(({ leaf, received, logIndex }) => [leaf, received, logIndex])).toEqual([
        [consent, true, 4],
        [release, true, undefined],
      ]);
      expect(found.map(({ bytes }) => bytes)).toEqual(made.map(({ bytes }) => bytes));
    });

    it('that are a grant come with the releases of all days that have keys, or not at all', async () => {
      const [grant, ...days] = [[record('consent', 1)], dayKeys('2026-03-09'), dayKeys('2026-03-10')];
      for (const day of days) await store.vault.addDayKeys(day, []);
      const over = { from: '2026-03-10', until: '2026-03-11' };
      for (const wrong of [[], days]) expect(await outbox.addGrant(grant, { ...over, days: wrong })).toBe(false);
      expect(await outbox.records()).toEqual([]);
      expect(await outbox.addGrant(grant, { ...over, days: days.slice(1) })).toBe(true);
      expect((await (await again()).records()).map(({ kind }) => kind)).toEqual(['consent']);
    });

    it('that are releases can be dropped, and no other', async () => {
      const made = [record('consent', 1), record('release', 2), record('release', 3)];
      await outbox.addRecords(made);
      await outbox.dropReleases(made.slice(0, 2).map(leafOfRecord));
      const found = await again();
      expect((await found.records()).map(({ dropped }) => dropped)).toEqual([false, true, false]);
      // Nobody said that it came.
      expect((await found.records()).map(({ received }) => received)).toEqual([false, false, false]);
      expect((await found.waitingRecords()).map(({ leaf }) => toHex(leaf))).toEqual(
        [made[0], made[2]].map((each) => toHex(each ? leafOfRecord(each) : filled(0))),
      );
      await found.takeBackReceived(0, 1);
      expect((await found.records()).map(({ dropped }) => dropped)).toEqual([false, true, false]);
      // A receipt that was late: it had arrived.
      await found.markReceived(0, made.map(leafOfRecord), 2);
      expect((await found.records()).map(({ received, dropped }) => received && !dropped)).toEqual([true, true, true]);
    });
  });

  describe('leaves', () => {
    it('wait for their proofs: of anchored records first, then of envelopes, in order', async () => {
      await commit(outbox, envelopes(1, 2));
      const records = [record('release', 20), ...ANCHORED_KINDS.map((kind, at) => record(kind, 30 + at))];
      await outbox.addRecords(records);
      const anchored = records.slice(1).map(leafOfRecord);
      const all = [...anchored, ...envelopes(1, 2).map(({ leaf }) => leaf)];
      expect(plain(await outbox.unproven(100))).toEqual(all);
      expect(plain(await outbox.unproven(2))).toEqual(all.slice(0, 2));
      expect(new Set(plain(await outbox.leaves()).map(String))).toEqual(new Set(all.map(String)));
      await outbox.markProven([proof(all[0] ?? filled(0), 7), proof(envelope(2).leaf, 9)], NO_VIEW);
      expect(plain(await (await again()).unproven(100))).toEqual(all.slice(1, -1));
      const places = plain(await outbox.placements());
      expect(places.map(({ leaf }) => leaf)).toEqual(all);
      expect(places.map(({ sequence }) => sequence)).toEqual([...anchored.map(() => undefined), 1, 2]);
      expect(places.map(({ index }) => index)).toEqual([7, ...all.slice(2).map(() => undefined), 9]);
    });

    it('stand where they were proven first; what is no leaf of this agent is nobody’s', async () => {
      await commit(outbox, envelopes(1));
      await outbox.markProven([proof(envelope(1).leaf, 4), proof(filled(99), 5)], NO_VIEW);
      await outbox.markProven([proof(envelope(1).leaf, 8)], NO_VIEW);
      expect((await (await again()).placements()).map(({ index }) => index)).toEqual([4]);
    });
  });

  describe('the view of the log', () => {
    it('is kept with the proofs', async () => {
      expect(await outbox.logState()).toEqual(NO_VIEW);
      await outbox.markProven([], { checkpoint: 'first', scanned: 3 });
      await outbox.markProven([], { checkpoint: 'second', scanned: 3 });
      expect(await (await again()).logState()).toEqual({ checkpoint: 'second', scanned: 3 });
    });

    it('never goes back: of two processes, the one that is behind takes nothing back', async () => {
      const behind = await again();
      await outbox.markProven([], { checkpoint: 'newer', scanned: 9 });
      await behind.markProven([], { checkpoint: 'older', scanned: 4 });
      expect(await (await again()).logState()).toEqual({ checkpoint: 'newer', scanned: 9 });
    });
  });

  it('two processes add to one outbox', async () => {
    const other = await again();
    await commit(outbox, envelopes(1));
    await commit(other, envelopes(2));
    await other.addRecords([record('consent', 1)]);
    expect((await outbox.head()).sequence).toBe(2);
    expect(await outbox.records()).toHaveLength(1);
  });
}
