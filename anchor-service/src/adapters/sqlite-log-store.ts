import { type Block, encodeBlock, equalBytes, parseBlock, TreeEdge, toHex } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { AnchorError } from '../error.js';
import type { Batch, LogHead, LogStore, SignedHead } from '../ports.js';
import { lockLog } from './log-lock.js';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS leaves (idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (size INTEGER PRIMARY KEY, height INTEGER NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS edge (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS signed (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL,
    note BLOB NOT NULL) STRICT;
`;

interface EdgeRow {
  readonly size: number;
  readonly hashes: Uint8Array;
}

/** The log in one SQLite file, with a lock beside it: two sequencers would fork the log. Others may read it meanwhile. */
export class SqliteLogStore implements LogStore {
  readonly #db: Database.Database;
  readonly #unlock: () => void;

  /** @throws AnchorError `busy-state`, `damaged-state`, `storage-failed` */
  constructor(file: string) {
    this.#unlock = lockLog(file);
    let db: Database.Database | undefined;
    try {
      db = open(file);
      this.#db = db;
      this.#assertWhole();
    } catch (error) {
      db?.close();
      this.#unlock();
      throw error;
    }
  }

  head(): LogHead {
    const [block] = this.#blocks('SELECT bytes FROM blocks ORDER BY size DESC LIMIT 1');
    const row = this.#db.prepare<[], EdgeRow>('SELECT size, hashes FROM edge').get();
    return { block, edge: row === undefined ? new TreeEdge() : readEdge(row) };
  }

  unknownOf(leaves: readonly Uint8Array[]): Uint8Array[] {
    const find = this.#db.prepare<[Uint8Array], unknown>('SELECT 1 FROM leaves WHERE leaf = ?');
    const fresh = new Map<string, Uint8Array>();
    for (const leaf of leaves) if (find.get(leaf) === undefined) fresh.set(toHex(leaf), leaf);
    return [...fresh.values()];
  }

  indexOf(leaf: Uint8Array): number | undefined {
    return this.#db.prepare<[Uint8Array], { idx: number }>('SELECT idx FROM leaves WHERE leaf = ?').get(leaf)?.idx;
  }

  commit({ block, edge, leaves }: Batch): void {
    const addLeaf = this.#db.prepare('INSERT INTO leaves (idx, leaf) VALUES (?, ?)');
    const addBlock = this.#db.prepare('INSERT INTO blocks (size, height, bytes) VALUES (?, ?, ?)');
    const setEdge = this.#db.prepare('INSERT OR REPLACE INTO edge (one, size, hashes) VALUES (1, ?, ?)');
    this.#write(() => {
      for (const [i, leaf] of leaves.entries()) addLeaf.run(block.firstIndex + i, leaf);
      addBlock.run(block.size, block.height, encodeBlock(block));
      setEdge.run(edge.size, Buffer.concat(edge.hashes));
    });
  }

  leaves(from: number, to: number): Uint8Array[] {
    const rows = this.#db
      .prepare<[number, number], { leaf: Uint8Array }>(
        'SELECT leaf FROM leaves WHERE idx >= ? AND idx < ? ORDER BY idx',
      )
      .all(from, to);
    // Windows on one array: a hundred thousand small ones would weigh several times their content.
    const bytes = new Uint8Array(rows.length * 32);
    return rows.map((row, i) => {
      bytes.set(row.leaf, i * 32);
      return bytes.subarray(i * 32, (i + 1) * 32);
    });
  }

  blocks(from: number, to: number): Block[] {
    return this.#blocks('SELECT bytes FROM blocks WHERE size > ? AND size <= ? ORDER BY size', from, to);
  }

  signed(): SignedHead | undefined {
    const row = this.#db.prepare<[], EdgeRow & { note: Uint8Array }>('SELECT size, hashes, note FROM signed').get();
    return row === undefined ? undefined : { edge: readEdge(row), note: new Uint8Array(row.note) };
  }

  saveSigned({ edge, note }: SignedHead): void {
    const save = this.#db.prepare('INSERT OR REPLACE INTO signed (one, size, hashes, note) VALUES (1, ?, ?, ?)');
    this.#write(() => save.run(edge.size, Buffer.concat(edge.hashes), note));
  }

  close(): void {
    this.#db.close();
    this.#unlock();
  }

  #blocks(sql: string, ...parameters: number[]): Block[] {
    const rows = this.#db.prepare<number[], { bytes: Uint8Array }>(sql).all(...parameters);
    return rows.map((row) => parseBlock(new Uint8Array(row.bytes)));
  }

  #write(act: () => unknown): void {
    try {
      this.#db.transaction(act).immediate();
    } catch (cause) {
      throw new AnchorError('storage-failed', 'The database did not take the write.', { cause });
    }
  }

  #assertWhole(): void {
    const { block, edge } = this.head();
    const last = this.#db.prepare<[], { size: number }>('SELECT coalesce(max(idx) + 1, 0) AS size FROM leaves').get();
    const whole =
      last?.size === edge.size &&
      (block?.size ?? 0) === edge.size &&
      equalBytes(block?.root ?? edge.root(), edge.root());
    if (!whole) throw new AnchorError('damaged-state', 'The database of the log is damaged: restore it from a copy.');
  }
}

function open(file: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: 500 });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -8000');
    db.exec(SCHEMA);
    return db;
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new AnchorError('busy-state', `Another anchor uses the state ${file}: stop it first.`, { cause });
    }
    throw new AnchorError(
      'storage-failed',
      `The state ${file} cannot be opened: give a writable folder and a database that this anchor made.`,
      { cause },
    );
  }
}

function readEdge({ size, hashes }: EdgeRow): TreeEdge {
  return new TreeEdge(
    size,
    Array.from({ length: hashes.length / 32 }, (_, i) => new Uint8Array(hashes.subarray(i * 32, (i + 1) * 32))),
  );
}
