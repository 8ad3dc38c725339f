import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PastEnvelope } from '../../src/ports.js';
import { RotatingCoach } from '../rotating-coach.js';
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
import { IDENTITY } from './vault-contract.js';

const DAY = '2026-03-10';
const past = (agent: number, sequence: number): PastEnvelope => ({
  ...{ agent, sequence, leaf: filled(100 + agent * 10 + sequence), windowStart: sequence * 900 },
});
const NEXT = { agent: 2, agentSeed: filled(61), certificate: filled(62, 200) };

/** What every vault owes to an agent that follows on another (recovery-port.ts, rotation-port.ts). */
export function describeChains(open: OpenStore): void {
  let store: StoreUnderTest;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  describe('a recovery', () => {
    it('holds envelopes until it ends or begins anew, and no longer', async () => {
      const { vault } = store;
      const held = [1, 2].map((sequence) => ({ agent: 3, sequence, bytes: filled(sequence) }));
      for (const end of [() => vault.beginRecovery(IDENTITY, undefined), () => vault.endRecovery(IDENTITY, 'told')]) {
        await vault.holdEnvelopes(held);
        await vault.holdEnvelopes([{ agent: 3, sequence: 2, bytes: filled(7) }]);
        expect(plain([await vault.heldEnvelope(3, 1), await vault.heldEnvelope(3, 2)])).toEqual([filled(1), filled(7)]);
        await end();
        await expect(vault.heldEnvelope(3, 1)).rejects.toMatchObject({ code: 'vault-damaged' });
      }
    });

    it('has envelopes of other agents proven behind one’s own, each kept once', async () => {
      const { vault, outbox } = store;
      await commit(outbox, envelopes(1));
      await vault.addPast([past(2, 1), past(1, 2)]);
      await vault.addPast([{ ...past(1, 2), leaf: filled(9) }, past(1, 1)]);
      const kept = [past(1, 1), past(1, 2), past(2, 1)];
      expect(plain(await outbox.pastEnvelopes())).toEqual(plain(kept));
      const leaves = kept.map(({ leaf }) => leaf);
      expect(plain(await (await store.again()).outbox.unproven(10))).toEqual([envelope(1).leaf, ...leaves]);
      await outbox.markProven([{ leaf: past(1, 2).leaf, index: 4 }], { checkpoint: undefined, scanned: 0 });
      expect(await outbox.unproven(10)).toHaveLength(3);
      expect(new Set(plain(await outbox.leaves()).map(String)).size).toBe(4);
      expect(await outbox.counts()).toMatchObject({ envelopes: 1, past: { envelopes: 3, proven: 1 } });
      const places = (await outbox.placements()).map(({ pastAgent, sequence, index }) => [pastAgent, sequence, index]);
      expect(places).toEqual([
        [1, 1, undefined],
        [1, 2, 4],
        [2, 1, undefined],
        [undefined, 1, undefined],
      ]);
    });

    it('notes windows that are sealed, and ends with who this agent is', async () => {
      const { vault } = store;
      const window = { granularity: 'raw', start: 900, until: 1800, revision: 3 } as const;
      await vault.addWindows([window]);
      // Pages come as they come: what is told of one later may be older.
      await vault.addWindows([{ ...window, revision: 2 }]);
      expect(await vault.recovered()).toBeUndefined();
      await vault.endRecovery(IDENTITY, 'told');
      const other = (await store.again()).vault;
      expect(await other.sealedWindows(0, 9000)).toEqual([
        { ...window, size: 0, generation: undefined, digest: undefined },
      ]);
      expect(plain(await other.identity())).toEqual(IDENTITY);
      expect(await other.recovered()).toBe('told');
    });

    it('sends nothing again that came back of an agent, and what the identity signed', async () => {
      const { vault, outbox } = store;
      const came = [record('release', 1), record('message', 2), record('consent', 3)];
      await outbox.addRecords(came);
      await outbox.markReceived(0, came.map(leafOfRecord), 0);
      await vault.endRecovery(IDENTITY, 'told');
      await outbox.takeBackReceived(0, 3);
      const waiting = await (await store.again()).outbox.waitingRecords();
      expect(waiting.map(({ kind }) => kind)).toEqual(['consent']);
    });

    it('that begins anew forgets everything', async () => {
      const { vault, outbox } = store;
      await vault.saveIdentity(IDENTITY);
      await vault.addDayKeys(dayKeys(DAY), [record('keys', 1)]);
      await vault.store([chunk(DAY)], progress());
      await vault.addPast([past(1, 1)]);
      await commit(outbox, envelopes(1));
      const again = { ...IDENTITY, agentSeed: filled(63) };
      await vault.beginRecovery(again, IDENTITY);
      const other = await store.again();
      expect(plain(await other.vault.identity())).toEqual(again);
      expect([await other.vault.days(), await other.vault.positions()]).toEqual([undefined, undefined]);
      expect([await other.outbox.records(), await other.outbox.unproven(10)]).toEqual([[], []]);
      expect(await other.outbox.head()).toMatchObject({ sequence: 0 });
    });
  });

  describe('keys of the coach API that were followed', () => {
    const known = () => {
      const coach = new RotatingCoach();
      return { coach, identity: { ...IDENTITY, pins: { ...IDENTITY.pins, ...coach.pins } } };
    };

    it('are those of the identity, in another process too, each once; what waits is published as it was sealed anew', async () => {
      const { coach, identity } = known();
      const { vault, outbox } = store;
      await vault.saveIdentity(identity);
      const [waits, sent] = [record('consent', 1), record('consent', 2)];
      await outbox.addRecords([waits, sent]);
      await outbox.markReceived(0, [leafOfRecord(sent)], 1);
      coach.rotate(0x50);
      coach.rotate(0x51, { signing: true });
      const resealed = [waits, sent].map((each) => ({ leaf: leafOfRecord(each), payload: filled(9, 80) }));
      await vault.followRotations({ rotations: coach.list, resealed, at: 5 });
      const other = await store.again();
      const followed = plain(await other.vault.identity());
      expect(followed?.pins).toMatchObject({ coachSigningKey: coach.key.publicKey, coachBoxKey: coach.box.publicKey });
      expect(followed?.followed).toEqual({ pinned: coach.pinned, rotations: coach.list });
      const payloads = (await other.outbox.records()).map(({ payload }) => payload.length);
      expect(payloads).toEqual([80, sent.payload.length]);
      expect(await other.vault.check()).toEqual([]);
    });

    it('stay where the identity is written again, and show as no letter', async () => {
      const { coach, identity } = known();
      const { vault, outbox } = store;
      await vault.saveIdentity(identity);
      coach.rotate(0x50);
      await vault.followRotations({ rotations: coach.list, resealed: [], at: 5 });
      const followed = await vault.identity();
      if (followed === undefined) throw new RangeError('nobody is enrolled');
      await vault.saveIdentity({ ...followed, registered: true });
      const { coachBoxKey } = plain(await (await store.again()).vault.identity())?.pins ?? identity.pins;
      expect(coachBoxKey).toEqual(coach.box.publicKey);
      expect(await outbox.letters('read')).toEqual([]);
    });
  });

  describe('who the agent is', () => {
    const other = { ...IDENTITY, agentSeed: filled(63) };
    it.each([
      ['nobody was', IDENTITY, undefined],
      ['somebody else was', IDENTITY, { ...IDENTITY, agentSeed: filled(64) }],
      ['the recovery had not ended', { ...IDENTITY, registered: true }, IDENTITY],
    ])(
      'that recovers takes the place of nobody who is there where %s, as far as is known',
      async (_, present, known) => {
        await store.vault.saveIdentity(present);
        await store.vault.addPast([past(1, 1)]);
        await expect(store.vault.beginRecovery(other, known)).rejects.toMatchObject({ code: 'already-enrolled' });
        const { vault, outbox } = await store.again();
        expect(plain(await vault.identity())).toEqual(present);
        expect(await outbox.pastEnvelopes()).toHaveLength(1);
      },
    );

    it('is saved in the place of nobody who is not known to be there, nor of one who is registered', async () => {
      await store.vault.saveIdentity(IDENTITY);
      for (const known of [undefined, other]) {
        await expect(store.vault.saveIdentity(other, known)).rejects.toMatchObject({ code: 'already-enrolled' });
      }
      expect(plain(await (await store.again()).vault.identity())).toEqual(IDENTITY);
      await store.vault.saveIdentity(other, IDENTITY);
      await store.vault.saveIdentity({ ...other, registered: true });
      await expect(store.vault.saveIdentity(other)).rejects.toMatchObject({ code: 'already-enrolled' });
      expect(plain(await (await store.again()).vault.identity())).toEqual({ ...other, registered: true });
    });
  });

  describe('an agent that takes over', () => {
    const change = {
      ...{ next: NEXT, made: 3, received: 2, entries: [envelope(1, 31)] },
      ...{ replaced: [leafOfRecord(record('keys', 1))], records: [record('keys', 3)] },
    };
    beforeEach(async () => {
      await store.vault.saveIdentity(IDENTITY);
      await commit(store.outbox, envelopes(1, 2, 3));
      await store.outbox.addRecords([record('keys', 1), record('consent', 2)]);
      await store.outbox.markReceived(2, [], 1);
      await store.vault.saveNextAgent(NEXT);
    });

    it('begins a chain of its own with what nobody received', async () => {
      expect(plain(await store.vault.nextAgent())).toEqual(NEXT);
      expect(await store.vault.takeOver(change)).toBe(true);
      const { vault, outbox } = await store.again();
      expect(plain(await vault.identity())).toEqual({ ...IDENTITY, ...NEXT });
      expect(await vault.nextAgent()).toBeUndefined();
      expect(plain(await outbox.head())).toMatchObject({ sequence: 1, leaf: envelope(1, 31).leaf });
      expect(await outbox.receivedUpTo()).toBe(0);
      expect((await outbox.records()).map(({ kind, bytes }) => [kind, bytes[0]])).toEqual([
        ['consent', 2],
        ['keys', 3],
      ]);
      // What was received of the chain before is still to be proven.
      const unproven = plain(await outbox.unproven(10)).map(String);
      for (const { leaf } of envelopes(1, 2)) expect(unproven).toContain(String(leaf));
      expect(unproven).not.toContain(String(envelope(3).leaf));
    });

    it('sends nothing again that the one before signed and the coach API has lost, and what the identity signed', async () => {
      const { vault, outbox } = store;
      const sent = [record('release', 4), record('message', 5), record('retirement', 6), record('keys', 7)];
      await outbox.addRecords(sent);
      await outbox.markReceived(2, [...sent, record('consent', 2)].map(leafOfRecord), 1);
      expect(await vault.takeOver(change)).toBe(true);
      await outbox.markReceived(1, [leafOfRecord(record('keys', 3))], 2);
      await outbox.takeBackReceived(0, 3);
      const other = (await store.again()).outbox;
      const kinds = ['consent', 'retirement', 'keys'];
      expect((await other.waitingRecords()).map(({ kind }) => kind)).toEqual(kinds);
      expect((await other.records()).filter(({ received }) => received)).toHaveLength(3);
    });

    it.each([{ made: 2 }, { received: 1 }])('gives way where more happened since it looked (%o)', async (since) => {
      expect(await store.vault.takeOver({ ...change, ...since })).toBe(false);
      const { vault, outbox } = await store.again();
      expect(plain(await vault.identity())).toEqual(IDENTITY);
      expect((await outbox.head()).sequence).toBe(3);
    });
  });
}
