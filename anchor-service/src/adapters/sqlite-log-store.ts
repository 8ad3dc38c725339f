import { randomBytes } from 'node:crypto';
import { type Block, encodeBlock, equalBytes, LogError, parseBlock, TreeEdge, verifyBinding } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import { DuplicateIndex } from '../core/duplicate-index.js';
import { AnchorError } from '../error.js';
import type { Batch, LogHead, LogStore, SignedHead } from '../ports.js';
import { LEAF_BYTES, openDatabase, ROW_LEAVES } from './log-schema.js';
import { lockState } from './state-lock.js';

interface EdgeRow {
  readonly size: number;
  readonly hashes: Uint8Array;
}

interface BundleRow {
  readonly idx: number;
  readonly leaves: Uint8Array;
}

/**
 * The log in one SQLite file, with a lock beside it: two sequencers would fork the log, and a backup may read it. Leaves lie
 * in rows of 256; their positions are found by an index in memory that is made anew from the rows at each start.
 */
export class SqliteLogStore implements LogStore {
  readonly #db: Database.Database;
  readonly #unlock: () => void;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #index: DuplicateIndex;
  /** What the database holds as far as is known; absent after a write that failed, since it may have happened. */
  #head: LogHead | undefined;

  /** @throws AnchorError `busy-state`, `damaged-state`, `storage-failed` */
  constructor(file: string) {
    this.#unlock = lockState(file, 'anchor');
    let db: Database.Database | undefined;
    try {
      db = openDatabase(file);
      this.#db = db;
      this.#statements = prepare(this.#db);
      this.#index = new DuplicateIndex(randomBytes(8), this.#statements.edge.get()?.size);
      this.#assertWhole();
    } catch (error) {
      db?.close();
      this.#unlock();
      throw error;
    }
  }

  /** Bytes that the index of duplicates takes in memory. */
  get indexBytes(): number {
    return this.#index.byteLength;
  }

  head(): LogHead {
    this.#head ??= this.#readHead();
    return this.#head;
  }

  unknownOf(leaves: readonly Uint8Array[]): Uint8Array[] {
    this.#catchUp();
    return leaves.filter((leaf) => this.#positionOf(leaf) === undefined);
  }

  indexOf(leaf: Uint8Array): number | undefined {
    this.#catchUp();
    return this.#positionOf(leaf);
  }

  commit({ block, edge, entries }: Batch): void {
    const { setBundle, addBlock, setEdge } = this.#statements;
    this.#head = undefined;
    this.#write(() => {
      // First, since no height is there twice: a batch that was decided on an older head is refused before its leaves.
      addBlock.run(block.size, block.height, encodeBlock(block));
      for (const row of this.#rowsOf(block.firstIndex, entries)) setBundle.run(row.idx, row.leaves);
      setEdge.run(edge.size, Buffer.concat(edge.hashes));
    });
    this.#head = { block, edge };
    if (this.#index.size === block.firstIndex) this.#learn(block.firstIndex, entries);
  }

  leaves(from: number, to: number): Uint8Array[] {
    const leaves: Uint8Array[] = [];
    for (const { idx, leaves: bytes } of this.#bundles(from, to)) {
      const first = idx * ROW_LEAVES;
      const end = Math.min(to - first, bytes.length / LEAF_BYTES);
      const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let i = Math.max(0, from - first); i < end; i += 1) leaves.push(leafAt(plain, i));
    }
    return leaves;
  }

  blocks(from: number, to: number, most = -1): Block[] {
    return this.#statements.blocks.all(from, to, most).map(({ bytes }) => parseBlock(new Uint8Array(bytes)));
  }

  signed(): SignedHead | undefined {
    const row = this.#statements.signed.get();
    return row === undefined ? undefined : { edge: readEdge(row), note: new Uint8Array(row.note) };
  }

  saveSigned({ edge, note }: SignedHead): void {
    this.#write(() => this.#statements.setSigned.run(edge.size, Buffer.concat(edge.hashes), note));
  }

  close(): void {
    this.#db.close();
    this.#unlock();
  }

