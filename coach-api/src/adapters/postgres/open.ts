import { Kysely, sql } from 'kysely';
import { CoachError } from '../../error.js';
import type { Database, Queries } from '../sql/dialect.js';
import { unusable } from '../sql/migrate.js';
import type { Schema } from '../sql/schema.js';
import { type Migrating, migrateBesideOthers } from './migrating.js';
import { MIGRATIONS } from './migrations.js';
import { Partitions } from './partitions.js';
import { openPool } from './pool.js';
import { postgresDialect } from './postgres-dialect.js';
import { PoolDialect } from './postgres-driver.js';

const SETTING = 'FIT4WORK_COACH_DATABASE_URL';

/** What there is to know where others may have the database too. */
interface Beside extends Pick<Migrating, 'onWaiting'> {
  readonly holder?: string | undefined;
}

/**
 * Opens the database on a PostgreSQL server and brings it up to date.
 *
 * @param url with a password in it perhaps, so it is told to nobody
 * @param now Unix seconds; the months from here on have their partitions when this settles
 * @param others which of several coach APIs opens it, and what is done while others use tables that are to change
 * @throws CoachError `bad-config` when it cannot be reached, is not of this service or of a newer version of it
 */
export async function openPostgres(url: string, now: number, { holder, onWaiting }: Beside = {}): Promise<Database> {
  const queries = new Kysely<Schema>({ dialect: new PoolDialect(poolOf(url, holder)) });
  try {
    await migrateBesideOthers({ url, migrations: MIGRATIONS, setting: SETTING, onWaiting });
    await refuseForgetful(queries);
    const partitions = new Partitions();
    await partitions.make(queries, [now]);
    return { queries, dialect: postgresDialect(partitions), close: () => queries.destroy() };
  } catch (cause) {
    await queries.destroy();
    throw cause instanceof CoachError && cause.code === 'bad-config' ? cause : unusable(SETTING, cause);
  }
}

/** The files that a URL names are read here. */
function poolOf(url: string, holder: string | undefined) {
  try {
    return openPool(url, holder);
  } catch (cause) {
    throw unusable(SETTING, cause);
  }
}

/** A server that does not write to its disk confirms what a loss of power takes back. */
async function refuseForgetful(queries: Queries): Promise<void> {
  const { rows } = await sql<{ fsync: string }>`SHOW fsync`.execute(queries);
  if (rows[0]?.fsync === 'on') return;
  throw new CoachError('bad-config', 'The server of FIT4WORK_COACH_DATABASE_URL has fsync off: set it to on.');
}
