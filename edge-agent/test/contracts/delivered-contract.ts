import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outbox } from '../../src/ports.js';
import { commit, envelopes, type OpenStore, type StoreUnderTest } from './store-under-test.js';

/** What every outbox says of days of which nothing waits any more (outbox-port.ts). */
export function describeDelivered(open: OpenStore): void {
  describe('days', () => {
    let store: StoreUnderTest;
    let outbox: Outbox;
    beforeEach(async () => {
      store = await open();
      ({ outbox } = store);
      await commit(outbox, envelopes(1, 2, 3));
    });
    afterEach(() => store.close());

    /** For each envelope whether those before it are delivered, and then whether all are. */
    const delivered = async (): Promise<readonly boolean[]> => {
      const { outbox: again } = await store.again();
      const windows = envelopes(1, 2, 3).map(({ windowStart }) => windowStart);
      return Promise.all([...windows, Number.MAX_SAFE_INTEGER].map((start) => again.isDelivered(start)));
    };
    const prove = (...sequences: readonly number[]): Promise<void> =>
      outbox.markProven(
        envelopes(...sequences).map(({ leaf, sequence }) => ({ leaf, index: sequence })),
        { checkpoint: undefined, scanned: 0 },
      );

    it('are delivered up to a window when all before it are received and proven', async () => {
      expect(await delivered()).toEqual([true, false, false, false]);
      await outbox.markReceived(2, [], 1);
      expect(await delivered()).toEqual([true, false, false, false]);
      await prove(1, 3);
      expect(await delivered()).toEqual([true, true, false, false]);
      await prove(2);
      expect(await delivered()).toEqual([true, true, true, false]);
      await outbox.markReceived(3, [], 2);
      expect(await delivered()).toEqual([true, true, true, true]);
    });

    it('are so no longer when the coach API has lost them', async () => {
      await outbox.markReceived(3, [], 1);
      await prove(1, 2, 3);
      await outbox.takeBackReceived(1, 2);
      expect(await delivered()).toEqual([true, true, false, false]);
    });

    it('are looked at by their windows, in whatever order they were made', async () => {
      const late = envelopes(4).map((each) => ({ ...each, windowStart: 0 }));
      await commit(outbox, late);
      await outbox.markReceived(3, [], 1);
      await prove(1, 2, 3);
      expect(await delivered()).toEqual([false, false, false, false]);
    });
  });
}
