import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';

/**
 * Keeps every other sequencer from a state: two would fork the log. What is locked is an empty file beside the database, so
 * that a backup may read the database meanwhile; the kernel lets go of it when the process dies, however.
 *
 * @returns lets go of it
 * @throws AnchorError `busy-state`, `storage-failed`
 */
export function lockLog(file: string): () => void {
  let db: Database.Database | undefined;
  try {
    db = new Database(`${file}.lock`, { timeout: 500 });
    // Nothing is ever written: no journal is left beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new AnchorError('busy-state', `Another anchor uses the state ${file}: stop it first.`, { cause });
    }
    throw new AnchorError('storage-failed', `The state ${file} cannot be locked: give a writable folder.`, { cause });
  }
  const held = db;
  return () => held.close();
}
