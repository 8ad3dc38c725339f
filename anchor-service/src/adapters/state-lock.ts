import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';

/**
 * Keeps every other process of the same kind from a state: two would each go by a memory of its own. What is locked is an empty
 * file beside the state; the kernel lets go of it when the process dies, however.
 *
 * @param user whose state it is, for whoever starts a second
 * @returns lets go of it
 * @throws AnchorError `busy-state`, `storage-failed`
 */
export function lockState(state: string, user: 'anchor' | 'witness' | 'mirror' | 'verifier'): () => void {
  let db: Database.Database | undefined;
  try {
    db = new Database(`${state}.lock`, { timeout: 0 });
    // Nothing is ever written: no journal is left beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new AnchorError('busy-state', `Another ${user} uses the state ${state}: stop it first.`, { cause });
    }
    const message = `The state ${state} cannot be locked: give a file in a writable folder.`;
    throw new AnchorError('storage-failed', message, { cause });
  }
  const held = db;
  return () => held.close();
}
