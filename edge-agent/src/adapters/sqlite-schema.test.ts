import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteOutbox } from './sqlite-outbox.js';
import { openDatabase } from './sqlite-schema.js';

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
    old.exec('CREATE TABLE outbox (sequence INTEGER PRIMARY KEY, bytes BLOB)');
    old.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, received INTEGER)');
    old.prepare('INSERT INTO read_record VALUES (?, ?)').run(Buffer.from([1]), Buffer.from([2]));
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

  it('is refused where it is not known', () => {
    const path = join(folder, 'vault.db');
    const other = new Database(path);
    other.pragma('user_version = 99');
    other.close();
    expect(() => openDatabase(path)).toThrow('not a vault of this version');
  });
});
