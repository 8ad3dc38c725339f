import { equalBytes, leafOf } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import { ANCHORED_KINDS } from '../core/record-kinds.js';
import { AgentError } from '../error.js';
import type {
  LogState,
  NewRecord,
  Outbox,
  OutboxCounts,
  OutboxEntry,
  OutboxRecord,
  Placement,
  RecordKind,
  SealedWindows,
} from '../ports.js';
import type { StoredRead } from '../read-port.js';
import { readReads, writeAcknowledged, writeRead, writeReadProofs } from './sqlite-reads.js';
import { insertRecord, writePositions } from './sqlite-statements.js';
import { writeWindows } from './sqlite-windows.js';

interface RecordRow {
  leaf: Uint8Array;
  kind: RecordKind;
  bytes: Uint8Array;
  payload: Uint8Array;
  received: number;
  log_index: number | null;
}

const ANCHORED = ANCHORED_KINDS.map((kind) => `'${kind}'`).join(', ');
const ZEROS = new Uint8Array(32);

/** The outbox in SQLite. Bytes are dropped in the transaction that finds an entry both received and proven. */
export class SqliteOutbox implements Outbox {
  readonly #db: Database.Database;
  // After a crash nobody knows what the write-ahead log holds.
  #walHoldsKeys = true;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }> {
    return this.#head();
  }

  #head(): { readonly sequence: number; readonly leaf: Uint8Array } {
    const row = this.#db
      .prepare<[], { sequence: number; leaf: Uint8Array }>(
        'SELECT sequence, leaf FROM outbox ORDER BY sequence DESC LIMIT 1',
      )
      .get();
    return row ?? { sequence: 0, leaf: ZEROS };
  }

  async commit(made: SealedWindows): Promise<boolean> {
    const insert = this.#db.prepare('INSERT INTO outbox (sequence, leaf, bytes) VALUES (?, ?, ?)');
    const work = this.#db.transaction(() => {
      const [first] = made.entries;
      if (first && first.sequence !== this.#head().sequence + 1) return undefined;
      for (const { sequence, leaf, bytes } of made.entries) insert.run(sequence, leaf, bytes);
      if (made.positions) writePositions(this.#db, made.positions);
      writeWindows(this.#db, made);
      return this.#db
        .prepare('UPDATE day_keys SET open = NULL WHERE day < ? AND open IS NOT NULL')
        .run(made.forgetBefore).changes;
    });
    // From its beginning nobody else writes: the head is still the head when the entries are in.
    const forgotten = work.immediate();
    if (forgotten === undefined) return false;
    if (forgotten > 0) this.#walHoldsKeys = true;
    this.#cleanWal();
    return true;
  }

  /** The write-ahead log still holds pages with forgotten keys; while another process reads, it is tried again later. */
  #cleanWal(): void {
    if (!this.#walHoldsKeys) return;
    this.#walHoldsKeys = this.#db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0;
  }

  async addRecords(records: readonly NewRecord[]): Promise<void> {
    this.#db.transaction(() => {
      for (const record of records) insertRecord(this.#db, record);
    })();
  }

  async receivedUpTo(): Promise<number> {
    return this.#db.prepare<[], { received: number }>('SELECT received FROM delivery').get()?.received ?? 0;
  }

  async unreceived(after: number, limit: number): Promise<readonly OutboxEntry[]> {
    const rows = this.#db
      .prepare<[number, number], OutboxEntry>(
        'SELECT sequence, leaf, bytes FROM outbox WHERE sequence > ? AND bytes IS NOT NULL ORDER BY sequence LIMIT ?',
      )
      .all(after, limit);
    for (const { leaf, bytes } of rows) {
      if (!equalBytes(leafOf(bytes), leaf)) {
        throw new AgentError(
          'vault-damaged',
          'An envelope in the outbox was changed on disk; restore vault.db from a backup.',
        );
      }
    }
    return rows;
  }

  async records(): Promise<readonly OutboxRecord[]> {
    const rows = this.#db
      .prepare<[], RecordRow>('SELECT leaf, kind, bytes, payload, received, log_index FROM record ORDER BY id')
      .all();
    return rows.map(({ log_index, ...row }) => ({
      ...row,
      received: row.received === 1,
      logIndex: log_index ?? undefined,
    }));
  }

  async leafAt(sequence: number): Promise<Uint8Array | undefined> {
    if (sequence === 0) return ZEROS;
    return this.#db.prepare<[number], { leaf: Uint8Array }>('SELECT leaf FROM outbox WHERE sequence = ?').get(sequence)
      ?.leaf;
  }

  async markReceived(sequence: number, records: readonly Uint8Array[]): Promise<void> {
    const mark = this.#db.prepare('UPDATE record SET received = 1 WHERE leaf = ?');
    this.#db.transaction(() => {
      const before = this.#db.prepare<[], { received: number }>('SELECT received FROM delivery').get()?.received ?? 0;
      this.#db.prepare('UPDATE delivery SET received = max(received, ?)').run(sequence);
      this.#db
        .prepare('UPDATE outbox SET bytes = NULL WHERE sequence > ? AND sequence <= ? AND log_index IS NOT NULL')
        .run(before, sequence);
      for (const leaf of records) mark.run(leaf);
    })();
  }

  async dropReleases(leaves: readonly Uint8Array[]): Promise<void> {
    const drop = this.#db.prepare("UPDATE record SET received = 1 WHERE leaf = ? AND kind = 'release'");
    this.#db.transaction(() => {
      for (const leaf of leaves) drop.run(leaf);
    })();
  }

  async unproven(limit: number): Promise<readonly Uint8Array[]> {
    return this.#db
      .prepare<[number], { leaf: Uint8Array }>(
        `SELECT leaf FROM (
           SELECT leaf, 0 AS rank, id AS place FROM record WHERE kind IN (${ANCHORED}) AND log_index IS NULL
           UNION ALL SELECT leaf, 1, sequence FROM outbox WHERE log_index IS NULL
         ) ORDER BY rank, place LIMIT ?`,
      )
      .all(limit)
      .map(({ leaf }) => leaf);
  }

  async markProven(proven: readonly { leaf: Uint8Array; index: number }[], view: LogState): Promise<void> {
    const entries = this.#db.prepare(
      `UPDATE outbox SET log_index = @index,
         bytes = CASE WHEN sequence <= (SELECT received FROM delivery) THEN NULL ELSE bytes END
       WHERE leaf = @leaf AND log_index IS NULL`,
    );
    const records = this.#db.prepare('UPDATE record SET log_index = @index WHERE leaf = @leaf AND log_index IS NULL');
    this.#db.transaction(() => {
      for (const { leaf, index } of proven) {
        entries.run({ leaf, index });
        records.run({ leaf, index });
      }
      // Two processes may follow the log at once: the one that is behind takes nothing back.
      this.#db
        .prepare('UPDATE delivery SET checkpoint = @checkpoint, scanned = @scanned WHERE scanned <= @scanned')
        .run({ checkpoint: view.checkpoint ?? null, scanned: view.scanned });
    })();
  }

  async logState(): Promise<LogState> {
    const row = this.#db
      .prepare<[], { checkpoint: string | null; scanned: number }>('SELECT checkpoint, scanned FROM delivery')
      .get();
    return { checkpoint: row?.checkpoint ?? undefined, scanned: row?.scanned ?? 0 };
  }

  async saveRead(sealed: Uint8Array): Promise<void> {
    writeRead(this.#db, sealed);
  }

  async reads(): Promise<readonly StoredRead[]> {
    return readReads(this.#db);
  }

  async saveReadProofs(proofs: readonly { digest: Uint8Array; proof: Uint8Array }[]): Promise<void> {
    writeReadProofs(this.#db, proofs);
  }

  async acknowledgeReads(digests: readonly Uint8Array[], at: number): Promise<void> {
    writeAcknowledged(this.#db, digests, at);
  }

  async counts(): Promise<OutboxCounts> {
    const row = this.#db
      .prepare<[], OutboxCounts>(
        // The sequence has no gaps, so its end is a count; unproven entries are counted in their index.
        `SELECT (SELECT ifnull(max(sequence), 0) FROM outbox) AS envelopes,
                (SELECT received FROM delivery) AS received,
                (SELECT ifnull(max(sequence), 0) FROM outbox)
                  - (SELECT count(*) FROM outbox WHERE log_index IS NULL) AS proven,
                (SELECT count(*) FROM record
                 WHERE received = 0 OR (kind IN (${ANCHORED}) AND log_index IS NULL)) AS recordsWaiting`,
      )
      .get();
    return row ?? { envelopes: 0, received: 0, proven: 0, recordsWaiting: 0 };
  }

  async leaves(): Promise<readonly Uint8Array[]> {
    return this.#db
      .prepare<[], { leaf: Uint8Array }>(
        `SELECT leaf FROM outbox UNION ALL SELECT leaf FROM record WHERE kind IN (${ANCHORED})`,
      )
      .all()
      .map(({ leaf }) => leaf);
  }

  async placements(): Promise<readonly Placement[]> {
    return this.#db
      .prepare<[], { leaf: Uint8Array; sequence: number | null; log_index: number | null }>(
        `SELECT leaf, sequence, log_index FROM (
           SELECT leaf, NULL AS sequence, log_index, 0 AS rank, id AS place FROM record WHERE kind IN (${ANCHORED})
           UNION ALL SELECT leaf, sequence, log_index, 1, sequence FROM outbox
         ) ORDER BY rank, place`,
      )
      .all()
      .map(({ leaf, sequence, log_index }) => ({
        leaf,
        sequence: sequence ?? undefined,
        index: log_index ?? undefined,
      }));
  }
}
