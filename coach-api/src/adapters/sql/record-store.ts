import { equalBytes, leafOf, toHex } from '@fit4work/protocol';
import { sql } from 'kysely';
import type { PlannedErasure } from '../../core/messages.js';
import type { Plan } from '../../core/plan.js';
import type { Retired } from '../../journal-port.js';
import type {
  Checked,
  EnvelopeRange,
  Erasing,
  ExecutedErasure,
  Head,
  RecordStore,
  ReleasedGrant,
  StoredRecord,
  StoredRelease,
  Unanchored,
} from '../../ports.js';
import { deleteReleases, isEmpty, personsOf, store } from './commit.js';
import { type Database, type Queries, transact } from './dialect.js';
import { insertDemands } from './erasing.js';
import type { Schema } from './schema.js';
import { within } from './within.js';

/** Envelopes that are read at once. */
const PAGE = 64;

/** Of a retired agent nothing counts beyond its last sequence (SPEC.md clause 7.5), stored before or not. */
const COUNTS = sql<boolean>`NOT EXISTS (SELECT 1 FROM agents WHERE agents.pseudonym = envelopes.pseudonym
  AND agents.agent = envelopes.agent AND envelopes.sequence > agents.last_sequence)`;

/** Envelopes, consent and releases. No database is trusted to notice a flipped bit, so what is read is hashed again. */
export class SqlRecordStore implements RecordStore {
  readonly #database: Database;
  readonly #db: Queries;
  readonly #district: string;

