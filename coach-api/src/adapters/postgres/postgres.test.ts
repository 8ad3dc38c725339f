import { cryptoReady } from '@fit4work/protocol';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../../test/src/requirement.js';
import { NOW } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import { Certifier, envelopeOf, erasureOf, FIRST, JULY, LONG_AGO, planOf } from '../../../test/records.js';
import { Employee } from '../../testing/employee.js';
import type { Database } from '../sql/dialect.js';
import { SqlRecordStore } from '../sql/record-store.js';
import { MIGRATIONS } from './migrations.js';
import { openPostgres } from './open.js';

await cryptoReady;

describeWith(['postgres'], 'a database on a PostgreSQL server', () => {
  let server: PostgresServer;
  let name: string;
  let database: Database;
  let records: SqlRecordStore;
  let ann: Employee;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    name = await server.createDatabase();
    database = await openPostgres(server.url(name), NOW);
    records = new SqlRecordStore(database);
    ann = new Employee(1);
  });
  afterEach(() => database.close());

  const commit = (plan: Parameters<typeof planOf>[0]) => records.commit(planOf(plan), new Certifier());
  const months = async () => {
    const rows = await server.run(
      name,
      `SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY relname`,
    );
    return rows.map(({ relname }) => String(relname).slice('envelope_bytes_'.length));
  };

  it('has the month of now and the next, and makes others where they are needed, with the one after each', async () => {
    expect(await months()).toEqual(['2026_05', '2026_06', 'after', 'before']);
    await commit({ envelopes: [envelopeOf(ann, JULY), envelopeOf(ann, LONG_AGO)] });
    expect(await months()).toEqual(['2026_05', '2026_06', '2026_07', '2026_08', 'after', 'before']);
    const rows = await server.run(name, 'SELECT tableoid::regclass::text AS month FROM envelope_bytes ORDER BY id');
    expect(rows.map(({ month }) => month)).toEqual(['envelope_bytes_2026_07', 'envelope_bytes_before']);
  });

  it('makes a month again that somebody took away', async () => {
    await commit({ envelopes: [envelopeOf(ann, JULY)] });
    await server.run(name, 'DROP TABLE envelope_bytes_2026_07');
    const next = planOf({ envelopes: [envelopeOf(ann, JULY)] });
    await expect(records.commit(next, new Certifier())).rejects.toThrow('no partition');
    await records.commit(next, new Certifier());
    expect((await records.head(ann.name, 1))?.sequence).toBe(2);
  });

  it('loses nothing that was stored when the server is killed, and goes on when it is back', async () => {
    const plan = planOf({ envelopes: [envelopeOf(ann, FIRST)] });
    await records.commit(plan, new Certifier());
    const next = planOf({ envelopes: [envelopeOf(ann, FIRST)] });
    let killed: Promise<void> | undefined;
    const dying = Object.assign(new Certifier(), {
      certify: async () => {
        killed = server.kill();
        await killed;
        throw new TypeError('nobody hears this');
      },
    });
    await expect(records.commit({ ...next, erasures: [erasureOf(ann)] }, dying)).rejects.toThrow();
    await killed;
    await expect(records.head(ann.name, 1)).rejects.toMatchObject({ code: 'store-unavailable' });
    await server.restart();
    expect((await records.head(ann.name, 1))?.sequence).toBe(1);
    await records.commit(next, new Certifier());
    expect((await records.head(ann.name, 1))?.sequence).toBe(2);
  });

  it('lets an erasure wait for who still sees what was there, and executes the rest of it later if that takes long', async () => {
    await commit({ envelopes: [envelopeOf(ann, FIRST)] });
    const reader = await openPostgres(server.url(name), NOW);
    const erasure = erasureOf(ann);
    await reader.queries
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        await tx.selectFrom('persons').selectAll().execute();
        await commit({ erasures: [erasure] });
        await expect(records.foldBack()).rejects.toMatchObject({ code: 'store-unavailable' });
      });
    await reader.close();
    expect(await server.run(name, 'SELECT 1 FROM emptied')).not.toEqual([]);
    await records.foldBack();
    expect(await server.run(name, 'SELECT 1 FROM emptied')).toEqual([]);
  });

  it('opens in two places at the same time for the first time', async () => {
    const fresh = await server.createDatabase();
    const opened = await Promise.all([1, 2, 3].map(() => openPostgres(server.url(fresh), NOW)));
    for (const each of opened) await each.close();
    const known = Object.keys(await MIGRATIONS.getMigrations());
    expect(await server.run(fresh, 'SELECT name FROM kysely_migration ORDER BY name')).toEqual(
      known.map((name) => ({ name })),
    );
  });

  it('that a newer version used is refused', async () => {
    await server.run(name, `INSERT INTO kysely_migration VALUES ('999-later', '2099-01-01T00:00:00.000Z')`);
    await expect(openPostgres(server.url(name), NOW)).rejects.toThrow('was used by a newer version of this program');
  });

  it('that cannot be reached, or is somebody else’s, is refused without its password', async () => {
    const refused = await server.createDatabase();
    await server.run(refused, 'CREATE TABLE persons (x text)');
    for (const url of [server.url(refused), server.url('none'), 'postgres://coach:geheim@127.0.0.1:1/coach']) {
      const error: unknown = await openPostgres(url, NOW).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'bad-config' });
      expect(String(error)).toContain('check FIT4WORK_COACH_DATABASE_URL');
      expect(String(error)).not.toContain('geheim');
    }
    expect(await server.run(refused, `SELECT 1 FROM pg_class WHERE relname = 'agents'`)).toEqual([]);
  });

  it('is durable with each commit, and waits for nothing without end', async () => {
    const settings = ['synchronous_commit', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    await server.run(name, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    const again = await openPostgres(server.url(name), NOW);
    const { rows } = await sql<{ setting: string }>`SELECT current_setting(name) AS setting
      FROM unnest(${settings}::text[]) AS name`.execute(again.queries);
    await again.close();
    expect(rows.map(({ setting }) => setting)).toEqual(['on', '30s', '10s', '30s']);
  });
});
