import { closeSync, openSync, readdirSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/* What a repair leaves beside the vault: the damaged file, and what is left of a repair that was killed. */

const CHUNK = 1 << 20;

/** A new vault while it is made; nothing while no repair is under way. */
export const halfMade = (path: string): string => `${path}-repaired`;

/** Names of the files beside the vault that hold what it held. */
export function copiesOf(path: string): readonly string[] {
  const name = basename(path);
  const begins = [`${name}-damaged-`, basename(halfMade(path))];
  return readdirSync(dirname(path)).filter((file) => begins.some((begin) => file.startsWith(begin)));
}

/** @returns whether all are gone */
export function removeCopies(path: string): boolean {
  for (const name of copiesOf(path)) {
    try {
      rmSync(join(dirname(path), name), { force: true });
    } catch {
      // It is said below, by its being there.
    }
  }
  return copiesOf(path).length === 0;
}

/**
 * Keeps the damaged vault under another name, without the keys that lie in it in the clear: nobody would forget them there.
 *
 * @param file the vault, opened before SQLite opened it: while it is locked, this process may close no descriptor of it
 * @returns false where it is too damaged for that, and is kept as it is
 */
export function setAside(file: number, path: string, aside: string): boolean {
  const copy = `${halfMade(path)}-aside`;
  copyFrom(file, copy);
  const closed = closeKeys(copy);
  // Only now it has the name of one that is kept.
  renameSync(copy, aside);
  return closed;
}

function copyFrom(file: number, copy: string): void {
  const to = openSync(copy, 'w', 0o600);
  try {
    const chunk = new Uint8Array(CHUNK);
    let at = 0;
    for (let length = readSync(file, chunk, 0, CHUNK, at); length > 0; length = readSync(file, chunk, 0, CHUNK, at)) {
      writeFileSync(to, chunk.subarray(0, length));
      at += length;
    }
  } finally {
    closeSync(to);
  }
}

function closeKeys(copy: string): boolean {
  try {
    const db = new Database(copy, { fileMustExist: true });
    try {
      // Without a journal, which would hold what is overwritten.
      for (const mode of ['DELETE', 'OFF']) db.pragma(`journal_mode = ${mode}`);
      db.pragma('secure_delete = ON');
      db.exec('UPDATE day_keys SET open = NULL; UPDATE wearable SET mark_sealed = NULL');
    } finally {
      db.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError) return false;
    throw error;
  }
}
