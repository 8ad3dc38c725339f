import { GRANULARITIES } from '@fit4work/protocol';
import { sql } from 'kysely';
import { isExpiring } from '../../core/expiry.js';
import type { Amount, Expiry, RetentionCount, RetentionStore } from '../../retention-port.js';
import { type Database, type Emptying, type Queries, type Tx, transact } from './dialect.js';
import { emptyForks } from './erasing.js';
import { within } from './within.js';

/** In the place of the leaf of an erasure: nobody demanded this one. */
const EXPIRED = 'expired';
/** People that are told at once. */
const PAGE = 256;

export class SqlRetentionStore implements RetentionStore {
  readonly #database: Database;
  readonly #db: Queries;
  readonly #district: string;

  /** @param district of whose people alone; empty for everybody */
  constructor(database: Database, district = '') {
    this.#database = database;
    this.#db = database.queries;
    this.#district = district;
  }

  async due(endedBy: number, after: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('persons')
      .innerJoin('challenges', 'challenges.number', 'persons.challenge')
      .select('pseudonym')
      .where('ends', '<=', endedBy)
      .where('pseudonym', '>', after)
      .where(within(this.#district))
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('envelopes')
            .select('envelopes.id')
            .whereRef('envelopes.pseudonym', '=', 'persons.pseudonym')
            // An envelope without bytes has none.
            .where('granularity', 'in', GRANULARITIES),
        ),
      )
      .orderBy('pseudonym')
      .limit(PAGE)
      .execute();
    return rows.map(({ pseudonym }) => pseudonym);
  }

  async count(expiry: Expiry): Promise<number> {
    let count = 0;
    for (const { pseudonym, granularities, start, end } of emptyings(expiry)) {
      const row = await this.#db
        .selectFrom('envelopes')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('pseudonym', '=', pseudonym)
        .where('granularity', 'in', granularities)
        .where('window_start', '>=', start)
        .where('window_start', '<', end)
        .executeTakeFirstOrThrow();
      count += row.count;
    }
    return count;
  }

  expire(expiry: Expiry, day: string): Promise<number> {
    return transact(this.#database, [expiry.pseudonym], async (tx) => {
      if (!(await stillHolds(tx, expiry))) return 0;
      const envelopes = await this.#empty(tx, expiry);
      if (envelopes > 0) await this.#add(tx, day, envelopes);
      return envelopes;
    });
  }

  async noteCounted(day: string, amount: Amount): Promise<void> {
    const row = { day, district: this.#district, counted: 1, ...amount };
    // About nobody, but of a district: one that was paused would put what it counted in the place of what another did since.
    await transact(this.#database, [], (tx) =>
      tx
        .insertInto('retention_counts')
        .values(row)
        .onConflict((conflict) => conflict.columns(['day', 'district', 'counted']).doUpdateSet({ ...amount }))
        .execute(),
    );
  }

  foldBack(): Promise<void> {
    return this.#database.dialect.foldBack(this.#db);
  }

  async counts(limit: number): Promise<readonly RetentionCount[]> {
    const rows = await this.#db
      .selectFrom('retention_counts')
      .select(({ fn }) => ['day', 'counted', fn.sum('people').as('people'), fn.sum('envelopes').as('envelopes')])
      .groupBy(['day', 'counted'])
      .orderBy('day', 'desc')
      .orderBy('counted')
      .limit(limit)
      .execute();
    return rows.map(({ day, counted, people, envelopes }) => ({
      ...{ day, counted: counted === 1, people: Number(people), envelopes: Number(envelopes) },
    }));
  }

  async #empty(tx: Tx, expiry: Expiry): Promise<number> {
    const { dialect } = this.#database;
    let count = 0;
    for (const emptying of emptyings(expiry)) count += (await dialect.emptyEnvelopes(tx, emptying)).length;
    await deleteKeys(tx, expiry);
    await emptyForks(tx, expiry.pseudonym, (envelope) => !isExpiring(expiry, envelope));
    await dialect.emptied(tx, 'kept_keys');
    await dialect.emptied(tx, 'forks');
    return count;
  }

  /** Last in its transaction: whoever else adds to the row waits for this one. */
  async #add(tx: Tx, day: string, envelopes: number): Promise<void> {
    await tx
      .insertInto('retention_counts')
      .values({ day, district: this.#district, counted: 0, people: 1, envelopes })
      .onConflict((conflict) =>
        conflict.columns(['day', 'district', 'counted']).doUpdateSet({
          people: sql`retention_counts.people + 1`,
          envelopes: sql`retention_counts.envelopes + ${envelopes}`,
        }),
      )
      .execute();
  }
}

const emptyings = ({ pseudonym, spans }: Expiry): readonly Emptying[] =>
  GRANULARITIES.flatMap((granularity) =>
    spans[granularity].map((span) => ({ pseudonym, granularities: [granularity], ...span, mark: EXPIRED })),
  );

/** Somebody may have moved the end of the challenge, and the person granted something, since this was decided. */
async function stillHolds(tx: Tx, { pseudonym, consents, endedBy }: Expiry): Promise<boolean> {
  const ended = await tx
    .selectFrom('persons')
    .innerJoin('challenges', 'challenges.number', 'persons.challenge')
    .select('pseudonym')
    .where('pseudonym', '=', pseudonym)
    .where('ends', '<=', endedBy)
    .executeTakeFirst();
  if (ended === undefined) return false;
  const { count } = await tx
    .selectFrom('consents')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('pseudonym', '=', pseudonym)
    .executeTakeFirstOrThrow();
  return count === consents;
}

async function deleteKeys(tx: Tx, { pseudonym, keptDays }: Expiry): Promise<void> {
  await tx
    .deleteFrom('kept_keys')
    .where('pseudonym', '=', pseudonym)
    .where(({ and, or, eb }) =>
      and(keptDays.map(({ from, until }) => or([eb('day', '<', from), eb('day', '>', until)]))),
    )
    .execute();
}
