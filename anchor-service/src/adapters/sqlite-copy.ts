import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';

const PAGES = 1024;

/**
 * Copies a database that another process may be writing to, as it was at one moment.
 * @param onProgress pages copied, and how many there are
 * @throws AnchorError `source-failed`
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number, size: number) => void,
): Promise<void> {
  if (!existsSync(from)) throw new AnchorError('source-failed', `There is no ${from}: give the state of an anchor.`);
  let source: Database.Database | undefined;
  try {
    source = new Database(from, { readonly: true, timeout: 5_000 });
    // Within a transaction every step reads the same snapshot: without one, each write of the anchor would begin it anew.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES;
      },
    });
  } catch (cause) {
    throw new AnchorError('source-failed', `${from} cannot be copied: let it be readable and the target have room.`, {
      cause,
    });
  } finally {
    source?.close();
  }
}

/** Reads every page of a database. @throws AnchorError `unsound` */
export function assertWhole(file: string, remedy: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true });
    const found = database.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new AnchorError('unsound', `${file} is damaged: ${remedy}.`);
  } catch (cause) {
    if (cause instanceof AnchorError) throw cause;
    throw new AnchorError('unsound', `${file} is damaged: ${remedy}.`, { cause });
  } finally {
    database?.close();
  }
}
