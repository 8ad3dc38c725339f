import { EventEmitter, once } from 'node:events';
import { cryptoReady } from '@fit4work/protocol';
import { type Kysely, type MigrationProvider, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../../test/src/requirement.js';
import { NOW } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import { Certifier, envelopeOf, FIRST, planOf } from '../../../test/records.js';
import { Employee } from '../../testing/employee.js';
import type { Database } from '../sql/dialect.js';
import { SqlRecordStore } from '../sql/record-store.js';
import { migrateBesideOthers } from './migrating.js';
import { MIGRATIONS } from './migrations.js';
import { openPostgres } from './open.js';

await cryptoReady;
const SETTING = 'FIT4WORK_COACH_DATABASE_URL';
/** What docs/upgrading.md states: milliseconds for which a change of tables holds up anything that is served, with room for a slow machine. */
const HELD_UP = 5_000;

/** This release, and what a later one may bring. */
const withLater = (later: Readonly<Record<string, readonly string[]>>): MigrationProvider => ({
  getMigrations: async () => ({
    ...(await MIGRATIONS.getMigrations()),
    ...Object.fromEntries(
      Object.entries(later).map(([name, statements]) => [
        name,
        {
          async up(db: Kysely<unknown>): Promise<void> {
            for (const statement of statements) await sql.raw(statement).execute(db);
          },
        },
      ]),
    ),
  }),
});

/** Of tables that are stored to and read all the time. */
const ADDED = withLater({
  '900-added-expands': [
    'ALTER TABLE envelope_places ADD COLUMN remark text',
    'ALTER TABLE persons ADD COLUMN remark integer NOT NULL DEFAULT 0',
    'CREATE TABLE remarks (id bigint PRIMARY KEY)',
  ],
});

describeWith(['postgres'], 'a database whose tables change', () => {
  let server: PostgresServer;
  let name: string;
  let url: string;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    name = await server.createDatabase();
    url = server.url(name);
  });

  const done = async () =>
    (await server.run(name, 'SELECT name FROM kysely_migration ORDER BY name')).map((row) => String(row.name));

  describe('while coach APIs of the release before serve', () => {
    it('loses nothing that they store, holds up nothing, and changes once, whoever else reads for long', async () => {
      const older = await Promise.all(['a', 'b'].map((holder) => openPostgres(url, NOW, { holder })));
      const serving = older.map((database, i) => new Serving(database, new Employee(i + 1)));
      const backup = await openPostgres(url, NOW);
      const waiting = new EventEmitter();
      const onWaiting = (): void => void waiting.emit('again');
      const change = () => migrateBesideOthers({ url, migrations: ADDED, setting: SETTING, onWaiting });
      const changed = await backup.queries
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => {
          await tx.selectFrom('envelopes').selectAll().execute();
          const both = Promise.allSettled([change(), change()]);
          await once(waiting, 'again');
          await once(waiting, 'again');
          return { both };
        });
      expect((await changed.both).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
      const stored = await Promise.all(serving.map((each) => each.stop()));
      expect((await done()).filter((each) => each.startsWith('9'))).toEqual(['900-added-expands']);
      for (const [i, { confirmed, read, longest }] of stored.entries()) {
        expect(confirmed).toBeGreaterThan(0);
        expect(read).toBeGreaterThan(0);
        expect(longest).toBeLessThan(HELD_UP);
        const head = await new SqlRecordStore(backup).head(new Employee(i + 1).name, 1);
        expect(head?.sequence).toBe(confirmed);
      }
      const after = await openPostgres(url, NOW);
      for (const each of [...older, backup, after]) await each.close();
    }, 60_000);
  });

  describe('and the release before', () => {
    it('starts over what a newer one only added, and goes on', async () => {
      const ann = new Employee(1);
      await migrateBesideOthers({ url, migrations: ADDED, setting: SETTING });
      const before = await done();
      const again = await openPostgres(url, NOW);
      await new SqlRecordStore(again).commit(planOf({ envelopes: [envelopeOf(ann, FIRST)] }), new Certifier());
      expect((await new SqlRecordStore(again).head(ann.name, 1))?.sequence).toBe(1);
      expect(await done()).toEqual(before);
      await again.close();
    });

    it('starts over nothing of which it lacks a change that did more', async () => {
      const narrowed = withLater({ '900-added-expands': ['SELECT 1'], '901-dropped': ['SELECT 1'] });
      await migrateBesideOthers({ url, migrations: narrowed, setting: SETTING });
      await expect(openPostgres(url, NOW)).rejects.toThrow('was used by a newer version of this program');
    });
  });

  describe('since the ninth change', () => {
    /** Tables whose files are others after a change than before it. */
    async function rewrittenBy(migrations: MigrationProvider): Promise<readonly unknown[]> {
      const files = async () =>
        server.run(
          name,
          `SELECT relname, pg_relation_filenode(oid) AS file FROM pg_class WHERE relkind IN ('r', 'i', 't')
          AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace) AND oid >= 16384 ORDER BY oid`,
        );
      const before = await files();
      await migrateBesideOthers({ url, migrations, setting: SETTING });
      const after = new Map((await files()).map(({ relname, file }) => [relname, file]));
      return before.filter(({ relname, file }) => after.get(relname) !== file).map(({ relname }) => relname);
    }
    const upTo = (count: number): MigrationProvider => ({
      getMigrations: async () => Object.fromEntries(Object.entries(await MIGRATIONS.getMigrations()).slice(0, count)),
    });

    it('none writes a table anew, which would lock out everybody for as long as that takes', async () => {
      const count = Object.keys(await MIGRATIONS.getMigrations()).length;
      await migrateBesideOthers({ url, migrations: upTo(9), setting: SETTING });
      for (let next = 10; next <= count; next += 1) expect(await rewrittenBy(upTo(next))).toEqual([]);
      expect(await rewrittenBy(ADDED)).toEqual([]);
      const heavy = withLater({
        '900-added-expands': [],
        '901-heavier': ['ALTER TABLE letters ALTER COLUMN acknowledged TYPE bigint'],
      });
      expect(await rewrittenBy(heavy)).toContain('letters');
    });
  });
});

/** An older coach API at work: one envelope after the other, and reads beside it. */
class Serving {
  readonly #records: SqlRecordStore;
  readonly #employee: Employee;
  readonly #work: Promise<unknown>;
  #stopped = false;
  #confirmed = 0;
  #read = 0;
  #longest = 0;

  constructor(database: Database, employee: Employee) {
    this.#records = new SqlRecordStore(database);
    this.#employee = employee;
    this.#work = Promise.all([this.#ingest(), this.#readAgain()]);
  }

  async stop() {
    this.#stopped = true;
    await this.#work;
    return { confirmed: this.#confirmed, read: this.#read, longest: this.#longest };
  }

  async #ingest(): Promise<void> {
    while (!this.#stopped) {
      const plan = planOf({ envelopes: [envelopeOf(this.#employee, FIRST)] });
      await this.#timed(() => this.#records.commit(plan, new Certifier()));
      this.#confirmed += 1;
    }
  }

  async #readAgain(): Promise<void> {
    const range = { pseudonym: this.#employee.name, granularity: 'day', from: 0, until: NOW } as const;
    while (!this.#stopped) {
      await this.#timed(async () => {
        for await (const { damaged } of this.#records.envelopes(range)) expect(damaged).toBe(0);
      });
      this.#read += 1;
    }
  }

  async #timed(work: () => Promise<void>): Promise<void> {
    const begun = performance.now();
    await work();
    this.#longest = Math.max(this.#longest, performance.now() - begun);
  }
}
