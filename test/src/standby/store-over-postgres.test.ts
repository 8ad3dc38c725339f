import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  extendLog,
  grow,
  LEASE_MS,
  Lead,
  type Leading,
  LOG_STORE_CASES,
  leafOf,
  leavesOf,
  logStoreContract,
  NOW,
  PostgresSharedLog,
  quiet,
  SharedStore,
  SqliteLogStore,
  temporaryFolder,
} from '../../../anchor-service/test/index.js';
import { PostgresServer } from '../../../coach-api/test/index.js';
import { describeWith, requirement } from '../requirement.js';
import { CutGate } from './cut-gate.js';

await cryptoReady;
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

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
  const anchorAt = (name?: string): SharedStore => {
    copies += 1;
    return new SharedStore(shared, new SqliteLogStore(join(folder.path, `${name ?? copies}.sqlite`)));
  };
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

  it('is not taken for another one on a machine of the same name that was given the same epoch', async () => {
    const like = await PostgresSharedLog.open(server.url(database));
    try {
      expect(await claim()).toBe(1);
      await server.run(database, `UPDATE anchor_lease SET epoch = 0, until = '-infinity'`);
      expect(await like.claim(LEASE_MS)).toBe(1);
      const store = anchorAt();
      await expect(shared.append(1, extendLog(store.head(), leavesOf(0, 5), NOW))).rejects.toMatchObject(superseded);
      store.close();
      expect(await shared.renew(1, LEASE_MS)).toBe(false);
      await shared.release(1);
      expect([await shared.claim(LEASE_MS), await like.renew(1, LEASE_MS)]).toEqual([undefined, true]);
    } finally {
      await like.close();
    }
  });

  it('lets a claim wait for a write that is under way, so that none comes after it', async () => {
    const store = await leadingAt();
    const batch = extendLog(store.head(), leavesOf(0, 5), NOW);
    const hold = `INSERT INTO anchor_batches VALUES (0, 'x', decode(repeat('00', 32), 'hex'))`;
    // Somebody stands in the way of the height until it is cancelled: the write has passed the fence, and waits.
    const inTheWay = server.run(database, 'BEGIN', hold, 'SELECT pg_sleep(60)').catch(() => undefined);
    await untilRows(`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'`, 1);
    const order: string[] = [];
    const writing = shared.append(1, batch).then(() => order.push('written'));
    await untilRows(WAITING, 1);
    const claiming = server
      .run(database, 'UPDATE anchor_lease SET epoch = epoch + 1')
      .then(() => order.push('claimed'));
    await untilRows(WAITING, 2);
    await server.run(
      database,
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)'
      AND pid <> pg_backend_pid()`,
    );
    await Promise.all([inTheWay, writing, claiming]);
    expect(order).toContain('written');
    await expect(shared.append(1, extendLog(batch, leavesOf(9, 12), NOW))).rejects.toMatchObject(superseded);
    store.close();
  });

  const WAITING = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  async function untilRows(sql: string, count: number): Promise<void> {
    await vi.waitFor(async () => expect((await server.run(database, sql)).length).toBe(count), 8_000);
  }

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

  it('takes no batch that leaves a gap, as one would whose copy has more than a server that lost what it confirmed', async () => {
    const store = await leadingAt();
    await grow(store, 10, 10);
    await server.run(database, 'DELETE FROM anchor_batches WHERE height = 1');
    await expect(grow(store, 5)).rejects.toMatchObject({ code: 'storage-failed' });
    expect([(await shared.newest())?.size, store.head().edge.size]).toEqual([10, 20]);
    // Nor anything of an epoch that such a server gave to another.
    await server.run(database, `UPDATE anchor_lease SET holder = 'another'`);
    await expect(grow(store, 5)).rejects.toMatchObject(superseded);
    expect(await shared.renew(1, LEASE_MS)).toBe(false);
    store.close();
  });

  it('ends the lead of one that is cut off before its lease runs out, and holds it while the database answers', async () => {
    const gate = await CutGate.open(join(server.folder, '.s.PGSQL.5432'));
    const cutOff = await PostgresSharedLog.open(`postgres://postgres@127.0.0.1:${gate.port}/${database}`);
    const claimedAt = performance.now();
    const epoch = (await cutOff.claim(LEASE_MS)) ?? 0;
    let lead: Lead | undefined;
    const lost = new Promise<{ readonly code: string; readonly at: number }>((resolve) => {
      const onLost = ({ code }: { readonly code: string }): void => resolve({ code, at: Date.now() });
      lead = new Lead(cutOff, { epoch, claimedAt, journal: quiet, onLost });
    });
    await new Promise((resolve) => setTimeout(resolve, LEASE_MS));
    lead?.assertHeld();
    gate.cut();
    const { code, at } = await lost;
    expect(() => lead?.assertHeld()).toThrow(expect.objectContaining(superseded));
    const [row] = await server.run(database, 'SELECT extract(epoch FROM until) * 1000 AS until FROM anchor_lease');
    expect([code, at < Number(row?.until)]).toEqual(['superseded', true]);
    await gate.close();
    await cutOff.close();
  });

  it('refuses a database of a newer anchor, and a server that is not there', async () => {
    await server.run(database, 'UPDATE anchor_version SET version = 2');
    await expect(PostgresSharedLog.open(server.url(database))).rejects.toMatchObject({ code: 'bad-config' });
    await expect(PostgresSharedLog.open('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'storage-failed',
    });
  });
});
