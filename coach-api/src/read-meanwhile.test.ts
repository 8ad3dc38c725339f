import { setImmediate as turn } from 'node:timers/promises';
import { cryptoReady, leafOf, openReceipt, seal, TOPICS, toHex, type UpKind } from '@fit4work/protocol';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith, type RequirementName, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { inside } from '../test/records.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

/* Somebody reads the database, as a copy that is made does, and so keeps in its files what is destroyed meanwhile. */

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const PATIENCE = { timeout: 30_000 };

interface Read {
  readonly desk: Desk;
  /** @returns ends the reading */
  readonly read: () => Promise<() => Promise<void>>;
  /** All that is in the files of the database. */
  readonly files: () => Promise<string>;
}

let server: PostgresServer;

async function overSqlite(): Promise<Read> {
  const desk = await Desk.open();
  const read = async () => {
    const reader = new Sqlite(desk.database, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM envelopes').get();
    return async () => void reader.close();
  };
  return { desk, read, files: () => desk.stored() };
}

async function overPostgres(): Promise<Read> {
  const name = await server.createDatabase();
  const desk = await Desk.open({ FIT4WORK_COACH_DATABASE_URL: server.url(name) });
  const read = async () => {
    const reader = new pg.Client(server.url(name));
    await reader.connect();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM envelopes');
    return () => reader.end();
  };
  return { desk, read, files: () => server.filesOf(name) };
}

const STORES: readonly [string, readonly RequirementName[], () => Promise<Read>][] = [
  ['SQLite', [], overSqlite],
  ['PostgreSQL', ['postgres'], overPostgres],
];

for (const [name, needs, open] of STORES) {
  describeWith(needs, `a database over ${name} that somebody reads`, () => {
    let place: Read;
    let desk: Desk;
    let ann: Employee;
    let grant: string;
    let envelope: Uint8Array;
    let release: Uint8Array;
    if (needs.length > 0) {
      beforeAll(async () => {
        server = await PostgresServer.start(requirement('postgres').path);
      });
      afterAll(() => server.stop());
    }
    beforeEach(async () => {
      place = await open();
      desk = place.desk;
      ann = new Employee(1);
      await desk.enrol(ann);
      envelope = ann.seal(DAY);
      await desk.publish(ann, 'envelope', envelope);
      const granted = ann.grant({});
      await desk.publishConsent(ann, granted.text);
      grant = granted.id;
      release = ann.release(Buffer.from(grant, 'hex'), desk.boxKey);
      await desk.publish(ann, 'release', release);
    });
    afterEach(() => desk.close());

    const failed = (): number => desk.lines.filter((line) => line.includes('"not-confirmed"')).length;
    const send = async (kind: UpKind, record: Uint8Array): Promise<void> =>
      desk.link.inbox?.message({ topic: TOPICS.up(ann.name, kind), payload: seal(record, desk.boxKey) });
    /** Settles when its batch was stored, or failed. */
    const isConfirmed = async (kind: UpKind, record: Uint8Array): Promise<boolean> => {
      const ended = (): number => failed() + desk.down(ann, 'receipt').length;
      const before = ended();
      await send(kind, record);
      await expect.poll(ended, PATIENCE).toBeGreaterThan(before);
      const last = desk.down(ann, 'receipt').at(-1) ?? new Uint8Array(0);
      return openReceipt(last, desk.signingKey)
        .records.map(toHex)
        .includes(toHex(leafOf(record)));
    };

    it.each([
      { what: 'an erasure', kind: 'erasure', make: () => ann.erasure(), gone: () => envelope },
      { what: 'a withdrawal', kind: 'consent', make: () => ann.withdraw(grant, desk.now), gone: () => release },
    ] as const)(
      'confirms $what when it is out of the files, however often it is sent',
      async ({ kind, make, gone }) => {
        const record = make();
        const endReading = await place.read();
        expect([await isConfirmed(kind, record), await isConfirmed(kind, record)]).toEqual([false, false]);
        await endReading();
        expect(await isConfirmed(kind, record)).toBe(true);
        expect(await place.files()).not.toContain(inside(gone()));
      },
    );

    it('keeps nobody else waiting meanwhile, nor the same person for anything else', async () => {
      const bob = new Employee(2);
      await desk.enrol(bob);
      const endReading = await place.read();
      const again = ann.withdraw(grant, desk.now);
      const receiptsOf = (who: Employee) =>
        desk.down(who, 'receipt').map((bytes) => openReceipt(bytes, desk.signingKey));
      const sequencesOf = (who: Employee) => receiptsOf(who).map(({ sequence }) => sequence);
      for (const sequence of [1, 2, 3]) {
        await send('consent', again);
        await turn();
        const theirs = { topic: TOPICS.up(bob.name, 'envelope'), payload: bob.seal(DAY) };
        const hers = { topic: TOPICS.up(ann.name, 'envelope'), payload: ann.seal(DAY) };
        for (const message of [theirs, hers]) await desk.link.inbox?.message(message);
        await expect.poll(() => sequencesOf(bob), PATIENCE).toContain(sequence);
        await expect.poll(() => sequencesOf(ann), PATIENCE).toContain(sequence + 1);
        expect((await desk.http('GET', '/healthz')).status).toBe(200);
      }
      expect(failed()).toBeLessThan(3);
      const leaf = toHex(leafOf(again));
      const confirmed = () => receiptsOf(ann).some(({ records }) => records.map(toHex).includes(leaf));
      expect(confirmed()).toBe(false);
      await endReading();
      await send('consent', again);
      await expect.poll(confirmed, PATIENCE).toBe(true);
      // Whose receipt comes late says where its chain is by then: it would look like a service that was restored else.
      expect(sequencesOf(ann).at(-1)).toBe(4);
    });

    it('is served from, and what was left in its files goes when the reading ends', async () => {
      const endReading = await place.read();
      await isConfirmed('consent', ann.withdraw(grant, desk.now));
      await desk.stop();
      await desk.start();
      expect(desk.lines).toContain('{"event":"not-folded-back","code":"store-unavailable"}');
      expect((await desk.summaries(ann)).status).toBe(403);
      await endReading();
      await desk.stop();
      await desk.start();
      expect(await place.files()).not.toContain(inside(release));
    });
  });
}
