import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../../test/src/requirement.js';
import { describeLeases } from '../../../test/contracts/lease-contract.js';
import { NOW } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import { Certifier, consentOf, envelopeOf, JULY, planOf } from '../../../test/records.js';
import { DISTRICTS } from '../../core/districts.js';
import { Employee } from '../../testing/employee.js';
import { MemoryLeaseRows, MemoryLeases } from '../../testing/memory-leases.js';
import type { Database } from '../sql/dialect.js';
import { fenced } from '../sql/fenced.js';
import { SqlRecordStore } from '../sql/record-store.js';
import { SqlRetentionStore } from '../sql/retention-store.js';
import { PostgresLeases } from './leases.js';
import { openPostgres } from './open.js';

await cryptoReady;

describe('leases in memory', () => {
  let rows: MemoryLeaseRows;
  beforeEach(() => {
    rows = new MemoryLeaseRows();
  });
  describeLeases(() => ({
    open: async (holder) => new MemoryLeases(rows, holder),
    expire: async (district) => rows.expire(district),
  }));
});

describeWith(['postgres'], 'leases in PostgreSQL', () => {
  let server: PostgresServer;
  let name: string;
  let database: Database;
  let opened: PostgresLeases[];
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    opened = [];
    name = await server.createDatabase();
    database = await openPostgres(server.url(name), NOW, { holder: 'a' });
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    await database.close();
  });

  const open = async (holder: string) => {
    const leases = await PostgresLeases.open({ url: server.url(name), holder, districts: DISTRICTS });
    opened.push(leases);
    return leases;
  };
  const expire = async (district: string) => {
    await server.run(
      name,
      `UPDATE district_leases SET until = clock_timestamp() - interval '1 ms' WHERE district = '${district}'`,
    );
  };
  describeLeases(() => ({ open, expire }));

  const ann = () => new Employee(1);
  const holding = (epoch: number) => ({ name: '0', epoch, isHeld: () => true });

  it('let nothing be stored in an epoch that is over, nor by another holder', async () => {
    const [a, b] = [await open('a'), await open('b')];
    const plan = () => planOf({ envelopes: [envelopeOf(ann(), JULY)] });
    const store = (epoch: number, holder: string) =>
      new SqlRecordStore(fenced(database, holding(epoch), holder), '0').commit(plan(), new Certifier());
    await expect(store(1, 'a')).rejects.toMatchObject({ code: 'not-held' });
    expect(await a.claim('0', 0)).toBe(1);
    await expect(store(1, 'b')).rejects.toMatchObject({ code: 'not-held' });
    await expire('0');
    expect(await b.claim('0', 0)).toBe(2);
    await expect(store(1, 'a')).rejects.toMatchObject({ code: 'not-held' });
    expect(await new SqlRecordStore(database).head(ann().name, 1)).toBeUndefined();
    await store(2, 'b');
    expect((await new SqlRecordStore(database).head(ann().name, 1))?.sequence).toBe(1);
  });

  it('let nobody whose epoch is over count in the place of who counted since', async () => {
    const [a, b] = [await open('a'), await open('b')];
    const count = (epoch: number, holder: string, people: number) =>
      new SqlRetentionStore(fenced(database, holding(epoch), holder), '0').noteCounted('2027-01-01', {
        ...{ people, envelopes: people },
      });
    expect(await a.claim('0', 0)).toBe(1);
    await count(1, 'a', 5);
    await expire('0');
    expect(await b.claim('0', 0)).toBe(2);
    await count(2, 'b', 7);
    await expect(count(1, 'a', 6)).rejects.toMatchObject({ code: 'not-held' });
    expect(await new SqlRetentionStore(database).counts(9)).toMatchObject([{ people: 7 }]);
  });

  it('let no claim come before a write that is under way, which renewing does not wait for', async () => {
    const [a, b] = [await open('a'), await open('b')];
    expect(await a.claim('0', 0)).toBe(1);
    const { dialect, queries } = fenced(database, holding(1), 'a');
    await queries.transaction().execute(async (tx) => {
      await dialect.lock(tx, [ann().name]);
      const { leases } = await a.beat('http://a', new Map([['0', 1]]));
      expect(leases.find(({ district }) => district === '0')?.alive).toBe(true);
      // Of a session that is not to be found by its holder: the claim waits, and gives up for now.
      await server.run(name, `UPDATE district_leases SET holder = 'x', until = '-infinity' WHERE district = '0'`);
      expect(await b.claim('0', 0)).toBeUndefined();
    });
    expect(await b.claim('0', 0)).toBe(2);
  });

  it('end what a holder that is paused has open, so that it holds up nobody', async () => {
    const [a, b] = [await open('a'), await open('b')];
    expect(await a.claim('0', 0)).toBe(1);
    const { dialect, queries } = fenced(database, holding(1), 'a');
    const paused = queries.transaction().execute(async (tx) => {
      await dialect.lock(tx, [ann().name]);
      await expire('0');
      expect(await b.claim('0', 0)).toBe(2);
      await tx.selectFrom('persons').select('pseudonym').execute();
    });
    await expect(paused).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('tell of the people of a district alone', async () => {
    const [one, other] = [new Employee(1), new Employee(17)];
    for (const each of [one, other]) {
      const envelopes = [envelopeOf(each, JULY)];
      await new SqlRecordStore(database).commit(planOf({ envelopes, consents: [consentOf(each)] }), new Certifier());
    }
    const ofDistrict = async (district: string) => {
      const records = new SqlRecordStore(database, district);
      const pseudonyms = (await records.consentLeaves()).map(({ pseudonym }) => pseudonym);
      const unanchored = await records.unanchored(0, 10);
      return { pseudonyms, consents: (await records.amounts()).consents, unanchored: unanchored.length };
    };
    expect(await ofDistrict('0')).toEqual({ pseudonyms: [one.name], consents: 1, unanchored: 1 });
    expect(await ofDistrict('1')).toEqual({ pseudonyms: [other.name], consents: 1, unanchored: 1 });
    expect(await ofDistrict('common')).toEqual({ pseudonyms: [], consents: 0, unanchored: 0 });
    expect((await ofDistrict('')).pseudonyms).toEqual([one.name, other.name]);
  });
});
