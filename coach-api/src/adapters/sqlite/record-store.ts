import { equalBytes, leafOf, toHex } from '@fit4work/protocol';
import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { Fork, Plan } from '../../core/batch.js';
import type {
  Checked,
  EnvelopeCounts,
  EnvelopeRange,
  Head,
  RecordStore,
  ReleasedGrant,
  StoredRecord,
  Unanchored,
} from '../../ports.js';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

/** Envelopes that are read at once. */
const PAGE = 64;

/** Envelopes, consent and releases in SQLite. It does not notice a flipped bit, so what is read is hashed again. */
export class SqliteRecordStore implements RecordStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  head(pseudonym: string, agent: number): Promise<Head | undefined> {
    return this.#db
      .selectFrom('envelopes')
      .select(['sequence', 'leaf'])
      .where('pseudonym', '=', pseudonym)
      .where('agent', '=', agent)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  async leavesAt(
    pseudonym: string,
    agent: number,
    sequences: readonly number[],
  ): Promise<ReadonlyMap<number, Uint8Array>> {
    const rows = await this.#db
      .selectFrom('envelopes')
      .select(['sequence', 'leaf'])
      .where('pseudonym', '=', pseudonym)
      .where('agent', '=', agent)
      .where('sequence', 'in', sequences)
      .execute();
    return new Map(rows.map(({ sequence, leaf }) => [sequence, leaf]));
  }

  async storedReleases(leaves: readonly string[]): Promise<readonly string[]> {
    if (leaves.length === 0) return [];
    const rows = await this.#db.selectFrom('releases').select('leaf').where('leaf', 'in', leaves).execute();
    return rows.map(({ leaf }) => leaf);
  }

  async commit(plan: Plan): Promise<void> {
    const { envelopes, consents, releases, ended, forks } = plan;
    if ([envelopes, consents, releases, ended, forks].every(({ length }) => length === 0)) return;
    await this.#db.transaction().execute((tx) => insertAll(tx, plan));
    if (ended.length > 0) await this.#foldBack();
  }

  async releasedGrants(): Promise<readonly ReleasedGrant[]> {
    const rows = await this.#db.selectFrom('releases').select(['pseudonym', 'grant_id']).distinct().execute();
    return rows.map(({ pseudonym, grant_id: grant }) => ({ pseudonym, grant }));
  }

  async endReleases(ended: readonly ReleasedGrant[]): Promise<void> {
    if (ended.length === 0) return;
    await this.#db.transaction().execute((tx) => deleteReleases(tx, ended));
    await this.#foldBack();
  }

  /** Until the write-ahead log is folded back, it still holds the releases that have ended. */
  async #foldBack(): Promise<void> {
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(this.#db);
  }

  async consents(pseudonym: string): Promise<Checked<StoredRecord>> {
    const rows = await this.#db
      .selectFrom('consents')
      .select(['leaf', 'bytes'])
      .where('pseudonym', '=', pseudonym)
      .orderBy('id')
      .execute();
    return checked(rows);
  }

  async releases(pseudonym: string, grants: readonly string[]): Promise<Checked<StoredRecord>> {
    const rows = await this.#db
      .selectFrom('releases')
      .select(['leaf', 'bytes'])
      .where('pseudonym', '=', pseudonym)
      .where('grant_id', 'in', grants)
      .execute();
    return checked(rows);
  }

  async *envelopes({ pseudonym, granularity, from, until }: EnvelopeRange): AsyncGenerator<Checked<Uint8Array>> {
    for (let place = { start: from, id: -1 }; ; ) {
      const rows = await this.#db
        .selectFrom('envelopes')
        .select(['id', 'window_start', 'leaf', 'bytes'])
        .where('pseudonym', '=', pseudonym)
        .where('granularity', '=', granularity)
        .where(sql<boolean>`(window_start, id) > (${place.start}, ${place.id})`)
        .where('window_start', '<', until)
        .orderBy('window_start')
        .orderBy('id')
        .limit(PAGE)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return;
      place = { start: last.window_start, id: last.id };
      const sound = rows.filter(({ leaf, bytes }) => equalBytes(leafOf(bytes), leaf));
      yield { records: sound.map(({ bytes }) => bytes), damaged: rows.length - sound.length };
    }
  }

