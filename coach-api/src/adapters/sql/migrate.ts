import { type MigrationProvider, Migrator } from 'kysely';
import { CoachError } from '../../error.js';
import type { Queries } from './dialect.js';

/** How errors name the database: never by its address, which may have a password in it. */
export interface NamedDatabase {
  readonly queries: Queries;
  readonly migrations: MigrationProvider;
  /** The setting that says where it is. */
  readonly setting: string;
}

/**
 * Brings a database up to date: everything that is missing in one transaction, one process after the other.
 *
 * @throws CoachError `bad-config` when it is newer than this program, cannot be used, or is not of this service
 */
export async function migrate({ queries, migrations, setting }: NamedDatabase): Promise<void> {
  const { error } = await new Migrator({ db: queries, provider: migrations }).migrateToLatest();
  if (error === undefined) return;
  if (await isNewer(queries, migrations)) {
    throw new CoachError(
      'bad-config',
      `The database of ${setting} was used by a newer version of this program: run that version, or bring back a copy from before it.`,
    );
  }
  throw unusable(setting, error);
}

export const unusable = (setting: string, cause: unknown): CoachError =>
  new CoachError('bad-config', `The database cannot be opened: check ${setting} and its rights.`, { cause });

async function isNewer(queries: Queries, migrations: MigrationProvider): Promise<boolean> {
  const known = Object.keys(await migrations.getMigrations());
  try {
    const rows = await queries.selectFrom('kysely_migration').select('name').execute();
    return rows.some(({ name }) => !known.includes(name));
  } catch {
    return false;
  }
}
