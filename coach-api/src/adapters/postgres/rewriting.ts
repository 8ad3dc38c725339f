import { sql } from 'kysely';
import type { EmptiedTable, Queries, Tx } from '../sql/dialect.js';
import { readersLeft } from '../sql/readers-left.js';

/*
 * PostgreSQL leaves the bytes of a row that is gone where they were until the page is used again. A table of which rows were
 * destroyed is written anew, and its old file given up: the table `emptied` says which, so that a crash forgets none.
 */

export async function noteEmptied(tx: Tx, relation: EmptiedTable | 'envelope_places'): Promise<void> {
  await sql`INSERT INTO emptied (relation) VALUES (${relation})`.execute(tx);
}

/** @throws CoachError `store-unavailable` when somebody still reads what was there before */
export async function rewriteEmptied(queries: Queries, looks?: number): Promise<void> {
  const { rows } = await sql<{ relation: string; ids: number[]; last: string }>`SELECT relation,
    array_agg(id) AS ids, (array_agg(transaction ORDER BY id DESC))[1]::text AS last FROM emptied GROUP BY relation`.execute(
    queries,
  );
  for (const { relation, ids, last } of rows) {
    await awaitReaders(queries, last, looks);
    await rewrite(queries, relation, looks === undefined ? 0 : '30s');
    await sql`DELETE FROM emptied WHERE id = ANY(${ids}::bigint[])`.execute(queries);
  }
}

/**
 * What it takes is a matter of how much the month has: by itself it is given whatever that is, and in the turn of a batch, which others
 * wait for, no more than any statement.
 */
function rewrite(queries: Queries, relation: string, most: 0 | '30s'): Promise<void> {
  return queries.connection().execute(async (connection) => {
    await sql`SET statement_timeout = ${sql.lit(most)}`.execute(connection);
    try {
      await sql`VACUUM (FULL) ${sql.table(relation)}`.execute(connection);
    } finally {
      await sql`SET statement_timeout = '30s'`.execute(connection);
    }
  });
}

/** A row that an older transaction may still see would be written anew with the others. */
const awaitReaders = (queries: Queries, transaction: string, looks?: number): Promise<void> =>
  readersLeft(async () => {
    const { rows } = await sql<{ older: boolean }>`SELECT EXISTS (SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND age(backend_xmin) >= age(${transaction}::xid8::xid)) AS older`.execute(queries);
    return rows[0]?.older === false;
  }, looks);
