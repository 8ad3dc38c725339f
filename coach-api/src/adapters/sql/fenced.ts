import { sql } from 'kysely';
import { notHeld } from '../../cluster/not-held.js';
import type { Holding } from '../../cluster/ports.js';
import type { Database, Tx } from './dialect.js';

/**
 * A database in which every transaction about somebody takes effect only while an epoch of their district is the newest. It holds the
 * row of the lease as a foreign key would, to its end: who claims the district comes after it, and renewing waits for nothing.
 */
export function fenced(database: Database, { name: district, epoch }: Holding, holder: string): Database {
  const { dialect } = database;
  const check = async (tx: Tx): Promise<void> => {
    const { rows } = await sql`SELECT 1 FROM district_leases WHERE district = ${district} AND epoch = ${epoch}
      AND holder = ${holder} FOR KEY SHARE`.execute(tx);
    if (rows.length === 0) throw notHeld();
  };
  const lock: typeof dialect.lock = async (tx, names) => {
    await check(tx);
    await dialect.lock(tx, names);
  };
  return { ...database, dialect: { ...dialect, lock } };
}
