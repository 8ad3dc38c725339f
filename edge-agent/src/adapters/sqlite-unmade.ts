import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { JustMade } from '../enrol.js';
import { headPath } from './sqlite-head.js';
import { toIdentity } from './sqlite-identity.js';
import { Ledger } from './sqlite-ledger.js';
import { lockUnmaking } from './sqlite-run-lock.js';
import { tablesOf } from './sqlite-tables.js';

/**
 * Takes away a vault that was just made and is closed, unless it is worth something or another process has it open. A crash
 * leaves it without its head, which is a vault that can be opened; and where it cannot be taken away it stays one of nobody.
 *
 * @param isWorthless asked while nobody else can open it
 */
export function unmakeVault(path: string, isWorthless: (held: JustMade) => boolean): void {
  try {
    const release = lockUnmaking(dirname(path));
    try {
      unmake(path, isWorthless);
    } finally {
      release();
    }
  } catch {
    // Why the command failed is what is told.
  }
}

function unmake(path: string, isWorthless: (held: JustMade) => boolean): void {
  const db = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    // Refused while anybody else has it open; from here on there is no log beside the file.
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    const tables = tablesOf(new Ledger(db));
    const [row] = tables.identity.whole();
    const held = { identity: row && toIdentity(row), wearables: tables.wearable.rows() };
    if (isWorthless(held)) for (const file of [headPath(path), path]) rmSync(file, { force: true });
    db.exec('ROLLBACK');
  } finally {
    db.close();
  }
}
