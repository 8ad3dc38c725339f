import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, type MigrationProvider, SqliteDialect } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '../sql/migrate.js';
import type { Schema } from '../sql/schema.js';
import { MIGRATIONS } from './migrations.js';
import { openSqlite } from './open.js';

/* docs/upgrading.md, step by step: a copy, the newer release, and the older one again. */

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-coach-'));
  path = join(folder, 'coach.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** What a release before knew, which lacks this many. */
const without = (count: number): MigrationProvider => ({
  getMigrations: async () => Object.fromEntries(Object.entries(await MIGRATIONS.getMigrations()).slice(0, -count)),
});
/** The last but three does more than to add. */
const OLDER = without(4);

async function startOlder(migrations = OLDER): Promise<void> {
  const queries = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new Sqlite(path) }) });
  try {
    await migrate({ queries, migrations, setting: 'FIT4WORK_COACH_STATE' });
  } finally {
    await queries.destroy();
  }
}

async function startNewer(): Promise<void> {
  const { close } = await openSqlite(path);
  await close();
}

function ask(sql: string): unknown {
  const file = new Sqlite(path);
  try {
    const statement = file.prepare(sql);
    return statement.reader ? statement.pluck().all() : statement.run();
  } finally {
    file.close();
  }
}

const MIGRATED = 'SELECT name FROM kysely_migration ORDER BY name';
const stored = (pseudonym: string): string => `INSERT INTO forks (pseudonym, agent, sequence, leaf, bytes, time)
  VALUES ('${pseudonym}', 1, 1, CAST('${pseudonym}' AS BLOB), x'00', 1)`;
const STORED = 'SELECT pseudonym FROM forks ORDER BY pseudonym';

it('the release before starts over the copy from before the upgrade, and over nothing else', async () => {
  const [older, newer] = [Object.keys(await OLDER.getMigrations()), Object.keys(await MIGRATIONS.getMigrations())];
  const copy = join(folder, 'before.db');
  await startOlder();
  ask(stored('copied'));
  ask(`VACUUM INTO '${copy}'`);
  await startNewer();
  expect(ask(MIGRATED)).toEqual(newer);
  ask(stored('later'));
  await expect(startOlder()).rejects.toThrow('run that version, or bring back a copy from before it');
  expect([ask(MIGRATED), ask(STORED)]).toEqual([newer, ['copied', 'later']]);
  await Promise.all(['', '-wal', '-shm'].map((ending) => rm(path + ending, { force: true })));
  await copyFile(copy, path);
  await startOlder();
  expect([ask(MIGRATED), ask(STORED)]).toEqual([older, ['copied']]);
  await startNewer();
  expect([ask(MIGRATED), ask(STORED)]).toEqual([newer, ['copied']]);
});

it('the release before goes on over what a newer one only added, without a copy', async () => {
  const newer = Object.keys(await MIGRATIONS.getMigrations());
  expect(newer.at(-1)).toMatch(/-expands$/);
  await startNewer();
  ask(stored('later'));
  await startOlder(without(1));
  expect([ask(MIGRATED), ask(STORED)]).toEqual([newer, ['later']]);
});
