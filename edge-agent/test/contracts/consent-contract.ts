import { leafOf, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breaking, filled, type OpenStore, plain, record, type StoreUnderTest } from './store-under-test.js';

/** What every outbox owes to consent that was lost and came back. */
export function describeConsent(open: OpenStore): void {
  let store: StoreUnderTest;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const grants = [toHex(filled(1)), toHex(filled(2))];
  const lost = { ...record('consent', 7), index: 41 };
  const kept = async () => {
    const { outbox } = await store.again();
    return { records: plain(await outbox.records()), held: [...(await outbox.heldGrants())].sort() };
  };

  describe('consent that came back', () => {
    it('is there once, stored and placed, beside what is there, and its grants are held', async () => {
      const { outbox } = store;
      await outbox.addRecords([record('consent', 1)]);
      await outbox.restoreConsent([lost], grants);
      const once = await kept();
      expect(once.records).toMatchObject([
        { received: false, logIndex: undefined },
        { kind: 'consent', leaf: leafOf(lost.bytes), received: true, dropped: false, logIndex: 41 },
      ]);
      expect(once.held).toEqual(grants);
      expect(await outbox.unproven(9)).toHaveLength(1);
      await outbox.restoreConsent([lost, { ...record('consent', 1), index: 9 }], grants);
      expect(await kept()).toEqual(once);
    });

    it('waits for a receipt again where the coach API lost it', async () => {
      await store.outbox.restoreConsent([lost], []);
      await store.outbox.takeBackReceived(0, 1);
      expect(plain(await store.outbox.waitingRecords()).map(({ payload }) => payload)).toEqual([lost.payload]);
    });

    it('is not there at all where the disk fails on the way, nor is a grant held', async () => {
      const broken = breaking({ ...record('consent', 8), index: 42 }, 'bytes');
      await expect(store.outbox.restoreConsent([lost, broken], grants)).rejects.toThrow('the disk is gone');
      expect(await kept()).toEqual({ records: [], held: [] });
    });
  });
}