  #readHead(): LogHead {
    const last = this.#statements.lastBlock.get();
    const row = this.#statements.edge.get();
    return {
      block: last === undefined ? undefined : parseBlock(new Uint8Array(last.bytes)),
      edge: row === undefined ? new TreeEdge() : readEdge(row),
    };
  }

  /** The rows that a batch makes or fills up. */
  *#rowsOf(firstIndex: number, leaves: readonly Uint8Array[]): Iterable<BundleRow> {
    let [idx, before] = [Math.floor(firstIndex / ROW_LEAVES), firstIndex % ROW_LEAVES];
    for (let at = 0; at < leaves.length; idx += 1) {
      const standing = before === 0 ? new Uint8Array(0) : this.#statements.bundle.get(idx)?.leaves;
      if (standing?.length !== before * LEAF_BYTES) throw damaged();
      const added = leaves.slice(at, at + ROW_LEAVES - before);
      yield { idx, leaves: Buffer.concat([standing, ...added]) };
      at += added.length;
      before = 0;
    }
  }

  #bundles(from: number, to: number): IterableIterator<BundleRow> {
    return this.#statements.bundles.iterate(Math.floor(from / ROW_LEAVES), Math.ceil(to / ROW_LEAVES));
  }

  /** A hit of the index is 42 bits of a hash: the leaf on disk decides. */
  #positionOf(leaf: Uint8Array): number | undefined {
    return this.#index.find(leaf, (position) => {
      const row = this.#statements.bundle.get(Math.floor(position / ROW_LEAVES));
      return row !== undefined && equalBytes(leafAt(row.leaves, position % ROW_LEAVES), leaf);
    });
  }

  #learn(first: number, leaves: readonly Uint8Array[]): void {
    for (const [i, leaf] of leaves.entries()) this.#index.add(leaf, first + i);
  }

  /** Takes into the index what is on disk and not in it: everything at a start, else a batch whose commit failed, yet had happened. */
  #catchUp(): void {
    const { size } = this.head().edge;
    if (this.#index.size === size) return;
    for (const { leaves } of this.#bundles(this.#index.size, size)) {
      for (let i = this.#index.size % ROW_LEAVES; i < leaves.length / LEAF_BYTES; i += 1) {
        this.#index.add(leafAt(leaves, i), this.#index.size);
      }
    }
  }

  #write(act: () => unknown): void {
    try {
      this.#db.transaction(act).immediate();
    } catch (cause) {
      if (cause instanceof AnchorError) throw cause;
      throw new AnchorError('storage-failed', 'The database did not take the write.', { cause });
    }
  }

  #assertWhole(): void {
    const { block, edge } = this.head();
    const rows = this.#statements.extent.get();
    this.#catchUp();
    const whole =
      rows?.count === Math.ceil(edge.size / ROW_LEAVES) &&
      rows.last === rows.count - 1 &&
      this.#index.size === edge.size &&
      (block?.size ?? 0) === edge.size &&
      equalBytes(block?.root ?? edge.root(), edge.root());
    if (!whole) throw damaged();
    if (block !== undefined) this.#assertBound(block);
  }

  /** Blocks of an anchor before this edition have no links, and no verifier believes what goes on from them. */
  #assertBound(last: Block): void {
    const [first = new Uint8Array(0)] = this.leaves(last.firstIndex, last.firstIndex + 1);
    try {
      verifyBinding(last, first);
    } catch (cause) {
      if (!(cause instanceof LogError)) throw cause;
      const remedy = 'restore the state from a copy, or begin a new log where an earlier edition made it';
      throw new AnchorError('damaged-state', `${cause.message} As for the state: ${remedy}.`, { cause });
    }
  }
}

function prepare(db: Database.Database) {
  return {
    lastBlock: db.prepare<[], { bytes: Uint8Array }>('SELECT bytes FROM blocks ORDER BY size DESC LIMIT 1'),
    blocks: db.prepare<[number, number, number], { bytes: Uint8Array }>(
      'SELECT bytes FROM blocks WHERE size > ? AND size <= ? ORDER BY size LIMIT ?',
    ),
    addBlock: db.prepare('INSERT INTO blocks (size, height, bytes) VALUES (?, ?, ?)'),
    extent: db.prepare<[], { count: number; last: number }>(
      'SELECT count(*) AS count, coalesce(max(idx), -1) AS last FROM bundles',
    ),
    bundle: db.prepare<[number], { leaves: Uint8Array }>('SELECT leaves FROM bundles WHERE idx = ?'),
    bundles: db.prepare<[number, number], BundleRow>(
      'SELECT idx, leaves FROM bundles WHERE idx >= ? AND idx < ? ORDER BY idx',
    ),
    setBundle: db.prepare('INSERT OR REPLACE INTO bundles (idx, leaves) VALUES (?, ?)'),
    edge: db.prepare<[], EdgeRow>('SELECT size, hashes FROM edge'),
    setEdge: db.prepare('INSERT OR REPLACE INTO edge (one, size, hashes) VALUES (1, ?, ?)'),
    signed: db.prepare<[], EdgeRow & { note: Uint8Array }>('SELECT size, hashes, note FROM signed'),
    setSigned: db.prepare('INSERT OR REPLACE INTO signed (one, size, hashes, note) VALUES (1, ?, ?, ?)'),
  };
}

const damaged = (): AnchorError =>
  new AnchorError('damaged-state', 'The database of the log is damaged: restore it from a copy.');

const leafAt = (bytes: Uint8Array, i: number): Uint8Array => bytes.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES);

function readEdge({ size, hashes }: EdgeRow): TreeEdge {
  return new TreeEdge(
    size,
    Array.from({ length: hashes.length / 32 }, (_, i) => new Uint8Array(hashes.subarray(i * 32, (i + 1) * 32))),
  );
}
