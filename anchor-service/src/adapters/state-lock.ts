import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';

/**
 * Takes a folder for one process alone, until it ends in whatever way: a lock of the database, which no crash leaves behind.
 * @returns what gives it back
 * @throws AnchorError `busy-state`, `storage-failed`
 */
export function lockFolder(folder: string): () => void {
  let db: Database.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    db = new Database(join(folder, 'lock.sqlite'), { timeout: 500 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    const held = db;
    return () => held.close();
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new AnchorError('busy-state', `Another process uses the folder ${folder}: stop it first.`, { cause });
    }
    throw new AnchorError('storage-failed', `The folder ${folder} cannot be used: give one that can be written.`, {
      cause,
    });
  }
}
