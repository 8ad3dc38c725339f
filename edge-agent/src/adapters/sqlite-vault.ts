import { GRANULARITIES, METRICS, type Metric } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type {
  Chunk,
  DayKeys,
  Identity,
  PairedWearable,
  Positions,
  SealedWindow,
  StoreProgress,
  TouchedDay,
  Vault,
  WearableNews,
  WearablePairing,
} from '../ports.js';
import { insertRecord, writePositions } from './sqlite-statements.js';
import { deletePairing, readWearables, writeNews, writePairing, writeProgress } from './sqlite-wearables.js';
import { hasSealedWindows, readSealedWindows, readTouchedDays, touchDay } from './sqlite-windows.js';

interface IdentityRow {
  pseudonym: Uint8Array;
  agent: number;
  agent_seed: Uint8Array;
  identity_key: Uint8Array;
  vault_key: Uint8Array;
  certificate: Uint8Array;
  wrap_salt: Uint8Array;
  wrap_nonce: Uint8Array;
  wrapped_root: Uint8Array;
  coach_signing_key: Uint8Array;
  coach_box_key: Uint8Array;
  policy: string;
  invitation: Uint8Array;
  registered: number;
}

const toIdentity = (row: IdentityRow): Identity => ({
  pseudonym: row.pseudonym,
  agent: row.agent,
  agentSeed: row.agent_seed,
  identityPublicKey: row.identity_key,
  vaultPublicKey: row.vault_key,
  certificate: row.certificate,
  wrappedRoot: { salt: row.wrap_salt, nonce: row.wrap_nonce, ciphertext: row.wrapped_root },
  pins: { coachSigningKey: row.coach_signing_key, coachBoxKey: row.coach_box_key, policy: row.policy },
  invitation: row.invitation,
  registered: row.registered === 1,
});

const identityValues = (identity: Identity): unknown[] => [
  identity.pseudonym,
  identity.agent,
  identity.agentSeed,
  identity.identityPublicKey,
  identity.vaultPublicKey,
  identity.certificate,
  identity.wrappedRoot.salt,
  identity.wrappedRoot.nonce,
  identity.wrappedRoot.ciphertext,
  identity.pins.coachSigningKey,
  identity.pins.coachBoxKey,
  identity.pins.policy,
  identity.invitation,
  identity.registered ? 1 : 0,
];

/** The vault in SQLite. */
export class SqliteVault implements Vault {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  async identity(): Promise<Identity | undefined> {
    const row = this.#db.prepare<[], IdentityRow>('SELECT * FROM identity').get();
    return row && toIdentity(row);
  }

  async saveIdentity(identity: Identity): Promise<void> {
    this.#db
      .prepare(`INSERT OR REPLACE INTO identity VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(identityValues(identity));
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

  async store(chunks: readonly Chunk[], { from, counts, touched = [], ...progress }: StoreProgress): Promise<void> {
    const insert = this.#db.prepare(
      `INSERT INTO chunk (day, generation, wearable, told, metric, nonce, sealed)
       VALUES (@day, @generation, @wearable, @told, @metric, @nonce, @sealed)`,
    );
    const add = this.#db.prepare(
      'INSERT INTO tally VALUES (?, ?) ON CONFLICT (metric) DO UPDATE SET samples = samples + excluded.samples',
    );
    this.#db.transaction(() => {
      this.#begin(from);
      let last = 0;
      for (const chunk of chunks) last = Number(insert.run(chunk).lastInsertRowid);
      for (const each of touched) touchDay(this.#db, { ...each, chunk: last, waiting: false });
      for (const [metric, samples] of Object.entries(counts)) add.run(metric, samples);
      writeProgress(this.#db, progress);
    })();
  }

  async addDayKeys(keys: DayKeys, releases: readonly Uint8Array[]): Promise<boolean> {
    return this.#db
      .transaction(() => {
        const { changes } = this.#db
          .prepare('INSERT INTO day_keys VALUES (?, ?, ?, ?) ON CONFLICT (day, generation) DO NOTHING')
          .run(keys.day, keys.generation, keys.open ?? null, keys.sealed);
        if (changes === 0) return false;
        for (const bytes of releases) insertRecord(this.#db, { kind: 'release', bytes, payload: bytes });
        return true;
      })
      .immediate();
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

  async sealedWindows(from: number, until: number): Promise<readonly SealedWindow[]> {
    return readSealedWindows(this.#db, from, until);
  }

  async touchedDays(): Promise<readonly TouchedDay[]> {
    return readTouchedDays(this.#db);
  }

  async daysHeld(fromDay: string): Promise<readonly string[]> {
    return this.#db
      .prepare<[string], string>('SELECT DISTINCT day FROM chunk WHERE day >= ? ORDER BY day')
      .pluck()
      .all(fromDay);
  }

  /** Windows begin with the first history; until one is sealed, that of a second wearable may be earlier. */
  #begin(from: Positions): void {
    const kept = this.#readPositions();
    if (kept === undefined || (from.raw < kept.raw && !hasSealedWindows(this.#db))) writePositions(this.#db, from);
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
