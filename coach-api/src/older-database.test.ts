import { cryptoReady, leafOf, readRecoveryEnvelopes, signRecoveryToken } from '@fit4work/protocol';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
/** Tables that a withdrawal or an erasure changes, children first. */
const TABLES = ['consents', 'releases', 'envelopes', 'erasures', 'letters'];

let desk: Desk;
let ann: Employee;
let grant: string;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(DAY));
  grant = await desk.share(ann);
});
afterEach(() => desk.close());

/** Puts the rows of this moment back later, beside the service that has the database open: as a replica that lagged has them. */
function remember(): () => void {
  const db = new Sqlite(desk.database);
  for (const table of TABLES) db.exec(`CREATE TABLE before_${table} AS SELECT * FROM ${table}`);
  db.close();
  return () =>
    tamper(
      desk.database,
      'DROP TRIGGER consents_no_delete',
      ...TABLES.flatMap((table) => [`DELETE FROM ${table}`, `INSERT INTO ${table} SELECT * FROM before_${table}`]),
    );
}

const statusOf = async (who = ann): Promise<number | undefined> => (await desk.summaries(who)).status;
const ready = async () => {
  const { status, body } = await desk.http('GET', '/readyz');
  return [status, body.journal];
};
const recovered = () =>
  desk.http('GET', '/v1/recovery/envelopes?after=0', { token: signRecoveryToken(ann.identity, desk.now) });

describe('a database from before a withdrawal, under a service that runs,', () => {
  beforeEach(async () => {
    const goBack = remember();
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    expect(await statusOf()).toBe(403);
    goBack();
  });

  it('grants nothing, opens nothing, and is told of', async () => {
    expect(await statusOf()).toBe(503);
    expect((await desk.http('GET', '/v1/people', { token: COACH })).body.people).toEqual([]);
    expect((await desk.http('GET', `/v1/people/${ann.name}/messages`, { token: COACH })).status).toBe(503);
    expect(desk.opened).toEqual([]);
    expect(desk.lines).toContain('{"event":"consent-missing","count":1}');
    expect(await ready()).toEqual([503, false]);
  });

  it('holds back nobody else', async () => {
    const ben = new Employee(2);
    await desk.enrol(ben);
    await desk.publish(ben, 'envelope', ben.seal(DAY));
    await desk.share(ben);
    expect([await statusOf(ben), await statusOf()]).toEqual([200, 503]);
  });

  it('has what it lacks after a start', async () => {
    await desk.stop();
    await desk.start();
    expect(await statusOf()).toBe(403);
    expect((await desk.http('GET', '/readyz')).body.journal).toBe(true);
  });

  it('takes the withdrawal that its person sends again', async () => {
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    expect(await statusOf()).toBe(503);
    await desk.stop();
    await desk.start();
    expect(await statusOf()).toBe(403);
  });
});

describe('a database from before an erasure, under a service that runs,', () => {
  it('gives nobody what was erased, and is told of', async () => {
    const goBack = remember();
    const sealed = await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(sealed).toBeDefined();
    goBack();
    expect((await recovered()).status).toBe(503);
    expect(desk.lines).toContain('{"event":"erasure-missing","count":1}');
    expect(await ready()).toEqual([503, false]);
    await desk.stop();
    await desk.start();
    const { status, bytes } = await recovered();
    expect(status).toBe(200);
    expect(readRecoveryEnvelopes(bytes)).toMatchObject([{ sequence: 1, bytes: null, leaf: ann.leaf }]);
    expect(leafOf(bytes)).toBeDefined();
  });
});

describe('consent that is journaled and not stored', () => {
  it('is not missed while its commit has not settled, and is written once however often it comes', async () => {
    const { text, id } = ann.grant({ after: [grant], issued: 2_000 });
    tamper(
      desk.database,
      `CREATE TRIGGER no_more BEFORE INSERT ON consents BEGIN SELECT RAISE(ABORT, 'the disk errs'); END`,
    );
    for (let i = 0; i < 2; i += 1) expect(await desk.publishConsent(ann, text)).toBeUndefined();
    expect(await statusOf()).toBe(200);
    tamper(desk.database, 'DROP TRIGGER no_more');
    expect(await desk.publishConsent(ann, text)).toBeDefined();
    const { body } = await desk.http('GET', '/v1/people', { token: COACH });
    expect(body.people[0].grants.map((each: { id: string }) => each.id).sort()).toEqual([grant, id].sort());
  });
});
