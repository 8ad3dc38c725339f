import { afterEach, beforeEach, expect, it } from 'vitest';
import { extendLog } from '../../src/core/batch.js';
import type { LogStore } from '../../src/ports.js';
import { leafOf, leavesOf, NOW, placedLeaves } from '../kit.js';

/** A kind of store: a log that is empty at first, and goes on as often as it is opened. */
export interface StoreUnderTest {
  open(): Promise<LogStore>;
  /** Closes what was opened, as a process does that ends. */
  close(store: LogStore): Promise<void>;
  /** Takes all of it away. */
  remove(): Promise<void>;
}

/** Commits batches of so many entries, the link of each among them, with leaves that stand at their numbers. @returns the entries */
export async function grow(store: LogStore, ...sizes: readonly number[]): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (const size of sizes) {
    const head = store.head();
    const batch = extendLog(head, placedLeaves(head.edge.size, head.edge.size + size), NOW);
    await store.commit(batch);
    entries.push(...batch.entries);
  }
  return entries;
}

/** How many cases every store goes through. */
export const LOG_STORE_CASES = 6;

/** What every store of leaves keeps to. @returns how many cases there are */
export function logStoreContract(make: () => Promise<StoreUnderTest>): number {
  let under: StoreUnderTest;
  let store: LogStore;
  beforeEach(async () => {
    under = await make();
    store = await under.open();
  });
  afterEach(async () => {
    await under.close(store);
    await under.remove();
  });
  const again = async (): Promise<void> => {
    await under.close(store);
    store = await under.open();
  };
  const cases: readonly (readonly [title: string, run: () => Promise<void>])[] = [
    [
      'is empty at first, and has signed nothing',
      async () => {
        expect([store.head().block, store.head().edge.size, store.signed()]).toEqual([undefined, 0, undefined]);
        expect([store.blocks(0, 1000), store.leaves(0, 1000)]).toEqual([[], []]);
        expect(store.unknownOf(leavesOf(0, 2))).toEqual(leavesOf(0, 2));
      },
    ],
    [
      'gives back what was committed, whatever batches it came in, also when it is opened again',
      async () => {
        const entries = await grow(store, 1, 1, 253, 1, 1, 600, 167);
        await again();
        expect(store.head()).toMatchObject({ block: { height: 6, size: 1024 }, edge: { size: 1024 } });
        expect(store.leaves(0, 1024)).toEqual(entries);
        expect(store.leaves(250, 520)).toEqual(entries.slice(250, 520));
        expect(store.leaves(1000, 2000)).toEqual(entries.slice(1000));
        expect(store.blocks(2, 857).map(({ height }) => height)).toEqual([2, 3, 4, 5]);
        expect(store.blocks(2, 857, 1).map(({ height }) => height)).toEqual([2]);
      },
    ],
    [
      'knows every leaf and its position, also when it is opened again',
      async () => {
        await grow(store, 700);
        const asked = [leafOf(900), leafOf(3), leafOf(901), leafOf(699)];
        for (const reopen of [false, true]) {
          if (reopen) await again();
          expect(store.unknownOf(asked)).toEqual([leafOf(900), leafOf(901)]);
          expect([0, 255, 256, 699, 700].map((n) => store.indexOf(leafOf(n)))).toEqual([0, 255, 256, 699, undefined]);
        }
      },
    ],
    [
      'knows the leaves of a commit that failed, yet had happened, and goes on after it',
      async () => {
        const entries = await grow(store, 10);
        const batch = extendLog(store.head(), placedLeaves(10, 20), NOW);
        await store.commit(batch);
        // The same once more is what a caller does who was told that it failed: the block is there already, nothing is doubled.
        await expect(async () => store.commit(batch)).rejects.toMatchObject({ code: 'storage-failed' });
        expect(store.head().edge.size).toBe(20);
        expect(store.unknownOf(leavesOf(5, 25))).toEqual([leafOf(10), ...leavesOf(20, 25)]);
        const more = await grow(store, 5);
        expect(store.leaves(0, 25)).toEqual([...entries, ...batch.entries, ...more]);
      },
    ],
    [
      'refuses another batch in the place of one that is there',
      async () => {
        await grow(store, 10);
        const before = store.head();
        await grow(store, 10);
        const other = extendLog(before, leavesOf(500, 505), NOW);
        await expect(async () => store.commit(other)).rejects.toMatchObject({ code: 'storage-failed' });
        await again();
        expect(store.head()).toMatchObject({ block: { height: 1, size: 20 } });
        expect(store.unknownOf([leafOf(500)])).toEqual([leafOf(500)]);
      },
    ],
    [
      'keeps the checkpoint that was signed last',
      async () => {
        await grow(store, 10);
        await store.saveSigned({ edge: store.head().edge, note: new Uint8Array([1, 2]) });
        await grow(store, 300);
        const { edge } = store.head();
        await store.saveSigned({ edge, note: new Uint8Array([3]) });
        await again();
        const signed = store.signed();
        expect([signed?.edge.size, signed?.note]).toEqual([310, new Uint8Array([3])]);
        expect(signed?.edge.root()).toEqual(edge.root());
      },
    ],
  ];
  it.each(cases)('%s', (_, run) => run());
  return cases.length;
}
