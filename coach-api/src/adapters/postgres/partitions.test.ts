import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../../test/src/requirement.js';
import { NOW } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import { Certifier, envelopeOf, FIRST, JULY, planOf } from '../../../test/records.js';
import { type DayToSeal, Employee } from '../../testing/employee.js';
import type { Database } from '../sql/dialect.js';
import { SqlRecordStore } from '../sql/record-store.js';
import { openPostgres } from './open.js';

await cryptoReady;
/** The last window of May and the first of June, UTC. */
const LAST_OF_MAY: DayToSeal = { day: '2026-05-31', windowStart: 1_780_268_400, granularity: 'hour' };
const FIRST_OF_JUNE: DayToSeal = { day: '2026-06-01', windowStart: 1_780_272_000, granularity: 'hour' };

describeWith(['postgres'], 'the tables of months, of which several coach APIs make each', () => {
  let server: PostgresServer;
  let name: string;
  let opened: readonly Database[];
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    name = await server.createDatabase();
    opened = await Promise.all([1, 2, 3].map((number) => openPostgres(server.url(name), NOW, { holder: `${number}` })));
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
  });

  const months = async () => {
    const rows = await server.run(name, `SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'`);
    return rows.map(({ relname }) => String(relname).slice('envelope_bytes_'.length)).sort();
  };
  const commit = (database: Database, employee: Employee, ...days: readonly DayToSeal[]) =>
    new SqlRecordStore(database).commit(
      planOf({ envelopes: days.map((day) => envelopeOf(employee, day)) }),
      new Certifier(),
    );
  const placed = async () => {
    const counted = `SELECT tableoid::regclass::text AS month, count(*) AS many FROM envelope_bytes GROUP BY 1 ORDER BY 1`;
    const rows = await server.run(name, counted);
    return rows.map(({ month, many }) => [String(month).slice('envelope_bytes_'.length), Number(many)]);
  };

  it('are there before their month begins, so that its first envelopes find room and make that of the month after', async () => {
    const people = opened.map((_, i) => new Employee(i + 1));
    const each = (...days: readonly DayToSeal[]) =>
      Promise.all(opened.map((database, i) => commit(database, people[i] ?? new Employee(9), ...days)));
    await each(LAST_OF_MAY);
    expect(await months()).toEqual(['2026_05', '2026_06', 'after', 'before']);
    await each(LAST_OF_MAY, FIRST_OF_JUNE, FIRST_OF_JUNE);
    expect(await months()).toEqual(['2026_05', '2026_06', '2026_07', 'after', 'before']);
    expect(await placed()).toEqual([
      ['2026_05', 6],
      ['2026_06', 6],
    ]);
  });

  it('are made while somebody reads and somebody stores, and wait for neither', async () => {
    const [reader, writer, maker] = opened;
    if (reader === undefined || writer === undefined || maker === undefined) throw new TypeError('three are open');
    const ann = new Employee(1);
    await commit(writer, ann, FIRST);
    await reader.queries
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (reading) => {
        // As `pg_dump` does, of everything, to its end.
        await reading.selectFrom('envelopes').selectAll().execute();
        await writer.queries.transaction().execute(async (writing) => {
          await writer.dialect.insertEnvelopes(writing, [envelopeOf(ann, FIRST)]);
          await commit(maker, new Employee(2), JULY);
        });
      });
    expect(await months()).toContain('2026_08');
    expect(await placed()).toEqual([
      ['2026_04', 2],
      ['2026_07', 1],
    ]);
  });

  it('are alike whoever made them: what is ciphertext is not compressed, and a row is found by its window', async () => {
    const of = `SELECT relname, attstorage, (SELECT count(*)::int FROM pg_index WHERE indrelid = pg_class.oid AND indisprimary) AS keys
      FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'bytes' WHERE relispartition AND relkind = 'r'`;
    const rows = await server.run(name, of);
    expect(rows.length).toBe(4);
    expect(rows.map(({ attstorage, keys }) => [attstorage, keys])).toEqual(rows.map(() => ['e', 1]));
  });
});
