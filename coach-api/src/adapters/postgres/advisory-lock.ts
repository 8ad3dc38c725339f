import { sql } from 'kysely';
import type { Queries } from '../sql/dialect.js';

/** Of all that takes advisory locks in a database, what this service takes. */
const CLASS = 0x66_34_77;

/** Held to the end of the transaction. In one order, so that no two wait for each other. */
export async function lockNames(tx: Queries, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await sql`SELECT pg_advisory_xact_lock(${CLASS}, name) FROM
    (SELECT DISTINCT hashtext(each) AS name FROM unnest(${names}::text[]) AS each ORDER BY name) AS names`.execute(tx);
}
