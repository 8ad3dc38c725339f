import { readFile, rm, writeFile } from 'node:fs/promises';
import { cryptoReady, leafOf, TOPICS, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys } from './adapters/new-keys.js';
import { select, tamper } from './adapters/testing/raw-database.js';
import { rotated } from './core/rotated-keys.js';
import { Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';
import { exclusionsAt, keyOf } from './testing/exclusions.js';

await cryptoReady;
const SUSPENDED =
  'INSERT INTO suspensions (pseudonym, agent, invitation) SELECT used_by, 1, number FROM invitations WHERE number = 1';
const UNMARKED = 'UPDATE invitations SET used_mark = NULL, revoked_mark = NULL, held_mark = NULL';
const NOT_MARKED = '{"event":"exclusion-not-marked","count":1}';
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

const { acts, admit, ask, backUp, enrol, everything, invite, lines, replayedAgain } = exclusionsAt(() => desk);
const retired = ({ name }: Employee): string => `"retire","pseudonym":"${name}"`;
const held = (agents: string, pseudonym = '"00"') =>
  `{"act":"suspend","invitation":"00","holding":"h","whom":{"pseudonym":${pseudonym},"agents":${agents}}}\n`;
/** @returns how often a start says that something is not marked */
async function notMarkedAgain(): Promise<number> {
  const before = desk.lines.length;
  await desk.stop();
  await desk.start();
  return desk.lines.slice(before).filter((line) => line === NOT_MARKED).length;
}

describe('the journal of exclusions', () => {
  it('that cannot be written lets no enrolment count as done, and has it when it is asked again', async () => {
    const { code } = await invite();
    desk.exclusionDiskFull = true;
    expect((await enrol(3, code)).body.code).toBe('journal-failed');
    desk.exclusionDiskFull = false;
    const used = async () => (await readFile(desk.exclusionJournal, 'utf8')).match(/"use"/g)?.length;
    expect(await used()).toBe(2);
    for (const _ of [1, 2]) expect((await enrol(3, code)).status).toBe(200);
    expect(await used()).toBe(3);
  });

  it('that cannot be written lets no act count as done, and has it once when it is done again', async () => {
    desk.exclusionDiskFull = true;
    expect(await ask('PUT', '1/suspension')).toBe(503);
    expect(await ask('DELETE', '2/suspension')).toBe(503);
    const retirement = ben.retirement(1, 0);
    await desk.link.inbox?.message({ topic: TOPICS.up(ben.name, 'retirement'), payload: retirement });
    await expect.poll(() => desk.lines).toContain('{"event":"batch-failed","count":1,"code":"journal-failed"}');
    expect(await admit()).toEqual([keyOf(ben)]);
    expect(await acts()).toEqual([]);
    desk.exclusionDiskFull = false;
    expect([await ask('PUT', '1/suspension'), await ask('PUT', '1/suspension')]).toEqual([200, 200]);
    expect((await desk.publish(ben, 'retirement', retirement))?.records.map(toHex)).toEqual([
      toHex(leafOf(retirement)),
    ]);
    await desk.publish(ben, 'retirement', retirement);
    expect(await acts()).toEqual(['suspend', 'retire']);
  });

  it('lets nobody in whom an older line let in again and who was suspended since, where that cannot be written', async () => {
    for (const method of ['PUT', 'DELETE'] as const) await ask(method, '1/suspension');
    desk.now += 60;
    desk.exclusionDiskFull = true;
    await ask('PUT', '1/suspension');
    expect(await admit()).toEqual([keyOf(ben)]);
    desk.exclusionDiskFull = false;
    const restore = await backUp();
    expect(await admit()).toEqual([keyOf(ben)]);
    expect(await acts()).toEqual(['suspend', 'resume', 'suspend']);
    expect(await ask('DELETE', '1/suspension')).toBe(200);
    await restore();
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
  });

  it('has nothing of a holding off that nobody is known to have begun, which is told of and stays', async () => {
    for (const method of ['PUT', 'DELETE'] as const) await ask(method, '1/suspension');
    await desk.stop();
    tamper(desk.database, SUSPENDED, `UPDATE invitations SET suspended = ${desk.now} WHERE number = 1`);
    await desk.start();
    expect(await admit()).toEqual([keyOf(ben)]);
    expect(await acts()).toEqual(['suspend', 'resume']);
    expect(desk.lines).toContain(NOT_MARKED);
    expect(await ask('PUT', '1/suspension')).toBe(200);
    expect(await acts()).toEqual(['suspend', 'resume', 'suspend']);
    expect(await notMarkedAgain()).toBe(0);
  });

  it('has of the rows of an older release, which nobody marked, what they say, once', async () => {
    const [revoked, forged] = [await invite(), await invite()];
    await ask('PUT', '1/suspension');
    await ask('PUT', `${revoked.number}/revocation`);
    const before = await everything();
    await desk.stop();
    tamper(desk.database, UNMARKED);
    await rm(desk.exclusionJournal);
    await desk.start();
    expect(await everything()).toEqual(before);
    tamper(desk.database, `UPDATE invitations SET revoked = 1 WHERE number = ${forged.number}`);
    expect(await notMarkedAgain()).toBe(1);
    expect(await everything()).toEqual(before);
    const marks = 'SELECT used_mark, held_mark, revoked_mark FROM invitations ORDER BY number';
    const text = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(select(desk.database, marks)).toEqual([
      { used_mark: text, held_mark: text, revoked_mark: null },
      { used_mark: text, held_mark: null, revoked_mark: null },
      { used_mark: null, held_mark: null, revoked_mark: text },
      { used_mark: null, held_mark: null, revoked_mark: null },
    ]);
  });

  it('says what is so after the key of the marks was changed, and what is new as well', async () => {
    await ask('PUT', '1/suspension');
    const before = await everything();
    await desk.stop();
    await desk.changeKeys((secrets) => rotated(secrets, newKeys(desk.now, true)));
    expect(await notMarkedAgain()).toBe(0);
    expect(await everything()).toEqual(before);
    await desk.stop();
    await rm(desk.exclusionJournal);
    await desk.start();
    expect(await everything()).toEqual(before);
  });

  it('lets nobody in who was suspended, resumed and suspended within a second, where the last is unwritten', async () => {
    for (const method of ['PUT', 'DELETE'] as const) await ask(method, '1/suspension');
    desk.exclusionDiskFull = true;
    expect(await ask('PUT', '1/suspension')).toBe(503);
    desk.exclusionDiskFull = false;
    const restore = await backUp();
    expect(await admit()).toEqual([keyOf(ben)]);
    await ask('DELETE', '1/suspension');
    // It was held off in that copy, by an act that ended since.
    await restore();
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
  });

  it('has the later of two holdings off, where the database forgot the first meanwhile, and its end ends both', async () => {
    await ask('PUT', '1/suspension');
    const restore = await backUp();
    tamper(
      desk.database,
      'DELETE FROM suspensions',
      'UPDATE invitations SET suspended = NULL, holding = NULL, held_mark = NULL',
    );
    expect(await ask('PUT', '1/suspension')).toBe(200);
    expect(await replayedAgain()).toBe(false);
    expect(await ask('DELETE', '1/suspension')).toBe(200);
    await restore();
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
  });

  it('of the version before, whose lines say in which second what they end began, lets in whom it let in', async () => {
    await ask('PUT', '1/suspension');
    const restore = await backUp();
    await ask('DELETE', '1/suspension');
    tamper(`${desk.exclusionJournal}.copy`, 'UPDATE invitations SET holding = NULL');
    const older = (await lines()).map(({ act, invitation }) =>
      JSON.stringify(act === 'resume' ? { act, invitation, since: desk.now } : { act, invitation }),
    );
    await writeFile(desk.exclusionJournal, `${older.join('\n')}\n`);
    await restore();
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
    expect(await acts()).toEqual(['suspend', 'resume']);
  });

  it('of an older version, whose lines do not say whom they hold off, says so from the first start on', async () => {
    await ask('PUT', '1/suspension');
    const whole = await lines();
    await writeFile(desk.exclusionJournal, (await readFile(desk.exclusionJournal, 'utf8')).replace(WHOM, ''));
    for (const _ of [1, 2]) {
      await desk.stop();
      await desk.start();
    }
    expect((await lines()).slice(1)).toEqual(whole);
    expect(await ask('PUT', '1/suspension')).toBe(200);
    expect(await acts()).toEqual(['suspend', 'suspend']);
  });

  it('of an older version, whose lines do not say what they end, lets in whom it let in', async () => {
    await ask('PUT', '1/suspension');
    const restore = await backUp();
    await ask('DELETE', '1/suspension');
    const older = (await lines()).map(({ act, invitation }) => JSON.stringify({ act, invitation }));
    await writeFile(desk.exclusionJournal, `${older.join('\n')}\n`);
    await restore();
    expect(new Set(await admit())).toEqual(new Set([keyOf(ann), keyOf(ben)]));
  });

  it('has of acts that follow one another the last', async () => {
    for (const method of ['PUT', 'DELETE', 'PUT'] as const) await ask(method, '1/suspension');
    expect(await acts()).toEqual(['suspend', 'resume', 'suspend']);
    await desk.stop();
    await desk.start();
    expect(await admit()).toEqual([keyOf(ben)]);
  });

  it('that was lost is made again from what is excluded', async () => {
    await ask('PUT', '1/suspension');
    await ask('PUT', `${(await invite()).number}/revocation`);
    await desk.publish(ben, 'retirement', ben.retirement(1, 0));
    const before = await everything();
    await desk.stop();
    await rm(desk.exclusionJournal);
    await desk.start();
    expect(await everything()).toEqual(before);
    expect(desk.lines).toContain('{"event":"exclusion-journal-completed","count":5}');
  });

  it.each([
    ['no line of JSON', () => '{"act":"suspend"\n'],
    ['no act', () => '{"act":"forgive","invitation":"00"}\n'],
    ['no invitation', () => '{"act":"revoke"}\n'],
    ['no time of what it ends', () => '{"act":"resume","invitation":"00","since":"now"}\n'],
    ['no name of what it ends', () => '{"act":"resume","invitation":"00","holding":7}\n'],
    ['no agents that it holds off', () => held('1')],
    ['no person whom it holds off', () => held('[1]', '"x"')],
    ['a retirement that its identity did not sign', (text: string) => text.replace(retired(ben), retired(ann))],
  ])('that has %s stops the start, and says so', async (_title, change) => {
    const restore = await backUp();
    await desk.publish(ben, 'retirement', ben.retirement(1, 0));
    const text = await readFile(desk.exclusionJournal, 'utf8');
    await writeFile(desk.exclusionJournal, change(text));
    await expect(restore()).rejects.toMatchObject({ code: 'bad-config' });
    await writeFile(desk.exclusionJournal, text);
    await desk.start();
  });
});
