import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  extendLog,
  grow,
  LEASE_MS,
  type Leading,
  LOG_STORE_CASES,
  leafOf,
  leavesOf,
  logStoreContract,
  NOW,
  PostgresSharedLog,
  SharedStore,
  SqliteLogStore,
  temporaryFolder,
} from '../../../anchor-service/test/index.js';
import { PostgresServer } from '../../../coach-api/test/index.js';
import { describeWith, requirement } from '../requirement.js';

await cryptoReady;

const held = (epoch: number): Leading => ({ epoch, assertHeld: () => undefined });
const superseded = { code: 'superseded' };

describeWith(['postgres'], 'a log that anchors share in a PostgreSQL database', () => {
  let server: PostgresServer;
  let database: string;
  let folder: ReturnType<typeof temporaryFolder>;
  let shared: PostgresSharedLog;
  let copies = 0;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    database = await server.createDatabase();
    folder = temporaryFolder();
    shared = await PostgresSharedLog.open(server.url(database));
  });
  afterEach(async () => {
    await shared.close();
    folder.remove();
  });

  /** An anchor with an empty copy, or one that was there before. */
  const anchorAt = (name = `${(copies += 1)}`): SharedStore =>
    new SharedStore(shared, new SqliteLogStore(join(folder.path, `${name}.sqlite`)));
  const claim = async (): Promise<number> => (await shared.claim(LEASE_MS)) ?? 0;
  const leadingAt = async (name?: string): Promise<SharedStore> => {
    const store = anchorAt(name);
    await store.lead(held(await claim()));
    return store;
  };
  /** As if the lease had run out. */
  const expire = () => server.run(database, `UPDATE anchor_lease SET until = '-infinity'`);

  describe('is a store of leaves', () => {
    const contract = logStoreContract(async () => ({
      // Each time with a copy that has nothing: all that it knows came out of the database.
      open: () => leadingAt(),
      close: async (store) => {
        store.close();
        await expire();
      },
      remove: async () => undefined,
    }));

    it('that keeps to the whole contract', () => {
      expect(contract).toBe(LOG_STORE_CASES);
    });
  });

  it('is led by one at a time, and by the next when it is released or the lease has run out', async () => {
    const first = await claim();
    expect([first, await shared.claim(LEASE_MS)]).toEqual([1, undefined]);
    expect(await shared.renew(first, LEASE_MS)).toBe(true);
    await shared.release(first);
    const second = await claim();
    expect([second, await shared.renew(first, LEASE_MS)]).toEqual([2, false]);
    // What the first one does of it now is of no effect.
    await shared.release(first);
    expect(await shared.claim(LEASE_MS)).toBeUndefined();
    await expire();
    expect(await claim()).toBe(3);
  });

  it('takes neither leaves nor a signature of one that was superseded, whose copy has none of them', async () => {
    const old = await leadingAt();
    await grow(old, 10);
    await old.saveSigned({ edge: old.head().edge, note: new Uint8Array([1]) });
    await expire();
    const now = await leadingAt();
    await expect(grow(old, 5)).rejects.toMatchObject(superseded);
    const later = { edge: extendLog(old.head(), leavesOf(20, 25), NOW).edge, note: new Uint8Array([2]) };
    await expect(old.saveSigned(later)).rejects.toMatchObject(superseded);
    expect([old.head().edge.size, old.signed()?.note]).toEqual([10, new Uint8Array([1])]);
    await grow(now, 5);
    expect((await shared.newest())?.size).toBe(15);
    expect((await shared.signed())?.note).toEqual(new Uint8Array([1]));
    old.close();
    now.close();
  });

  it('lets a claim wait for a write that is under way, and no write come after it', async () => {
    const store = await leadingAt();
    await expire();
    // Many at once: each either is there when the claim is, or never.
    const writing = grow(store, ...Array.from({ length: 40 }, () => 3)).then(
      () => 'all',
      (error: unknown) => error,
    );
    const next = await claim();
    const atClaim = (await shared.newest())?.height;
    await writing;
    expect(next).toBe(2);
    expect((await shared.newest())?.height).toBe(atClaim);
    store.close();
  });

  it('keeps the larger signature, whatever order they come in', async () => {
    const store = await leadingAt();
    await grow(store, 10);
    const small = { edge: store.head().edge, note: new Uint8Array([1]) };
    await grow(store, 10);
    const large = { edge: store.head().edge, note: new Uint8Array([2]) };
    await shared.saveSigned(1, large);
    await shared.saveSigned(1, small);
    expect((await shared.signed())?.note).toEqual(new Uint8Array([2]));
    store.close();
  });

  it('takes in a copy that one anchor had alone, and gives it to another', async () => {
    const alone = new SqliteLogStore(join(folder.path, 'alone.sqlite'));
    const entries = await grow(alone, 300, 300);
    alone.saveSigned({ edge: alone.head().edge, note: new Uint8Array([7]) });
    alone.close();
    const store = await leadingAt('alone');
    store.close();
    const other = anchorAt();
    await other.follow();
    expect(other.leaves(0, 600)).toEqual(entries);
    expect([other.head().block?.height, other.signed()?.note]).toEqual([1, new Uint8Array([7])]);
    other.close();
  });

  it('gives back to a database that came out of a backup what a copy has beyond it', async () => {
    const store = await leadingAt('one');
    await grow(store, 10, 10, 10);
    store.close();
    await server.run(database, 'DELETE FROM anchor_batches WHERE height > 0');
    await expire();
    const again = await leadingAt('one');
    expect((await shared.newest())?.size).toBe(30);
    again.close();
  });

  it.each([
    [2, 'whose end another block took the place of'],
    [3, 'that another history went on from'],
  ])('refuses a copy of %i blocks, %s', async (blocks) => {
    const store = await leadingAt('one');
    await grow(store, 10);
    const fork = await leadingFork(store, blocks - 1);
    expect(fork).toBe(blocks);
    await expect(anchorAt('one').follow()).rejects.toMatchObject({
      code: 'older-state',
      message: expect.stringContaining('two histories at block 1'),
    });
  });

  /** Has a copy go on by itself for so many blocks, and the database by another block. @returns the blocks of the copy */
  async function leadingFork(store: SharedStore, more: number): Promise<number> {
    const before = store.head();
    store.close();
    const alone = new SqliteLogStore(join(folder.path, 'one.sqlite'));
    for (let i = 0; i < more; i += 1) await grow(alone, 5);
    const { length } = alone.blocks(0, 1000);
    alone.close();
    await shared.append(1, extendLog(before, [leafOf(777)], NOW));
    return length;
  }

  it('refuses a batch that does not follow, or is not of its leaves', async () => {
    const store = await leadingAt();
    await grow(store, 10, 10);
    for (const damage of [
      'UPDATE anchor_batches SET entries = substr(entries, 33) WHERE height = 1',
      'UPDATE anchor_batches SET entries = set_byte(entries, 40, 1) WHERE height = 0',
      'DELETE FROM anchor_batches WHERE height = 0',
    ]) {
      await server.run(database, damage);
      const other = anchorAt();
      await expect(other.follow()).rejects.toMatchObject({ code: 'damaged-state' });
      other.close();
    }
    store.close();
  });

  it('goes on after a commit whose answer was lost', async () => {
    const store = await leadingAt();
    await grow(store, 10);
    const batch = extendLog(store.head(), leavesOf(50, 55), NOW);
    // It happened, and nobody said so.
    await shared.append(1, batch);
    await expect(async () => store.commit(batch)).rejects.toMatchObject({ code: 'storage-failed' });
    const other = extendLog(store.head(), leavesOf(60, 65), NOW);
    await expect(async () => store.commit(other)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(store.unknownOf([leafOf(50), leafOf(60)])).toEqual([leafOf(60)]);
    await store.commit(extendLog(store.head(), leavesOf(60, 65), NOW));
    expect((await shared.newest())?.height).toBe(2);
    store.close();
  });

  it('refuses a database of a newer anchor, and a server that is not there', async () => {
    await server.run(database, 'UPDATE anchor_version SET version = 2');
    await expect(PostgresSharedLog.open(server.url(database))).rejects.toMatchObject({ code: 'bad-config' });
    await expect(PostgresSharedLog.open('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'storage-failed',
    });
  });
});
