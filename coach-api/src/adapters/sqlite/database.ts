import Sqlite from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { CoachError } from '../../error.js';
import { MIGRATIONS } from './migrations.js';
import type { Schema } from './schema.js';
import { KeptStatements } from './statements.js';

export type Database = Kysely<Schema>;

/**
 * Opens the database and brings it up to date.
 *
 * @throws CoachError `bad-config` when the file cannot be opened or is not of this service
 */
export async function openDatabase(path: string): Promise<Database> {
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new KeptStatements(openFile(path)) }) });
  const { error } = await new Migrator({ db, provider: MIGRATIONS }).migrateToLatest();
  if (error === undefined) return db;
  await db.destroy();
  throw refused(path, error);
}

function openFile(path: string): Sqlite.Database {
  try {
    const file = new Sqlite(path, { timeout: 5_000 });
    file.pragma('journal_mode = WAL');
    // A receipt follows each commit: it must survive the machine losing power.
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    // Reads go from window to window and rarely back: more pages in memory would be kept for nobody.
    file.pragma('cache_size = -4000');
    // A release that ends with its grant is overwritten, not only unlinked.
    file.pragma('secure_delete = ON');
    return file;
  } catch (cause) {
    throw refused(path, cause);
  }
}

const refused = (path: string, cause: unknown): CoachError =>
  new CoachError('bad-config', `The database ${path} cannot be opened: check FIT4WORK_COACH_STATE and its rights.`, {
    cause,
  });
