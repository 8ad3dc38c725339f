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
export async function migrate(database: NamedDatabase): Promise<void> {
  const { queries, migrations, setting } = database;
  if (await isExpanded(database)) return;
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

/** After the name of a migration that only adds what the release before does without. */
const EXPANDS = '-expands';

/** Whether a newer version used it that only added to it: this one goes on with what it knows. */
async function isExpanded({ queries, migrations }: Omit<NamedDatabase, 'setting'>): Promise<boolean> {
  const known = Object.keys(await migrations.getMigrations());
  const done = await migratedTo(queries);
  const added = done.filter((name) => !known.includes(name));
  return (
    added.length > 0 && added.every((name) => name.endsWith(EXPANDS)) && known.every((name) => done.includes(name))
  );
}

async function isNewer(queries: Queries, migrations: MigrationProvider): Promise<boolean> {
  const known = Object.keys(await migrations.getMigrations());
  return (await migratedTo(queries)).some((name) => !known.includes(name));
}

/** Nothing where there are no tables yet, or none of this service. */
async function migratedTo(queries: Queries): Promise<readonly string[]> {
  try {
    const rows = await queries.selectFrom('kysely_migration').select('name').execute();
    return rows.map(({ name }) => name);
  } catch {
    return [];
  }
}
