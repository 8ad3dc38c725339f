import { sha256 } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadRecords } from '../../src/read-port.js';
import { filled, type OpenStore, plain, type StoreUnderTest } from './store-under-test.js';

const [FIRST, SECOND] = [filled(1, 300), filled(2, 300)];

/** What every keeper of reads owes to the employee (read-port.ts). */
export function describeReads(open: OpenStore): void {
  let store: StoreUnderTest;
  let reads: ReadRecords;
  beforeEach(async () => {
    store = await open();
    reads = store.outbox;
  });
  afterEach(() => store.close());

  const found = async () => {
    const kept = plain(await (await store.again()).outbox.reads());
    return [...kept].sort((a, b) => (a.sealed[0] ?? 0) - (b.sealed[0] ?? 0));
  };
  const fresh = (sealed: Uint8Array) => ({ digest: sha256(sealed), sealed, proof: undefined, acknowledged: undefined });

  describe('a read that was told', () => {
    it('is kept once, as it was told', async () => {
      for (const sealed of [FIRST, SECOND, FIRST]) await reads.saveRead(sealed);
      expect(await found()).toEqual([fresh(FIRST), fresh(SECOND)]);
    });

    it('keeps the proof that was made first', async () => {
      for (const sealed of [FIRST, SECOND]) await reads.saveRead(sealed);
      await reads.saveReadProofs([
        { digest: sha256(FIRST), proof: filled(5) },
        { digest: filled(9), proof: filled(6) },
      ]);
      await reads.saveReadProofs([{ digest: sha256(FIRST), proof: filled(7) }]);
      await reads.saveRead(FIRST);
      expect(await found()).toEqual([{ ...fresh(FIRST), proof: filled(5) }, fresh(SECOND)]);
    });

    it('was shown when it was shown first', async () => {
      for (const sealed of [FIRST, SECOND]) await reads.saveRead(sealed);
      await reads.acknowledgeReads([sha256(SECOND), filled(9)], 1000);
      await reads.acknowledgeReads([sha256(FIRST), sha256(SECOND)], 2000);
      expect((await found()).map(({ acknowledged }) => acknowledged)).toEqual([2000, 1000]);
    });
  });
}
