import { equalBytes, leafOf } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type { BelievedTimes } from '../core/believed-time.js';
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

/**
 * How many of the newest envelopes keep their bytes although they are received and proven: more than a week of them, so
 * that a coach API that was restored from an old backup can be given again what it lost.
 */
const KEPT = 1_024;

/** The outbox in SQLite. Bytes are dropped in the transaction that finds an entry received, proven and old enough. */
export class SqliteOutbox implements Outbox {
  readonly #db: Database.Database;
  // After a crash nobody knows what the write-ahead log holds.
  #walHoldsKeys = true;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }> {
    const row = this.#db
      .prepare<[], { sequence: number; leaf: Uint8Array }>(
        'SELECT sequence, leaf FROM outbox ORDER BY sequence DESC LIMIT 1',
      )
      .get();
    return row ?? { sequence: 0, leaf: ZEROS };
  }

  async commit({ entries, positions, forgetBefore }: SealedWindows): Promise<void> {
    const insert = this.#db.prepare('INSERT INTO outbox (sequence, leaf, bytes) VALUES (?, ?, ?)');
    const forgotten = this.#db.transaction(() => {
      for (const { sequence, leaf, bytes } of entries) insert.run(sequence, leaf, bytes);
      writePositions(this.#db, positions);
      return this.#db.prepare('UPDATE day_keys SET open = NULL WHERE day < ? AND open IS NOT NULL').run(forgetBefore)
        .changes;
    })();
    if (forgotten > 0) this.#walHoldsKeys = true;
    this.#cleanWal();
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
    return this.#readRecords('');
  }

  async waitingRecords(): Promise<readonly OutboxRecord[]> {
    return this.#readRecords('WHERE received = 0');
  }

  #readRecords(where: '' | 'WHERE received = 0'): readonly OutboxRecord[] {
    const rows = this.#db
      .prepare<[], RecordRow>(`SELECT leaf, kind, bytes, payload, received, log_index FROM record ${where} ORDER BY id`)
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

  async markReceived(sequence: number, records: readonly Uint8Array[], time: number): Promise<void> {
    const mark = this.#db.prepare('UPDATE record SET received = 1 WHERE leaf = ?');
    this.#db.transaction(() => {
      this.#db.prepare('UPDATE delivery SET received = max(received, ?)').run(sequence);
      this.#db.prepare('UPDATE believed SET receipt = max(receipt, ?)').run(time);
      this.#retire();
      for (const leaf of records) mark.run(leaf);
    })();
  }

  /** Drops the bytes that nobody will ask for again; of those that are kept an index finds the oldest. */
  #retire(): void {
    this.#db
      .prepare(
        `UPDATE outbox SET bytes = NULL WHERE bytes IS NOT NULL AND log_index IS NOT NULL
           AND sequence <= (SELECT received FROM delivery) - ${KEPT}`,
      )
      .run();
  }

  async takeBackReceived(sequence: number, time: number): Promise<void> {
    this.#db.transaction(() => {
      this.#db.prepare('UPDATE delivery SET received = min(received, ?)').run(sequence);
      this.#db.prepare('UPDATE believed SET receipt = max(receipt, ?)').run(time);
      this.#db.prepare('UPDATE record SET received = 0').run();
    })();
  }

  async believedTimes(): Promise<BelievedTimes> {
    const row = this.#db.prepare<[], BelievedTimes>('SELECT receipt, witnessed FROM believed').get();
    return row ?? { receipt: 0, witnessed: 0 };
  }

  async believeWitnesses(time: number): Promise<void> {
    this.#db.prepare('UPDATE believed SET witnessed = ? WHERE witnessed < ?').run(time, time);
  }

  async lapsedGrants(): Promise<ReadonlySet<string>> {
    return new Set(
      this.#db
        .prepare<[], { grant_id: string }>('SELECT grant_id FROM lapsed')
        .all()
        .map(({ grant_id }) => grant_id),
    );
  }

  async addLapsedGrants(ids: readonly string[]): Promise<void> {
    const insert = this.#db.prepare('INSERT INTO lapsed VALUES (?) ON CONFLICT DO NOTHING');
    this.#db.transaction(() => {
      for (const id of ids) insert.run(id);
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
    const entries = this.#db.prepare('UPDATE outbox SET log_index = @index WHERE leaf = @leaf AND log_index IS NULL');
    const records = this.#db.prepare('UPDATE record SET log_index = @index WHERE leaf = @leaf AND log_index IS NULL');
    this.#db.transaction(() => {
      for (const { leaf, index } of proven) {
        entries.run({ leaf, index });
        records.run({ leaf, index });
      }
      if (proven.length > 0) this.#retire();
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
                 WHERE received = 0 OR (kind IN (${ANCHORED}) AND log_index IS NULL)) AS recordsWaiting,
                (SELECT count(*) FROM record WHERE received = 0) AS recordsUnreceived,
                (SELECT count(*) FROM record WHERE kind IN (${ANCHORED}) AND log_index IS NULL) AS recordsUnproven`,
      )
      .get();
    const nothing = { recordsWaiting: 0, recordsUnreceived: 0, recordsUnproven: 0 };
    return row ?? { envelopes: 0, received: 0, proven: 0, ...nothing };
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
