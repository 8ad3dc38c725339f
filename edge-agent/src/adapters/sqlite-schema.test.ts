import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteOutbox } from './sqlite-outbox.js';
import { openDatabase } from './sqlite-schema.js';
import { SqliteVault } from './sqlite-vault.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a vault of an earlier version', () => {
  it('is brought up where it stands, with the reads that it has', async () => {
    const path = join(folder, 'vault.db');
    const old = new Database(path);
    old.exec('CREATE TABLE read_record (digest BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID');
    old.prepare('INSERT INTO read_record VALUES (?, ?)').run(Buffer.from([1]), Buffer.from([2]));
    old.exec('CREATE TABLE position (granularity TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID');
    old.exec("INSERT INTO position VALUES ('raw', 900), ('hour', 0), ('day', 0)");
    old.pragma('user_version = 2');
    old.close();
    for (const attempt of [1, 2]) {
      const db = openDatabase(path);
      const [read, ...others] = await new SqliteOutbox(db).reads();
      db.close();
      expect([attempt, read?.proof, read?.acknowledged, others]).toEqual([attempt, undefined, undefined, []]);
      expect([...(read?.sealed ?? [])]).toEqual([2]);
    }
  });

  it('counts the windows before its positions as sealed once', async () => {
    const path = join(folder, 'vault.db');
    const old = new Database(path);
    old.exec('CREATE TABLE position (granularity TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID');
    old.exec("INSERT INTO position VALUES ('raw', 1800900), ('hour', 1800000), ('day', 1728000)");
    old.pragma('user_version = 3');
    old.close();
    const vault = new SqliteVault(openDatabase(path));
    const sealed = await vault.sealedWindows(1_800_000, 1_900_000);
    await vault.close();
    const whole = { start: 0, revision: 0, generation: undefined, size: 0, digest: undefined };
    expect(sealed).toEqual([{ ...whole, granularity: 'raw', until: 1_800_900 }]);
  });

  it('is refused where it is not known', () => {
    const path = join(folder, 'vault.db');
    const other = new Database(path);
    other.pragma('user_version = 99');
    other.close();
    expect(() => openDatabase(path)).toThrow('not a vault of this version');
  });
});
