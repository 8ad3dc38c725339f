import { appendFile, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { cryptoReady, leafOf, openErasureCertificate, seal, TOPICS, toHex, unseal } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
let sealed: Uint8Array;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  sealed = ann.seal(DAY);
  await desk.publish(ann, 'envelope', sealed);
  await desk.publish(ann, 'keys', ann.keptKeys('2026-05-01'));
  await desk.share(ann);
});
afterEach(() => desk.close());

const inside = (): string => Buffer.from(sealed.subarray(400, 440)).toString('latin1');
/** A copy of the database as an operator makes it, and its return. */
async function backUp(): Promise<() => Promise<void>> {
  await desk.stop();
  await copyFile(desk.database, `${desk.journal}.copy`);
  await desk.start();
  return async () => {
    await desk.stop();
    await copyFile(`${desk.journal}.copy`, desk.database);
  };
}
const certificates = (): readonly string[] => [
  ...new Set(desk.down(ann, 'erasure').map((bytes) => toHex(leafOf(unseal(bytes, ann.vault))))),
];

describe('a copy of the database from before an erasure', () => {
  it('is erased before it serves anything, and tells the same certificate', async () => {
    const restore = await backUp();
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    await expect.poll(certificates).toHaveLength(1);
    await restore();
    expect(rowsOf(desk.database, 'envelopes')).toMatchObject([{ bytes: Buffer.from(sealed) }]);
    await desk.start();
    expect(desk.lines).toContain('{"event":"erasures-executed-again","count":1}');
    expect(await desk.stored()).not.toContain(inside());
    for (const table of ['kept_keys', 'releases'] as const) expect(rowsOf(desk.database, table)).toEqual([]);
    const [day] = (await desk.summaries(ann, { until: '2026-05-01' })).body.days;
    expect(Object.values(day.status)).toEqual(['erased', 'erased', 'erased']);
    const before = desk.down(ann, 'erasure').length;
    expect(await desk.publish(ann, 'envelope', sealed)).toMatchObject({ sequence: 1 });
    await expect.poll(() => desk.down(ann, 'erasure').length).toBeGreaterThan(before);
    expect(certificates()).toHaveLength(1);
    const certificate = unseal(desk.down(ann, 'erasure')[0] ?? new Uint8Array(), ann.vault);
    expect(openErasureCertificate(certificate, desk.signingKey).envelopes).toBe(1);
  });

  it('is erased even where its person is not enrolled in it yet', async () => {
    const bob = new Employee(2);
    const restore = await backUp();
    await desk.enrol(bob);
    await desk.publishSealed(bob, 'erasure', bob.erasure());
    await restore();
    await desk.start();
    await desk.enrol(bob);
    const late = bob.seal(DAY);
    expect(await desk.publish(bob, 'envelope', late)).toMatchObject({ sequence: 1 });
    expect(await desk.stored()).not.toContain(Buffer.from(late.subarray(400, 440)).toString('latin1'));
  });
});

describe('the journal', () => {
  it('that cannot be written stops the erasure: no receipt, nothing destroyed, and all of it later', async () => {
    desk.diskFull = true;
    const erasure = ann.erasure();
    const before = desk.link.published.length;
    await desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'erasure'), payload: seal(erasure, desk.boxKey) });
    await expect.poll(() => desk.lines).toContain('{"event":"batch-failed","count":1,"code":"journal-failed"}');
    expect(desk.link.published.length).toBe(before);
    const [first] = (await desk.summaries(ann)).body.days;
    expect(Object.values(first.status)).toEqual(['erased', 'erased', 'erased']);
    expect(await desk.stored()).toContain(inside());
    desk.diskFull = false;
    await desk.publish(ann, 'envelope', sealed);
    expect((await desk.publishSealed(ann, 'erasure', erasure))?.records.map(toHex)).toEqual([toHex(leafOf(erasure))]);
    expect(await desk.stored()).not.toContain(inside());
  });

  it('executes what it has and the database has not, as after a crash between the two', async () => {
    const restore = await backUp();
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    await restore();
    await appendFile(desk.journal, '{"identityKey":"half a li');
    await desk.start();
    expect(await desk.stored()).not.toContain(inside());
    expect(await readFile(desk.journal, 'utf8')).toMatch(/^\{[^\n]+\}\n$/);
  });

  it('that is lost is written again from the database', async () => {
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    const before = await readFile(desk.journal, 'utf8');
    await desk.stop();
    await rm(desk.journal);
    await desk.start();
    expect(await readFile(desk.journal, 'utf8')).toBe(before);
    expect(desk.lines).toContain('{"event":"journal-completed","count":1}');
  });

  it.each([
    ['is no JSON', (text: string) => text.replace('{', '[')],
    ['has another erasure', (text: string) => text.replace(/"erasure":"..../, '"erasure":"AAAA')],
    ['lacks a member', (text: string) => text.replace('"certificate"', '"certify"')],
  ])('that %s is not served from', async (_title, change) => {
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    await desk.stop();
    await writeFile(desk.journal, change(await readFile(desk.journal, 'utf8')));
    await expect(desk.start()).rejects.toMatchObject({ code: 'bad-config' });
    await rm(desk.journal);
    await desk.start();
  });
});
