import { readFile } from 'node:fs/promises';
import { cryptoReady, leafOf, toHex, utf8 } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { ADMIN, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
let ben: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  [ann, ben] = [new Employee(1), new Employee(2)];
  await desk.enrol(ann);
  await desk.enrol(ben);
  await desk.publish(ann, 'envelope', ann.seal(DAY));
  await desk.share(ann);
});
afterEach(() => desk.close());

const hex = (bytes: Uint8Array): string => `x'${toHex(bytes)}'`;
const insert = (table: string, bytes: Uint8Array): string =>
  `INSERT INTO ${table} (leaf, pseudonym, bytes) VALUES ('${toHex(leafOf(bytes))}', '${ann.name}', ${hex(bytes)})`;
const journals = () =>
  Promise.all(
    [desk.consentJournal, desk.exclusionJournal, desk.journal].map((path) => readFile(path, 'utf8').catch(() => '')),
  );

/** Twice: what is wrong with a journal shows when it is read. */
async function startTwice(): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    await desk.stop();
    await desk.start();
  }
}

it.each([
  ['consent that is none', 'consent-not-signed', () => insert('consents', utf8('no consent at all'))],
  ['consent of somebody else', 'consent-not-signed', () => insert('consents', ben.grant({}).text)],
  ['a retirement that is none', 'retirement-not-signed', () => insert('retirements', utf8('no retirement at all'))],
  ['a retirement by somebody else', 'retirement-not-signed', () => insert('retirements', ben.retirement(1, 1))],
])('%s that somebody wrote into the database is in no journal, and is told of', async (_title, event, forged) => {
  const before = await journals();
  await desk.stop();
  tamper(desk.database, forged());
  await desk.start();
  await startTwice();
  expect(await journals()).toEqual(before);
  expect(desk.lines).toContain(`{"event":"${event}","count":1}`);
});

it.each([
  ['a revocation', 'UPDATE invitations SET revoked = 1 WHERE number = 3'],
  [
    'a holding off',
    "UPDATE invitations SET suspended = 1, holding = 'x' WHERE number = 1",
    'INSERT INTO suspensions (pseudonym, agent, invitation) SELECT used_by, 1, number FROM invitations WHERE number = 1',
  ],
  ['the use of an invitation', `UPDATE invitations SET used_by = '${'ab'.repeat(16)}' WHERE number = 3`],
  ['the use of an invitation by another', `UPDATE invitations SET used_by = '${'ab'.repeat(16)}' WHERE number = 1`],
])('%s that somebody wrote into the database is in no journal, and is told of', async (_title, ...forged) => {
  await desk.http('POST', '/v1/invitations', { token: ADMIN });
  const before = await journals();
  await desk.stop();
  tamper(desk.database, ...forged);
  await desk.start();
  await startTwice();
  expect(await journals()).toEqual(before);
  expect(desk.lines.filter((line) => line === '{"event":"exclusion-not-marked","count":1}')).toHaveLength(3);
});

it('an erasure that somebody wrote into the database is in no journal, and is told of', async () => {
  await desk.publishSealed(ann, 'erasure', ann.erasure());
  const before = await journals();
  const forged = utf8('no erasure at all');
  await desk.stop();
  tamper(
    desk.database,
    `INSERT INTO erasures (leaf, pseudonym, bytes, certificate)
      SELECT '${toHex(leafOf(forged))}', pseudonym, ${hex(forged)}, certificate FROM erasures`,
  );
  await desk.start();
  await startTwice();
  expect(await journals()).toEqual(before);
  expect(desk.lines).toContain('{"event":"erasure-not-signed","count":1}');
});
