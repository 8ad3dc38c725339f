import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith, type RequirementName, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { inside } from '../test/records.js';
import { ADMIN, BROKER, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

/* What docs/backup-and-restore.md says, done as it says it: its commands are run as they are written there. */

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };

interface Backed {
  readonly desk: Desk;
  /** While the service runs. */
  readonly backUp: () => Promise<void>;
  /** While it is stopped. */
  readonly restore: () => Promise<void>;
  /** All that is in the files of the database. */
  readonly files: () => Promise<string>;
}

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/backup-and-restore.md', import.meta.url)), 'utf8');

/** Runs the command of the page that begins so, with the places of this test in the place of those of the page. */
function runWritten(program: string, places: Readonly<Record<string, string>>, bin?: string): void {
  const written = PAGE.match(new RegExp(`\`(${program} [^\`]+)\``))?.[1] ?? `no ${program} in the page`;
  const command = Object.entries(places).reduce((text, [named, place]) => {
    if (!text.includes(named)) throw new RangeError(`${named} is not in what the page says of ${program}`);
    return text.replaceAll(named, place);
  }, written);
  const path = [...(bin === undefined ? [] : [bin]), process.env.PATH ?? ''].join(delimiter);
  execFileSync('sh', ['-c', command], { env: { ...process.env, PATH: path }, stdio: 'pipe' });
}

async function overSqlite(folder: string): Promise<Backed> {
  const desk = await Desk.open();
  const copy = join(folder, 'copy.db');
  return {
    desk,
    backUp: async () => runWritten('sqlite3', { 'STATE/coach.db': desk.database, '/backup/2026-11-26.db': copy }),
    restore: async () => {
      await copyFile(copy, desk.database);
      for (const end of ['-wal', '-shm']) await rm(`${desk.database}${end}`, { force: true });
    },
    files: () => desk.stored(),
  };
}

let server: PostgresServer;

async function overPostgres(folder: string): Promise<Backed> {
  const database = await server.createDatabase();
  const desk = await Desk.open({ FIT4WORK_COACH_DATABASE_URL: server.url(database) });
  const dump = join(folder, 'copy.dump');
  const bin = dirname(realpathSync(requirement('postgres').path));
  const [url, file] = [server.url(database), '/backup/2026-11-26.dump'];
  return {
    desk,
    backUp: async () => runWritten('pg_dump', { [file]: dump, DATABASE: url }, bin),
    restore: async () => {
      await server.run('postgres', `DROP DATABASE ${database}`, `CREATE DATABASE ${database}`);
      runWritten('pg_restore', { [file]: dump, NEW: url }, bin);
    },
    files: () => server.filesOf(database),
  };
}

const STORES: readonly [string, readonly RequirementName[], (folder: string) => Promise<Backed>][] = [
  ['SQLite', ['sqlite3'], overSqlite],
  ['PostgreSQL', ['postgres'], overPostgres],
];

for (const [name, needs, open] of STORES) {
  describeWith(needs, `a copy made while the coach API runs over ${name}`, () => {
    let folder: string;
    let backed: Backed;
    let desk: Desk;
    if (needs.includes('postgres')) {
      beforeAll(async () => {
        server = await PostgresServer.start(requirement('postgres').path);
      });
      afterAll(() => server.stop());
    }
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'f4w-backup-'));
      backed = await open(folder);
      desk = backed.desk;
    });
    afterEach(async () => {
      await desk.close();
      await rm(folder, { recursive: true });
    });

    it('has all that was there, and is brought back erased, withdrawn and excluded as its people and the administrator left it', async () => {
      const [ann, ben, eve] = [new Employee(1), new Employee(2), new Employee(3)];
      for (const person of [ann, ben, eve]) await desk.enrol(person);
      const erased = ann.seal(FIRST);
      await desk.publish(ann, 'envelope', erased, ann.seal(SECOND));
      await desk.publish(ben, 'envelope', ben.seal(FIRST));
      await desk.share(ann);
      const grant = await desk.share(ben);
      await backed.backUp();
      await desk.publishSealed(ann, 'erasure', ann.erasure());
      await desk.publishConsent(ben, ben.withdraw(grant, desk.now));
      await desk.http('PUT', '/v1/invitations/3/suspension', { token: ADMIN });
      const state = async () => ({
        days: (await desk.summaries(ann)).body.days,
        withdrawn: (await desk.summaries(ben)).status,
        agents: (await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys.length,
      });
      const before = await state();
      expect([before.withdrawn, before.agents]).toEqual([403, 2]);
      await desk.stop();
      await backed.restore();
      expect(await backed.files()).toContain(inside(erased));
      await desk.start();
      expect(await state()).toEqual(before);
      expect(await backed.files()).not.toContain(inside(erased));
      for (const event of ['erasures-executed-again', 'consent-stored-again', 'exclusions-done-again']) {
        expect(desk.lines).toContain(`{"event":"${event}","count":1}`);
      }
      expect(await desk.publish(ann, 'envelope', ann.seal(SECOND))).toMatchObject({ sequence: 3 });
    });
  });
}
