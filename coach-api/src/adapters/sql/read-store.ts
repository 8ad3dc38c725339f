import { GRANULARITIES, METRICS } from '@fit4work/protocol';
import { sql } from 'kysely';
import type { LogState, LogStateStore } from '../../log-port.js';
import type { NewRead, ReadEntry, ReadStore } from '../../read-port.js';
import { type Database, type Queries, transact } from './dialect.js';
import { insertLetter } from './letter-store.js';

export class SqlReadStore implements ReadStore {
  readonly #database: Database;
  readonly #db: Queries;

  constructor(database: Database) {
    this.#database = database;
    this.#db = database.queries;
  }

  async add({ metrics, from, until, sealed, ...read }: NewRead): Promise<void> {
    const row = { ...read, metrics: metrics.join(','), from_day: from, until_day: until };
    const { leaf, pseudonym, coach, time } = read;
    await transact(this.#database, [pseudonym], async (tx) => {
      await tx.insertInto('reads').values(row).execute();
      await insertLetter(tx, { leaf, pseudonym, kind: 'read', coach, time, forPerson: sealed, forCoach: null });
    });
  }

  async ofCoach(coach: string, limit: number): Promise<readonly ReadEntry[]> {
    const rows = await this.#db
      .selectFrom('reads')
      .innerJoin('letters', 'letters.leaf', 'reads.leaf')
      .selectAll('reads')
      .select('letters.anchored_index')
      .where('reads.coach', '=', coach)
      .orderBy('reads.id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => {
      const names = row.metrics.split(',');
      return {
        leaf: row.leaf,
        pseudonym: row.pseudonym,
        coach: row.coach,
        purpose: row.purpose,
        metrics: METRICS.filter((metric) => names.includes(metric)),
        granularity: GRANULARITIES.find((known) => known === row.granularity) ?? 'day',
        from: row.from_day,
        until: row.until_day,
        time: row.time,
        index: row.anchored_index,
      };
    });
  }
}

/** The second line of a checkpoint is its size. */
const sizeIn = (row: 'log_state' | 'excluded') => sql`split_part(${sql.ref(`${row}.state`)}, chr(10), 2)::bigint`;
const IS_NEWER = sql<boolean>`${sizeIn('log_state')} <= ${sizeIn('excluded')}`;

export class SqlLogState implements LogStateStore {
  readonly #db: Queries;

  readonly #isShared: boolean;

  /** @param isShared whether other processes keep it too, in PostgreSQL: the newest checkpoint of any stays then */
  constructor(database: Database, isShared = false) {
    this.#db = database.queries;
    this.#isShared = isShared;
  }

  async load(): Promise<LogState | undefined> {
    const row = await this.#db.selectFrom('log_state').selectAll().executeTakeFirst();
    if (row === undefined) return undefined;
    const { state, policy_from: from, policy_to: to } = row;
    return { checkpoint: state, followed: from === null || to === null ? undefined : { from, to } };
  }

  async save({ checkpoint, followed }: LogState): Promise<void> {
    const kept = { state: checkpoint, policy_from: followed?.from ?? null, policy_to: followed?.to ?? null };
    await this.#db
      .insertInto('log_state')
      .values({ id: 1, ...kept })
      .onConflict((conflict) => {
        const update = conflict.column('id').doUpdateSet(kept);
        return this.#isShared ? update.where(IS_NEWER) : update;
      })
      .execute();
  }
}
