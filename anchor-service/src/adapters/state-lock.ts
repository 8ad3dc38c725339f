import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';

/** Who holds what, in the words of a refusal. */
interface Held {
  readonly user: string;
  readonly what: string;
}

/**
 * Keeps every other witness process from a state: two would each cosign by a memory of its own.
 *
 * @returns lets go of it
 * @throws AnchorError `busy-state`, `storage-failed`
 */
export const lockState = (state: string): (() => void) =>
  lock(`${state}.lock`, { user: 'witness', what: `the state ${state}` });

/**
 * Takes a folder for one process alone, and makes it where it is missing.
 *
 * @returns gives it back
 * @throws AnchorError `busy-state`, `storage-failed`
 */
export function lockFolder(folder: string): () => void {
  const held = { user: 'process', what: `the folder ${folder}` };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(held, cause);
  }
  return lock(join(folder, 'lock'), held);
}

/** What is locked is an empty file; the kernel lets go of it when the process dies, however. */
function lock(file: string, held: Held): () => void {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 500 });
    // Nothing is ever written: no journal is left beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new AnchorError('busy-state', `Another ${held.user} uses ${held.what}: stop it first.`, { cause });
    }
    throw unusable(held, cause);
  }
  const opened = db;
  return () => opened.close();
}

const unusable = ({ what }: Held, cause: unknown): AnchorError =>
  new AnchorError('storage-failed', `${what.replace('the', 'The')} cannot be used: give one that can be written.`, {
    cause,
  });
