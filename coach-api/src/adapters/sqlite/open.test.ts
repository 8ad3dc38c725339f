import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tamper } from '../testing/raw-database.js';
import { MIGRATIONS } from './migrations.js';
import { openSqlite } from './open.js';

const BUILT = new URL('../../../dist/adapters/sqlite/open.js', import.meta.url).href;
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-coach-'));
  path = join(folder, 'coach.db');
});
afterEach(() => rm(folder, { recursive: true }));

const migrations = (): unknown => {
  const file = new Sqlite(path, { readonly: true });
  const names = file.prepare('SELECT name FROM kysely_migration ORDER BY name').pluck().all();
  file.close();
  return names;
};

const known = async (): Promise<readonly string[]> => Object.keys(await MIGRATIONS.getMigrations());

it('a database that four processes make at the same time is made once', async () => {
  const script = `const { openSqlite } = await import(${JSON.stringify(BUILT)});
    const db = await openSqlite(${JSON.stringify(path)}); await db.close();`;
  const exits = Array.from({ length: 4 }, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(child, 'close');
    return code;
  });
  expect(await Promise.all(exits)).toEqual([0, 0, 0, 0]);
  expect(migrations()).toEqual(await known());
});

it('a database that a newer version used is refused and stays as it is', async () => {
  await (await openSqlite(path)).close();
  tamper(path, `INSERT INTO kysely_migration VALUES ('999-later', '2099-01-01T00:00:00.000Z')`);
  await expect(openSqlite(path)).rejects.toThrow('was used by a newer version of this program');
  expect(migrations()).toEqual([...(await known()), '999-later']);
});

it('a migration that fails leaves nothing of itself', async () => {
  tamper(path, 'CREATE TABLE releases (x TEXT)');
  await expect(openSqlite(path)).rejects.toThrow('check FIT4WORK_COACH_STATE');
  const file = new Sqlite(path, { readonly: true });
  const tables = file
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'kysely%'`)
    .pluck()
    .all();
  file.close();
  expect(tables).toEqual(['releases']);
});
