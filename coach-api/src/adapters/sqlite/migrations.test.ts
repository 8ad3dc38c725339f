import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, keyIdOf, toBase64Url } from '@fit4work/protocol';
import Sqlite from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MARKS } from '../../../test/records.js';
import { SqlAdministrationStore } from '../sql/administration-store.js';
import { SqlLetterStore } from '../sql/letter-store.js';
import { SqlReadStore } from '../sql/read-store.js';
import { SqlRegistry } from '../sql/registry.js';
import { tamper } from '../testing/raw-database.js';
import { MIGRATIONS } from './migrations.js';
import { openSqlite } from './open.js';

await cryptoReady;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-coach-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a database of the version before keeps its people, releases and reads, told and not', async () => {
  const path = join(folder, 'coach.db');
  const before = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Sqlite(path) }) });
  const { error } = await new Migrator({ db: before, provider: MIGRATIONS }).migrateTo('003-reads-by-time');
  expect(error).toBeUndefined();
  await before.destroy();
  const read = (leaf: string, sent: number, place: string): string =>
    `INSERT INTO reads (leaf, pseudonym, coach, purpose, metrics, granularity, from_day, until_day, time, record, sealed, sent,
      anchored_index) VALUES ('${leaf}', 'aa', 'coach-1', 'talk', 'steps', 'day', '2026-05-01', '2026-05-01', 7, x'01', x'02', ${sent}, ${place})`;
  tamper(
    path,
    `INSERT INTO persons VALUES ('aa', zeroblob(32), zeroblob(32), 1)`,
    `INSERT INTO releases VALUES ('bb', 'aa', 'cc', x'03')`,
    `INSERT INTO agents VALUES ('aa', 1, zeroblob(32), 'key', x'04')`,
    `INSERT INTO invitations VALUES ('second', 20, 'aa'), ('first', 10, NULL)`,
    read('r1', 1, '5'),
    read('r2', 0, 'NULL'),
  );
  const db = await openSqlite(path);
  const [reads, letters] = [new SqlReadStore(db), new SqlLetterStore(db)];
  expect((await reads.ofCoach('coach-1', 9)).map(({ leaf, index }) => [leaf, index])).toEqual([
    ['r2', null],
    ['r1', 5],
  ]);
  expect(await letters.waiting('aa', 9)).toMatchObject([{ leaf: 'r2', kind: 'read' }]);
  expect(await letters.unproven(9)).toEqual(['r2']);
  const identity = toBase64Url(keyIdOf(new Uint8Array(32)));
  expect((await new SqlRegistry(db, MARKS).personOfIdentity(identity))?.pseudonym).toBe('aa');
  expect(await db.queries.selectFrom('releases').select(['id', 'leaf', 'narrowed']).execute()).toEqual([
    { id: 1, leaf: 'bb', narrowed: null },
  ]);
  const administration = new SqlAdministrationStore(db, MARKS);
  const there = { challenge: 1, revoked: false, suspended: false };
  expect(await administration.invitations({ challenge: 1, after: 0, limit: 9 })).toEqual([
    { ...there, number: 1, expires: 10, used: false },
    { ...there, number: 2, expires: 20, used: true },
  ]);
  expect(await administration.suspend(2, 5, 'h')).toBe(1);
  expect(await new SqlRegistry(db, MARKS).agent('key')).toMatchObject({ suspended: true, challengeEnds: null });
  await db.close();
});
