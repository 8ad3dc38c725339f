import Sqlite from 'better-sqlite3';
import { CoachError } from '../error.js';

/** What is locked, and how errors name it. */
export interface LockedFile {
  readonly path: string;
  /** As `The journal of erasures`. */
  readonly name: string;
  /** The setting that says where it is. */
  readonly setting: string;
}

/**
 * Keeps every other process from a file: two would each write where it ended when they opened it. What is locked is an empty file
 * beside it; the kernel lets go of it when the process dies, however.
 *
 * @returns lets go of it
 * @throws CoachError `at-work`, `bad-config`
 */
export function lockFile({ path, name, setting }: LockedFile): () => void {
  let db: Sqlite.Database | undefined;
  try {
    db = new Sqlite(`${path}.lock`, { timeout: 0 });
    // Nothing is ever written: no journal is left beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db?.close();
    if (cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      const message = `${name} of ${setting} is another coach API's: stop that first, or give this one its own.`;
      throw new CoachError('at-work', message, { cause });
    }
    throw new CoachError('bad-config', `The file ${path} cannot be locked: check ${setting} and its rights.`, {
      cause,
    });
  }
  const held = db;
  return () => held.close();
}