  /** @param district of whose people alone anything is told that is asked of everybody; empty for everybody */
  constructor(database: Database, district = '') {
    this.#database = database;
    this.#db = database.queries;
    this.#district = district;
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

  async stored(leaves: readonly string[]): Promise<readonly string[]> {
    if (leaves.length === 0) return [];
    const found: string[] = [];
    for (const table of ['releases', 'kept_keys', 'letters', 'retirements'] as const) {
      const rows = await this.#db.selectFrom(table).select('leaf').where('leaf', 'in', leaves).execute();
      found.push(...rows.map(({ leaf }) => leaf));
    }
    return found;
  }

  async amounts(): Promise<{ readonly consents: number; readonly erasures: number }> {
    const count = (table: 'consents' | 'erasures') =>
      this.#db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where(within(this.#district))
        .executeTakeFirstOrThrow();
    return { consents: (await count('consents')).count, erasures: (await count('erasures')).count };
  }

  retirements(): Promise<readonly Retired[]> {
    return this.#db
      .selectFrom('retirements')
      .select(['pseudonym', 'bytes as record'])
      .where(within(this.#district))
      .orderBy('id')
      .execute();
  }

  async executedErasures(): Promise<readonly ExecutedErasure[]> {
    const rows = await this.#db
      .selectFrom('erasures')
      .innerJoin('letters', 'letters.leaf', 'erasures.certificate')
      .select(['erasures.leaf', 'erasures.pseudonym', 'erasures.bytes', 'for_person', 'for_coach'])
      .where(within(this.#district, 'erasures.pseudonym'))
      .orderBy('erasures.id')
      .execute();
    return rows.flatMap(({ leaf, pseudonym, bytes: erasure, for_person: sealed, for_coach: own }) =>
      sealed === null || own === null ? [] : [{ leaf, pseudonym, erasure, sealed, own }],
    );
  }

  demand(erasures: readonly PlannedErasure[]): Promise<void> {
    return insertDemands(this.#db, erasures);
  }

  async commit(plan: Plan, erasing: Erasing): Promise<void> {
    if (isEmpty(plan)) return;
    const { dialect } = this.#database;
    await dialect.makeRoom(this.#db, plan.envelopes);
    await transact(this.#database, personsOf(plan), (tx) => store({ tx, dialect }, plan, erasing));
  }

  async releasedGrants(): Promise<readonly ReleasedGrant[]> {
    const rows = await this.#db
      .selectFrom('releases')
      .select(['pseudonym', 'grant_id'])
      .distinct()
      .where(within(this.#district))
      .execute();
    return rows.map(({ pseudonym, grant_id: grant }) => ({ pseudonym, grant }));
  }

  async endReleases(ended: readonly ReleasedGrant[]): Promise<void> {
    if (ended.length === 0) return;
    const persons = ended.map(({ pseudonym }) => pseudonym);
    const { dialect } = this.#database;
    await transact(this.#database, persons, (tx) => deleteReleases({ tx, dialect }, ended));
    await this.foldBack();
  }

  foldBack(looks?: number): Promise<void> {
    return this.#database.dialect.foldBack(this.#db, looks);
  }

  async consents(pseudonym: string): Promise<Checked<StoredRecord>> {
    return checked(await this.#selectConsents([pseudonym]).execute());
  }

  async consentsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, Checked<StoredRecord>>> {
    const found = new Map<string, StoredRecord[]>(pseudonyms.map((pseudonym) => [pseudonym, []]));
    if (pseudonyms.length > 0) {
      const rows = await this.#selectConsents(pseudonyms).select('pseudonym').execute();
      for (const { pseudonym, leaf, bytes } of rows) found.get(pseudonym)?.push({ leaf, bytes });
    }
    return new Map([...found].map(([pseudonym, rows]) => [pseudonym, checked(rows)]));
  }

  #selectConsents(pseudonyms: readonly string[]) {
    return this.#db.selectFrom('consents').select(['leaf', 'bytes']).where('pseudonym', 'in', pseudonyms).orderBy('id');
  }

  consentLeaves(): Promise<readonly { readonly pseudonym: string; readonly leaf: string }[]> {
    return this.#db
      .selectFrom('consents')
      .select(['pseudonym', 'leaf'])
      .where(within(this.#district))
      .orderBy('id')
      .execute();
  }

  async releases(pseudonym: string, grants: readonly string[]): Promise<Checked<StoredRelease>> {
    return checkedReleases(await this.#selectReleases(pseudonym).where('grant_id', 'in', grants).execute());
  }

  async releasesOf(pseudonym: string): Promise<Checked<StoredRelease>> {
    return checkedReleases(await this.#selectReleases(pseudonym).execute());
  }

  async damagedReleasesOf(pseudonym: string): Promise<readonly string[]> {
    const rows = await this.#selectReleases(pseudonym).execute();
    return rows.filter((row) => !isSound(row)).map(({ leaf }) => leaf);
  }

  #selectReleases(pseudonym: string) {
    return this.#db
      .selectFrom('releases')
      .select(['leaf', 'bytes', 'narrowed'])
      .where('pseudonym', '=', pseudonym)
      .orderBy('id');
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
        .where('erased', 'is', null)
        .where(COUNTS)
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

  sharing(): Promise<readonly { readonly pseudonym: string; readonly consents: number }[]> {
    return this.#db
      .selectFrom('consents')
      .select(({ fn }) => ['pseudonym', fn.countAll<number>().as('consents')])
      .where(within(this.#district))
      .groupBy('pseudonym')
      .orderBy('pseudonym')
      .execute();
  }

  async unanchored(after: number, limit: number): Promise<readonly Unanchored[]> {
    const rows = await this.#db
      .selectFrom('envelopes')
      .select(['id', 'leaf'])
      .where('anchored_index', 'is', null)
      .where(within(this.#district))
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id, leaf }) => ({ id, leaf: toHex(leaf) }));
  }

  async markAnchored(found: readonly { readonly id: number; readonly index: number }[]): Promise<void> {
    if (found.length === 0) return;
    await this.#database.dialect.markAnchored(this.#db, found);
  }
}

function checked(rows: readonly StoredRecord[]): Checked<StoredRecord> {
  const records = rows.filter(({ leaf, bytes }) => toHex(leafOf(bytes)) === leaf);
  return { records, damaged: rows.length - records.length };
}

const isSound = ({ leaf, bytes, narrowed }: Pick<Schema['releases'], 'leaf' | 'bytes' | 'narrowed'>): boolean =>
  toHex(leafOf(bytes)) === (narrowed ?? leaf);

function checkedReleases(
  rows: readonly Pick<Schema['releases'], 'leaf' | 'bytes' | 'narrowed'>[],
): Checked<StoredRelease> {
  const sound = rows.filter(isSound);
  const records = sound.map(({ leaf, bytes, narrowed }) => ({
    ...{ leaf, bytes, narrowed: narrowed !== null },
    hash: narrowed ?? leaf,
  }));
  return { records, damaged: rows.length - records.length };
}
