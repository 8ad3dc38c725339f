import Sqlite from 'better-sqlite3';
import { Kysely } from 'kysely';
import type { Database } from '../sql/dialect.js';
import { migrate, unusable } from '../sql/migrate.js';
import type { Schema } from '../sql/schema.js';
import { ImmediateDialect } from './immediate-transactions.js';
import { MIGRATIONS } from './migrations.js';
import { BUSY_MS, sqliteDialect } from './sqlite-dialect.js';
import { KeptStatements } from './statements.js';

const SETTING = 'FIT4WORK_COACH_STATE';

/** For how long it is waited for another process that opens it at the same time: nothing else is to be done yet. */
const OPENING_MS = 5_000;

/**
 * Opens the database in a file and brings it up to date.
 *
 * @throws CoachError `bad-config` when the file cannot be opened, is not of this service or of a newer version of it
 */
export async function openSqlite(path: string): Promise<Database> {
  const file = openFile(path);
  const queries = new Kysely<Schema>({ dialect: new ImmediateDialect(new KeptStatements(file)) });
  try {
    await migrate({ queries, migrations: MIGRATIONS, setting: SETTING });
  } catch (cause) {
    await queries.destroy();
    throw cause;
  }
  return { queries, dialect: sqliteDialect(file), close: () => queries.destroy() };
}

function openFile(path: string): Sqlite.Database {
  try {
    const file = new Sqlite(path, { timeout: OPENING_MS });
    file.pragma('journal_mode = WAL');
    file.pragma(`busy_timeout = ${BUSY_MS}`);
    // A receipt follows each commit: it must survive the machine losing power.
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    // Reads go from window to window and rarely back: more pages in memory would be kept for nobody.
    file.pragma('cache_size = -4000');
    // A release that ends with its grant is overwritten, not only unlinked.
    file.pragma('secure_delete = ON');
    return file;
  } catch (cause) {
    throw unusable(SETTING, cause);
  }
}
