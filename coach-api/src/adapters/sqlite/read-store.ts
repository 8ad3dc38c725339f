import { GRANULARITIES, METRICS } from '@fit4work/protocol';
import type { LogStateStore, NewRead, ReadEntry, ReadStore } from '../../ports.js';
import type { Database } from './database.js';
import { insertLetter } from './letter-store.js';

export class SqliteReadStore implements ReadStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async add({ metrics, from, until, sealed, ...read }: NewRead): Promise<void> {
    const row = { ...read, metrics: metrics.join(','), from_day: from, until_day: until };
    const { leaf, pseudonym, coach, time } = read;
    await this.#db.transaction().execute(async (tx) => {
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

export class SqliteLogState implements LogStateStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async load(): Promise<string | undefined> {
    const row = await this.#db.selectFrom('log_state').select('state').executeTakeFirst();
    return row?.state;
  }

  async save(state: string): Promise<void> {
    await this.#db
      .insertInto('log_state')
      .values({ id: 1, state })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ state }))
      .execute();
  }
}