  async counts(pseudonym: string): Promise<EnvelopeCounts> {
    const row = await this.#db
      .selectFrom('envelopes')
      .select(({ fn }) => [fn.countAll<number>().as('stored'), fn.count<number>('anchored_index').as('anchored')])
      .where('pseudonym', '=', pseudonym)
      .executeTakeFirstOrThrow();
    return { stored: row.stored, anchored: row.anchored };
  }

  async sharing(): Promise<readonly string[]> {
    const rows = await this.#db.selectFrom('consents').select('pseudonym').distinct().orderBy('pseudonym').execute();
    return rows.map(({ pseudonym }) => pseudonym);
  }

  async unanchored(after: number, limit: number): Promise<readonly Unanchored[]> {
    return this.#db
      .selectFrom('envelopes')
      .select(['id', sql<string>`lower(hex(leaf))`.as('leaf')])
      .where('anchored_index', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  async markAnchored(found: readonly { readonly id: number; readonly index: number }[]): Promise<void> {
    if (found.length === 0) return;
    const pairs = JSON.stringify(found.map(({ id, index }) => [id, index]));
    await sql`UPDATE envelopes SET anchored_index = found.place
      FROM (SELECT value ->> 0 AS id, value ->> 1 AS place FROM json_each(${pairs})) AS found
      WHERE envelopes.id = found.id`.execute(this.#db);
  }
}

function checked(rows: readonly StoredRecord[]): Checked<StoredRecord> {
  const records = rows.filter(({ leaf, bytes }) => toHex(leafOf(bytes)) === leaf);
  return { records, damaged: rows.length - records.length };
}

async function insertAll(tx: Transaction<Schema>, plan: Plan): Promise<void> {
  const { envelopes, consents, releases, ended, forks } = plan;
  for (const envelope of envelopes) await tx.executeQuery(insertOf(envelope));
  if (consents.length > 0) {
    const rows = consents.map(({ leaf, pseudonym, text }) => ({ leaf, pseudonym, bytes: Buffer.from(text, 'latin1') }));
    await tx.insertInto('consents').values(rows).execute();
  }
  await deleteReleases(tx, ended);
  if (releases.length > 0) {
    const rows = releases.map(({ leaf, pseudonym, release, bytes }) => ({
      leaf,
      pseudonym,
      grant_id: toHex(release.grant),
      bytes,
    }));
    await tx.insertInto('releases').values(rows).execute();
  }
  for (const fork of forks) await keepFork(tx, fork);
}

const MAX_FORKS = 1_024;

/** Each once, and the oldest: a copied key that goes on sending must not fill the disk. */
async function keepFork(tx: Transaction<Schema>, { pseudonym, envelope, bytes, time }: Fork): Promise<void> {
  const { kept } = await tx
    .selectFrom('forks')
    .select(({ fn }) => fn.countAll<number>().as('kept'))
    .executeTakeFirstOrThrow();
  if (kept >= MAX_FORKS) return;
  const { agent, sequence, leaf } = envelope;
  const row = { pseudonym, agent, sequence, leaf, bytes, time };
  await tx
    .insertInto('forks')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function deleteReleases(tx: Transaction<Schema>, ended: readonly ReleasedGrant[]): Promise<void> {
  for (const { pseudonym, grant } of ended) {
    await tx.deleteFrom('releases').where('pseudonym', '=', pseudonym).where('grant_id', '=', grant).execute();
  }
}

const INSERT_ENVELOPE = `INSERT INTO envelopes (pseudonym, agent, sequence, leaf, granularity, window_start, bytes)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** Written out, and one row a statement: most of what is ever stored is envelopes, and one text is prepared once. */
function insertOf({ pseudonym, envelope, bytes }: Plan['envelopes'][number]): CompiledQuery {
  const { agent, sequence, leaf, granularity, windowStart } = envelope;
  return CompiledQuery.raw(INSERT_ENVELOPE, [pseudonym, agent, sequence, leaf, granularity, windowStart, bytes]);
}
