import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leafOf, leavesOf, NOW, placedLeaves, temporaryFolder } from '../../test/kit.js';
import { extendLog } from '../core/batch.js';
import { SqliteLogStore } from './sqlite-log-store.js';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'log.sqlite');
});
afterEach(() => folder.remove());

/** Commits batches of so many entries, the link of each among them, with leaves that stand at their numbers. @returns the entries */
function grow(store: SqliteLogStore, ...sizes: readonly number[]): Uint8Array[] {
  return sizes.flatMap((size) => {
    const head = store.head();
    const batch = extendLog(head, placedLeaves(head.edge.size, head.edge.size + size), NOW);
    store.commit(batch);
    return batch.entries;
  });
}

/** Changes the file behind the back of a store that is closed. */
function tamper(...statements: readonly string[]): void {
  const db = new Database(file);
  for (const sql of statements) db.exec(sql);
  db.close();
}

const damaged = expect.objectContaining({ code: 'damaged-state' });

describe('the store of leaves', () => {
  it('gives back what was committed, whatever batches it came in, also after a restart', () => {
    const store = new SqliteLogStore(file);
    const entries = grow(store, 1, 1, 253, 1, 1, 600, 167);
    store.close();
    const again = new SqliteLogStore(file);
    expect(again.head()).toMatchObject({ block: { height: 6, size: 1024 }, edge: { size: 1024 } });
    expect(again.leaves(0, 1024)).toEqual(entries);
    expect(again.leaves(250, 520)).toEqual(entries.slice(250, 520));
    expect(again.leaves(1000, 2000)).toEqual(entries.slice(1000));
    again.close();
  });

  it('knows every leaf and its position, before and after a restart', () => {
    const store = new SqliteLogStore(file);
    grow(store, 700);
    const asked = [leafOf(900), leafOf(3), leafOf(901), leafOf(699)];
    for (const one of [store, undefined]) {
      const known = one ?? new SqliteLogStore(file);
      expect(known.unknownOf(asked)).toEqual([leafOf(900), leafOf(901)]);
      expect([0, 255, 256, 699, 700].map((n) => known.indexOf(leafOf(n)))).toEqual([0, 255, 256, 699, undefined]);
      known.close();
    }
  });

  it('knows the leaves of a commit that failed, yet had happened', () => {
    const store = new SqliteLogStore(file);
    const entries = grow(store, 10);
    const batch = extendLog(store.head(), placedLeaves(10, 20), NOW);
    store.commit(batch);
    // The same once more is what a caller does who was told that it failed: the block is there already, nothing is doubled.
    expect(() => store.commit(batch)).toThrow(expect.objectContaining({ code: 'storage-failed' }));
    expect(store.head().edge.size).toBe(20);
    expect(store.unknownOf(leavesOf(5, 25))).toEqual([leafOf(10), ...leavesOf(20, 25)]);
    const more = grow(store, 5);
    expect(store.leaves(0, 25)).toEqual([...entries, ...batch.entries, ...more]);
    store.close();
  });

  it('takes over a state with a row for each leaf', () => {
    const store = new SqliteLogStore(file);
    const entries = grow(store, 300, 300);
    store.close();
    const rows = entries.map((leaf, i) => `(${i}, x'${Buffer.from(leaf).toString('hex')}')`);
    tamper(
      'DROP TABLE bundles',
      'CREATE TABLE leaves (idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE) STRICT',
      `INSERT INTO leaves VALUES ${rows.join(',')}`,
      'PRAGMA user_version = 0',
    );
    const again = new SqliteLogStore(file);
    expect(again.leaves(0, 600)).toEqual(entries);
    expect(again.indexOf(leafOf(599))).toBe(599);
    grow(again, 10);
    again.close();
    expect(new SqliteLogStore(file).head().edge.size).toBe(610);
  });

  it('refuses a state whose last block has no link, as an earlier edition made it', () => {
    const store = new SqliteLogStore(file);
    grow(store, 10);
    const { entries, ...batch } = extendLog(store.head(), leavesOf(10, 12), NOW);
    store.commit({ ...batch, entries: [leafOf(12), ...entries.slice(1)] });
    store.close();
    expect(() => new SqliteLogStore(file)).toThrow('Block 1 does not hold the hash of block 0.');
    expect(() => new SqliteLogStore(file)).toThrow(damaged);
  });

  it.each([
    ['a row that is missing', 'DELETE FROM bundles WHERE idx = 1'],
    ['a row that is cut short', 'UPDATE bundles SET leaves = zeroblob(64) WHERE idx = 0'],
    ['a last row that is too long', 'UPDATE bundles SET leaves = zeroblob(8192) WHERE idx = 2'],
    ['a block that is missing', 'DELETE FROM blocks'],
    ['an edge of another size', 'UPDATE edge SET size = 512, hashes = substr(hashes, 1, 32)'],
  ])('refuses a state with %s', (_, sql) => {
    const store = new SqliteLogStore(file);
    grow(store, 600);
    store.close();
    tamper(sql);
    expect(() => new SqliteLogStore(file)).toThrow(damaged);
  });

  it('refuses a state that another process holds, one of a newer anchor, and a file that is none', () => {
    const store = new SqliteLogStore(file);
    expect(() => new SqliteLogStore(file)).toThrow(expect.objectContaining({ code: 'busy-state' }));
    store.close();
    tamper('PRAGMA user_version = 3');
    expect(() => new SqliteLogStore(file)).toThrow(damaged);
    expect(() => new SqliteLogStore(folder.path)).toThrow(expect.objectContaining({ code: 'storage-failed' }));
  });

  it('says what its index of duplicates weighs', () => {
    const store = new SqliteLogStore(file);
    const before = store.indexBytes;
    grow(store, 50_000);
    expect(store.indexBytes - before).toBeGreaterThan(8 * 50_000 - before);
    store.close();
  });
});
