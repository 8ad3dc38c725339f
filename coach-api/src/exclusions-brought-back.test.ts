import { readFile, writeFile } from 'node:fs/promises';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';
import { exclusionsAt, keyOf } from './testing/exclusions.js';

await cryptoReady;
const NOT_DONE = '{"event":"exclusion-not-done","count":1}';
const WHOM = /,"whom":\{[^}]*\}/;
let desk: Desk;
let ann: Employee;
let ben: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  [ann, ben] = [new Employee(1), new Employee(2)];
  await desk.enrol(ann);
  await desk.enrol(ben);
});
afterEach(() => desk.close());

const { admit, ask, backUp, enrol, invite, lines, replayedAgain, stateOf } = exclusionsAt(() => desk);

describe('a copy of the database that is brought back', () => {
  it('lets in no agent that was suspended or retired since, and nobody with an invitation that was revoked', async () => {
    const { number, code } = await invite();
    const restore = await backUp();
    expect(await ask('PUT', '1/suspension')).toBe(200);
    expect(await ask('PUT', `${number}/revocation`)).toBe(200);
    await desk.publish(ben, 'retirement', ben.retirement(1, 0));
    expect(await admit()).toEqual([]);
    await restore();
    expect(await admit()).toEqual([]);
    const third = await desk.http('POST', '/v1/enrolments', { body: new Employee(3).enrolment(code) });
    expect(third.body.code).toBe('invitation-revoked');
    expect(desk.lines).toContain('{"event":"exclusions-done-again","count":3}');
    const before = desk.lines.length;
    await desk.stop();
    await desk.start();
    expect(desk.lines.slice(before).join()).not.toContain('exclusions');
  });

  it('enrols nobody with an invitation that was used since, and suspends by it whoever used it', async () => {
    const { number, code } = await invite();
    const restore = await backUp();
    expect((await enrol(3, code)).status).toBe(201);
    await restore();
    expect((await enrol(4, code)).body.code).toBe('invitation-used');
    expect(await stateOf(number)).toBe('used');
    const other = await invite();
    expect((await enrol(3, other.code)).status).toBe(201);
    expect(await ask('PUT', `${number}/suspension`)).toBe(200);
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
    expect(desk.lines).toContain('{"event":"exclusions-done-again","count":1}');
  });

  it('holds off the other agent of whoever used an invitation since and was suspended by it', async () => {
    const { number, code } = await invite();
    const restore = await backUp();
    expect((await enrol(1, code, 2)).status).toBe(201);
    expect(await ask('PUT', `${number}/suspension`)).toBe(200);
    await restore();
    expect(await admit()).toEqual([keyOf(ben)]);
  });

  it('holds off an agent that only a later holding off held, and says so once', async () => {
    expect(await ask('PUT', '1/suspension')).toBe(200);
    expect((await enrol(1, (await invite()).code, 2)).status).toBe(201);
    const restore = await backUp();
    for (const method of ['DELETE', 'PUT'] as const) expect(await ask(method, '1/suspension')).toBe(200);
    expect(await admit()).toEqual([keyOf(ben)]);
    await restore();
    expect(await admit()).toEqual([keyOf(ben)]);
    expect(await replayedAgain()).toBe(false);
    expect(await ask('DELETE', '1/suspension')).toBe(200);
    expect(await admit()).toHaveLength(3);
    await restore();
    expect(await admit()).toHaveLength(3);
  });

  it('holds off nobody but whom the journal has as held, where rows of them are gone', async () => {
    expect(await ask('PUT', '1/suspension')).toBe(200);
    expect((await enrol(1, (await invite()).code, 2)).status).toBe(201);
    await desk.stop();
    tamper(desk.database, 'DELETE FROM suspensions');
    await desk.start();
    expect(new Set(await admit())).toEqual(new Set([keyOf(new Employee(1, 2)), keyOf(ben)]));
    expect(desk.lines).toContain('{"event":"exclusions-done-again","count":1}');
    expect(await replayedAgain()).toBe(false);
  });

  it.each([
    ['by a line of before, which does not say whom', (journal: string) => journal.replace(WHOM, '')],
    ['and the journal was lost', () => ''],
  ])('holds off all agents of a person of whom no row of them is left, %s', async (_, changed) => {
    expect(await ask('PUT', '1/suspension')).toBe(200);
    await desk.stop();
    await writeFile(desk.exclusionJournal, changed(await readFile(desk.exclusionJournal, 'utf8')));
    tamper(desk.database, 'DELETE FROM suspensions');
    await desk.start();
    expect(await admit()).toEqual([keyOf(ben)]);
    expect(await replayedAgain()).toBe(false);
    expect(await admit()).toEqual([keyOf(ben)]);
  });

  it('suspends nobody by an invitation of which nobody knows who used it, and says at each start that this is not done', async () => {
    const { number, code } = await invite();
    const restore = await backUp();
    expect((await enrol(1, code, 2)).status).toBe(201);
    expect(await ask('PUT', `${number}/suspension`)).toBe(200);
    const { invitation } = (await lines()).at(-1) ?? {};
    const journal = await readFile(desk.exclusionJournal, 'utf8');
    const older = journal.split('\n').filter((line) => !line.includes('"use"') || !line.includes(`${invitation}`));
    await writeFile(desk.exclusionJournal, older.join('\n').replace(WHOM, ''));
    await restore();
    expect(await replayedAgain()).toBe(false);
    expect(desk.lines.filter((line) => line === NOT_DONE)).toHaveLength(2);
    await writeFile(desk.exclusionJournal, older.join('\n'));
    await restore();
    expect(await stateOf(number)).toBe('used');
    expect(await admit()).toEqual([keyOf(ben)]);
    expect(await replayedAgain()).toBe(false);
    expect(desk.lines.filter((line) => line === NOT_DONE)).toHaveLength(2);
  });

  it('lets an agent in again that was resumed since', async () => {
    await ask('PUT', '1/suspension');
    const restore = await backUp();
    expect(await ask('DELETE', '1/suspension')).toBe(200);
    await restore();
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
  });

  it('gives a number again, and what was done to the invitation that had it is done to no other', async () => {
    const restore = await backUp();
    await ask('PUT', `${(await invite()).number}/revocation`);
    await restore();
    const { number } = await invite();
    await desk.stop();
    await desk.start();
    expect(await stateOf(number)).toBe('open');
  });
});
