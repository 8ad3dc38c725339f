import { GRANULARITIES, METRICS } from '@fit4work/protocol';
import type { LogStateStore, NewRead, ReadEntry, ReadStore } from '../../ports.js';
import type { Database } from './database.js';

export class SqliteReadStore implements ReadStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async add({ metrics, from, until, ...read }: NewRead): Promise<void> {
    const row = {
      ...read,
      metrics: metrics.join(','),
      from_day: from,
      until_day: until,
      sent: 0,
      anchored_index: null,
    };
    await this.#db.insertInto('reads').values(row).execute();
  }

  async markProven(leaf: string, index: number): Promise<void> {
    await this.#db.updateTable('reads').set({ anchored_index: index }).where('leaf', '=', leaf).execute();
  }

  async markSent(leaf: string): Promise<void> {
    await this.#db.updateTable('reads').set({ sent: 1 }).where('leaf', '=', leaf).execute();
  }

  async unsent(limit: number): Promise<readonly { leaf: string; pseudonym: string; sealed: Uint8Array }[]> {
    return this.#db
      .selectFrom('reads')
      .select(['leaf', 'pseudonym', 'sealed'])
      .where('sent', '=', 0)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  async toldSince(since: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('reads')
      .select('pseudonym')
      .distinct()
      .where('time', '>=', since)
      .where('sent', '=', 1)
      .execute();
    return rows.map(({ pseudonym }) => pseudonym);
  }

  async markUnsent(pseudonym: string, since: number): Promise<void> {
    await this.#db
      .updateTable('reads')
      .set({ sent: 0 })
      .where('pseudonym', '=', pseudonym)
      .where('time', '>=', since)
      .execute();
  }

  async unproven(limit: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('reads')
      .select('leaf')
      .where('anchored_index', 'is', null)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ leaf }) => leaf);
  }

  async ofCoach(coach: string, limit: number): Promise<readonly ReadEntry[]> {
    const rows = await this.#db
      .selectFrom('reads')
      .selectAll()
      .where('coach', '=', coach)
      .orderBy('id', 'desc')
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
