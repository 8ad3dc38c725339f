import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grow, LOG_STORE_CASES, logStoreContract } from '../../test/contracts/log-store-contract.js';
import { leafOf, leavesOf, NOW, temporaryFolder } from '../../test/kit.js';
import { extendLog } from '../core/batch.js';
import { SqliteLogStore } from './sqlite-log-store.js';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder.path, 'log.sqlite');
});
afterEach(() => folder.remove());

/** Changes the file behind the back of a store that is closed. */
function tamper(...statements: readonly string[]): void {
  const db = new Database(file);
  for (const sql of statements) db.exec(sql);
  db.close();
}

const damaged = expect.objectContaining({ code: 'damaged-state' });

describe('the store of leaves', () => {
  describe('in one file', () => {
    const contract = logStoreContract(async () => ({
      open: async () => new SqliteLogStore(file),
      close: async (store) => store.close(),
      remove: async () => undefined,
    }));

    it('keeps to the whole contract', () => {
      expect(contract).toBe(LOG_STORE_CASES);
    });
  });

  it('takes over a state with a row for each leaf', async () => {
    const store = new SqliteLogStore(file);
    const entries = await grow(store, 300, 300);
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
    await grow(again, 10);
    again.close();
    expect(new SqliteLogStore(file).head().edge.size).toBe(610);
  });

  it('refuses a state whose last block has no link, as an earlier edition made it', async () => {
    const store = new SqliteLogStore(file);
    await grow(store, 10);
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
  ])('refuses a state with %s', async (_, sql) => {
    const store = new SqliteLogStore(file);
    await grow(store, 600);
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

  it('says what its index of duplicates weighs', async () => {
    const store = new SqliteLogStore(file);
    const before = store.indexBytes;
    await grow(store, 50_000);
    expect(store.indexBytes - before).toBeGreaterThan(8 * 50_000 - before);
    store.close();
  });
});
