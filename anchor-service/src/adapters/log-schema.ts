import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';

/** Leaves in a row, as many as in an entry bundle of the log's tiles. */
export const ROW_LEAVES = 256;
export const LEAF_BYTES = 32;
const VERSION = 2;

const SCHEMA = `
  CREATE TABLE bundles (idx INTEGER PRIMARY KEY, leaves BLOB NOT NULL CHECK (length(leaves) BETWEEN 32 AND 8192)) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (size INTEGER PRIMARY KEY, height INTEGER NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS edge (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS signed (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL,
    note BLOB NOT NULL) STRICT;
`;

/** Opens the one file of the log, which {@link lockState} keeps for this process alone; a backup may read it meanwhile. @throws AnchorError `busy-state`, `storage-failed`, `damaged-state` */
export function openDatabase(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 500 });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -8000');
    bringUp(db, file);
    return db;
  } catch (cause) {
    db?.close();
    throw reasonOf(cause, file);
  }
}

/** In one transaction: a crash in it means that the state is as it was, and the next start brings it up. */
function bringUp(db: Database.Database, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > VERSION) {
    throw new AnchorError('damaged-state', `The state ${file} was made by a newer anchor: start that one.`);
  }
  const bring = db.transaction(() => {
    if (version === VERSION) return;
    db.exec(SCHEMA);
    if (hasTable(db, 'leaves')) moveLeaves(db);
    db.pragma(`user_version = ${VERSION}`);
  });
  // Immediate, so that whoever holds the state is met here and not at the first leaf.
  bring.immediate();
}

function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/** Version 1 had a row and an index entry for each leaf. */
function moveLeaves(db: Database.Database): void {
  const add = db.prepare('INSERT INTO bundles (idx, leaves) VALUES (?, ?)');
  const read = db.prepare<[number, number], { idx: number; leaf: Uint8Array }>(
    'SELECT idx, leaf FROM leaves WHERE idx >= ? AND idx < ? ORDER BY idx',
  );
  for (let row = 0; ; row += 1) {
    const leaves = read.all(row * ROW_LEAVES, (row + 1) * ROW_LEAVES);
    if (leaves.some(({ idx }, i) => idx !== row * ROW_LEAVES + i)) {
      throw new AnchorError('damaged-state', 'The database of the log is damaged: restore it from a copy.');
    }
    if (leaves.length > 0) add.run(row, Buffer.concat(leaves.map(({ leaf }) => leaf)));
    if (leaves.length < ROW_LEAVES) break;
  }
  db.exec('DROP TABLE leaves');
}

function reasonOf(cause: unknown, file: string): AnchorError {
  if (cause instanceof AnchorError) return cause;
  if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
    return new AnchorError('busy-state', `Another anchor uses the state ${file}: stop it first.`, { cause });
  }
  return new AnchorError(
    'storage-failed',
    `The state ${file} cannot be opened: give a writable folder and a database that this anchor made.`,
    { cause },
  );
}
