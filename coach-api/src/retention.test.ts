import { copyFile, rm } from 'node:fs/promises';
import { cryptoReady, keyIdOf, leafOf, readRecoveryEnvelopes, signRecoveryToken } from '@fit4work/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { flipBits, tamper } from './adapters/testing/raw-database.js';
import { ADMIN, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const MAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const LATER: DayToSeal = { day: '2026-05-20', windowStart: 1_779_228_000, granularity: 'day' };
const DAY = 86_400;
/** The end of 2026-06-30, UTC. */
const ENDS = 1_782_864_000;
const COUNTED = { FIT4WORK_COACH_RETENTION_DAYS: '40' };
const DESTROYED = { ...COUNTED, FIT4WORK_COACH_RETENTION: 'destroyed' };

let desk: Desk;
afterEach(() => desk.close());

/** As many people in a challenge that ends, of whom two days are stored each. */
async function people(many: number): Promise<readonly Employee[]> {
  await desk.http('POST', '/v1/challenges', {
    ...{ token: ADMIN, body: { name: 'Spring', from: '2026-05-01', until: '2026-06-30' } },
  });
  const all = Array.from({ length: many }, (_, i) => new Employee(i + 1));
  for (const person of all) {
    const { body } = await desk.http('POST', '/v1/invitations', { token: ADMIN, body: { challenge: 2 } });
    await desk.http('POST', '/v1/enrolments', { body: person.enrolment(body.code) });
    person.controller = keyIdOf(desk.signingKey);
    await desk.publish(person, 'envelope', person.seal(MAY), person.seal(LATER));
  }
  return all;
}

/** The service looks at a start, and each day. */
async function startAt(now: number): Promise<void> {
  desk.now = now;
  await desk.stop();
  await desk.start();
}
const said = (event: string): readonly string[] => desk.lines.filter((line) => line.includes(`"${event}"`));
const told = async () => (await desk.http('GET', '/v1/retention', { token: ADMIN })).body;

const days = async () => (await told()).counts.map(({ day }: { readonly day: string }) => day);
const PATIENCE = { timeout: 10_000 };

async function left(person: Employee) {
  const { bytes } = await desk.http('GET', '/v1/recovery/envelopes', {
    token: signRecoveryToken(person.identity, desk.now),
  });
  return readRecoveryEnvelopes(bytes).map(({ bytes: sealed }) => sealed !== null);
}

describe('some time after the end of a challenge', () => {
  it('what would expire is counted, day by day, and nothing goes', async () => {
    desk = await Desk.open(COUNTED);
    const [ann] = await people(5);
    await startAt(ENDS + 40 * DAY - 1);
    await expect.poll(days, PATIENCE).toContain('2026-08-09');
    expect(await told()).toMatchObject({ days: 40, destroys: false });
    await startAt(ENDS + 40 * DAY);
    await expect.poll(days, PATIENCE).toContain('2026-08-10');
    expect((await told()).counts.slice(0, 2)).toEqual([
      { day: '2026-08-10', counted: true, people: 5, envelopes: 10 },
      { day: '2026-08-09', counted: true, people: 0, envelopes: 0 },
    ]);
    expect(said('envelopes-would-expire')).toEqual(['{"event":"envelopes-would-expire","count":10}']);
    if (ann !== undefined) expect(await left(ann)).toEqual([true, true]);
  });

  it('what no living grant has is destroyed, also of a copy of the database that comes back, and its chain stays', async () => {
    desk = await Desk.open(DESTROYED);
    const [ann, bob, eve] = await people(3);
    if (ann === undefined || bob === undefined || eve === undefined) throw new TypeError('three were enrolled');
    await desk.share(ann, { from: '2026-05-01', until: '2026-05-03' });
    const grant = await desk.share(bob);
    await desk.publishConsent(bob, bob.withdraw(grant, desk.now));
    await desk.stop();
    await copyFile(desk.database, `${desk.database}.copy`);
    await desk.start();
    await startAt(ENDS + 40 * DAY);
    const gone = '{"event":"envelopes-expired","count":5}';
    await expect.poll(() => said('envelopes-expired'), PATIENCE).toEqual([gone]);
    expect(await Promise.all([ann, bob, eve].map(left))).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
    expect((await told()).counts).toEqual([{ day: '2026-08-10', counted: false, people: null, envelopes: null }]);
    const { body } = await desk.summaries(ann);
    expect(body.days?.[0]).toMatchObject({ date: '2026-05-01' });

    await desk.stop();
    await copyFile(`${desk.database}.copy`, desk.database);
    for (const end of ['-wal', '-shm']) await rm(`${desk.database}${end}`, { force: true });
    await desk.start();
    await expect.poll(() => said('envelopes-expired'), PATIENCE).toEqual([gone, gone]);
    expect(await left(eve)).toEqual([false, false]);
  });

  it('nothing of a person whose consent is damaged goes, as a grant may live', async () => {
    desk = await Desk.open(DESTROYED);
    const [ann] = await people(1);
    if (ann === undefined) throw new TypeError('one was enrolled');
    await desk.share(ann, { from: '2026-01-01', until: '2026-01-02' });
    await desk.stop();
    flipBits(desk.database, { table: 'consents', before: 'DROP TRIGGER consents_no_update' });
    await startAt(ENDS + 40 * DAY);
    await expect.poll(() => said('damaged-consent').length, PATIENCE).toBeGreaterThan(0);
    expect(await left(ann)).toEqual([true, true]);
    expect(said('envelopes-expired')).toEqual([]);
  });

  it('what comes again of what expired is known, and not stored', async () => {
    desk = await Desk.open(DESTROYED);
    const [ann] = await people(1);
    if (ann === undefined) throw new TypeError('one was enrolled');
    const late = ann.seal(MAY);
    await desk.publish(ann, 'envelope', late);
    await startAt(ENDS + 40 * DAY);
    await expect.poll(() => said('envelopes-expired').length, PATIENCE).toBe(1);
    // Somebody moved the last day after all, and the agent is let in again.
    await desk.stop();
    tamper(desk.database, 'UPDATE challenges SET ends = NULL');
    await desk.start();
    expect(await desk.publish(ann, 'envelope', late)).toMatchObject({ sequence: 3, leaf: leafOf(late) });
    expect(await left(ann)).toEqual([false, false, false]);
  });
});
