import { GRANULARITIES, METRICS, type Metric } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type {
  Chunk,
  DayKeys,
  Identity,
  NewRecord,
  PairedWearable,
  Positions,
  StoreProgress,
  Vault,
  WearableNews,
  WearablePairing,
} from '../ports.js';
import { readIdentity, writeIdentity } from './sqlite-identity.js';
import { insertRecord, writePositions } from './sqlite-statements.js';
import { deletePairing, readWearables, writeNews, writePairing, writeProgress } from './sqlite-wearables.js';

/** The vault in SQLite. */
export class SqliteVault implements Vault {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async identity(): Promise<Identity | undefined> {
    return readIdentity(this.#db);
  }

  async saveIdentity(identity: Identity): Promise<void> {
    writeIdentity(this.#db, identity);
  }

  async wearables(): Promise<readonly PairedWearable[]> {
    return readWearables(this.#db);
  }

  async pair(pairing: WearablePairing): Promise<void> {
    writePairing(this.#db, pairing);
  }

  async unpair(address: string): Promise<boolean> {
    return deletePairing(this.#db, address);
  }

  async note(wearable: number, news: WearableNews): Promise<void> {
    writeNews(this.#db, wearable, news);
  }

  async store(chunks: readonly Chunk[], { from, counts, ...progress }: StoreProgress): Promise<void> {
    const insert = this.#db.prepare(
      `INSERT INTO chunk (day, generation, wearable, told, metric, nonce, sealed)
       VALUES (@day, @generation, @wearable, @told, @metric, @nonce, @sealed)`,
    );
    const add = this.#db.prepare(
      'INSERT INTO tally VALUES (?, ?) ON CONFLICT (metric) DO UPDATE SET samples = samples + excluded.samples',
    );
    this.#db.transaction(() => {
      if (this.#readPositions() === undefined) writePositions(this.#db, from);
      for (const chunk of chunks) insert.run(chunk);
      for (const [metric, samples] of Object.entries(counts)) add.run(metric, samples);
      writeProgress(this.#db, progress);
    })();
  }

  async addDayKeys(keys: DayKeys, records: readonly NewRecord[]): Promise<void> {
    this.#db.transaction(() => {
      this.#db
        .prepare('INSERT INTO day_keys VALUES (?, ?, ?, ?)')
        .run(keys.day, keys.generation, keys.open ?? null, keys.sealed);
      for (const record of records) insertRecord(this.#db, record);
    })();
  }

  async chunks(fromDay: string, untilDay: string): Promise<readonly Chunk[]> {
    return this.#db
      .prepare<[string, string], Chunk>(
        `SELECT day, generation, wearable, told, metric, nonce, sealed
         FROM chunk WHERE day BETWEEN ? AND ? ORDER BY id`,
      )
      .all(fromDay, untilDay);
  }

  async sampleCounts(): Promise<Readonly<Record<Metric, number>>> {
    const rows = this.#db
      .prepare<[], { metric: Metric; total: number }>('SELECT metric, samples AS total FROM tally')
      .all();
    const totals = new Map(rows.map(({ metric, total }) => [metric, total]));
    const [steps, heartRate, sleep] = METRICS.map((metric) => totals.get(metric) ?? 0);
    return { steps: steps ?? 0, 'heart-rate': heartRate ?? 0, sleep: sleep ?? 0 };
  }

  async dayKeys(fromDay: string, untilDay: string): Promise<readonly DayKeys[]> {
    const rows = this.#db
      .prepare<[string, string], { day: string; generation: number; open: Uint8Array | null; sealed: Uint8Array }>(
        'SELECT day, generation, open, sealed FROM day_keys WHERE day BETWEEN ? AND ? ORDER BY day, generation',
      )
      .all(fromDay, untilDay);
    return rows.map((row) => ({ ...row, open: row.open ?? undefined }));
  }

  async days(): Promise<{ readonly from: string; readonly until: string } | undefined> {
    const row = this.#db
      .prepare<[], { from: string | null; until: string | null }>(
        'SELECT min(day) AS "from", max(day) AS until FROM chunk',
      )
      .get();
    return row?.from == null || row.until == null ? undefined : { from: row.from, until: row.until };
  }

  async positions(): Promise<Positions | undefined> {
    return this.#readPositions();
  }

  async daysHeld(fromDay: string): Promise<readonly string[]> {
    return this.#db
      .prepare<[string], string>('SELECT DISTINCT day FROM chunk WHERE day >= ? ORDER BY day')
      .pluck()
      .all(fromDay);
  }

  #readPositions(): Positions | undefined {
    const rows = this.#db
      .prepare<[], { granularity: string; until: number }>('SELECT granularity, until FROM position')
      .all();
    const until = new Map(rows.map((row) => [row.granularity, row.until]));
    const [raw, hour, day] = GRANULARITIES.map((granularity) => until.get(granularity));
    return raw === undefined || hour === undefined || day === undefined ? undefined : { raw, hour, day };
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
