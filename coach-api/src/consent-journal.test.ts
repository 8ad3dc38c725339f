import { appendFile, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { cryptoReady, leafOf, seal, TOPICS, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countRows, flipBits } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
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

const withdraw = () => desk.publishConsent(ann, ann.withdraw(grant, desk.now));
const statusOf = async (who = ann): Promise<number | undefined> => (await desk.summaries(who)).status;
const lines = async (): Promise<number> => (await readFile(desk.consentJournal, 'utf8')).split('\n').length - 1;
/** A copy of the database as an operator makes it, and its return. */
async function backUp(): Promise<() => Promise<void>> {
  await desk.stop();
  await copyFile(desk.database, `${desk.database}.copy`);
  await desk.start();
  return async () => {
    await desk.stop();
    await copyFile(`${desk.database}.copy`, desk.database);
  };
}

describe('a copy of the database from before a withdrawal', () => {
  it('grants nothing that was withdrawn, and has no release of it left', async () => {
    const restore = await backUp();
    await withdraw();
    await restore();
    expect(countRows(desk.database, 'releases')).toBe(1);
    await desk.start();
    expect(desk.lines).toContain('{"event":"consent-stored-again","count":1}');
    expect(await statusOf()).toBe(403);
    expect(countRows(desk.database, 'releases')).toBe(0);
    expect(desk.opened).toEqual([]);
  });

  it('has the grants of after it too, so that the person is not left without any authority', async () => {
    const restore = await backUp();
    const between = await desk.share(ann, { after: [grant], issued: 2_000 });
    await desk.publishConsent(ann, ann.withdraw(between, desk.now));
    await restore();
    await desk.start();
    expect(await statusOf()).toBe(200);
  });

  it('grants nothing of a person who was enrolled since', async () => {
    const bob = new Employee(2);
    const restore = await backUp();
    await desk.enrol(bob);
    const { text, id } = bob.grant({});
    await desk.publishConsent(bob, text, bob.withdraw(id, desk.now));
    await restore();
    await desk.start();
    await desk.enrol(bob);
    // Whoever kept the grant on its way may bring it again.
    await desk.publishConsent(bob, text);
    await desk.publish(bob, 'release', bob.release(Buffer.from(id, 'hex'), desk.boxKey));
    expect(await statusOf(bob)).toBe(403);
  });

  it('is not stored again twice, whatever is restored how often', async () => {
    const restore = await backUp();
    await withdraw();
    for (let i = 0; i < 2; i += 1) {
      await restore();
      await desk.start();
      expect(await statusOf()).toBe(403);
    }
    expect(await lines()).toBe(2);
    await desk.stop();
    const before = desk.lines.length;
    await desk.start();
    expect(desk.lines.slice(before).join()).not.toContain('consent');
  });
});

describe('the journal of consent', () => {
  it('is written before the transaction: a process that died between the two has the withdrawal at its next start', async () => {
    const restore = await backUp();
    await withdraw();
    await restore();
    await appendFile(desk.consentJournal, '{"identityKey":"half a li');
    await desk.start();
    expect(await statusOf()).toBe(403);
    expect(await readFile(desk.consentJournal, 'utf8')).toMatch(/^(\{[^\n]+\}\n){2}$/);
  });

  it('that cannot be written stops the withdrawal: no receipt, nothing ended, and all of it later', async () => {
    desk.consentDiskFull = true;
    const withdrawal = ann.withdraw(grant, desk.now);
    const before = desk.link.published.length;
    const payload = seal(withdrawal, desk.boxKey);
    await desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'consent'), payload });
    await expect.poll(() => desk.lines).toContain('{"event":"batch-failed","count":1,"code":"journal-failed"}');
    expect(desk.link.published.length).toBe(before);
    desk.consentDiskFull = false;
    const receipt = await desk.publishConsent(ann, withdrawal);
    expect(receipt?.records.map(toHex)).toEqual([toHex(leafOf(withdrawal))]);
    expect(await statusOf()).toBe(403);
  });

  it('does not grow by a commit that fails again and again', async () => {
    const before = await lines();
    desk.diskFull = true;
    const [withdrawal, erasure] = [ann.withdraw(grant, desk.now), ann.erasure()];
    for (let i = 1; i <= 3; i += 1) {
      const sealed = (record: Uint8Array): Uint8Array => seal(record, desk.boxKey);
      const sent = [
        desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'consent'), payload: sealed(withdrawal) }),
        desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'erasure'), payload: sealed(erasure) }),
      ];
      await Promise.all(sent);
      await expect.poll(() => desk.lines.filter((line) => line.includes('batch-failed'))).toHaveLength(i);
    }
    expect(await lines()).toBe(before + 1);
    await desk.stop();
    desk.diskFull = false;
    await desk.start();
    expect(await statusOf()).toBe(403);
  });

  it('that is lost is written again from the database', async () => {
    await withdraw();
    const before = await readFile(desk.consentJournal, 'utf8');
    await desk.stop();
    await rm(desk.consentJournal);
    await desk.start();
    expect(await readFile(desk.consentJournal, 'utf8')).toBe(before);
    expect(desk.lines).toContain('{"event":"consent-journal-completed","count":2}');
  });

  it('does not stop a start for consent that is damaged in the database, which grants nothing', async () => {
    await desk.stop();
    flipBits(desk.database, { table: 'consents', before: 'DROP TRIGGER consents_no_update' });
    await desk.start();
    expect(await statusOf()).toBe(503);
  });

  it.each([
    ['is no JSON', (text: string) => text.replace('{', '[')],
    ['has another record', (text: string) => text.replace(/"record":"(.{100})./, '"record":"$1_')],
    ['lacks a member', (text: string) => text.replace('"record"', '"words"')],
    ['has another key', (text: string) => text.replace(/"identityKey":"./, '"identityKey":"-')],
  ])('that %s is not served from', async (_title, change) => {
    await desk.stop();
    const text = await readFile(desk.consentJournal, 'utf8');
    // Of a record that the database has nothing but the bytes is looked at: this one it has not.
    await writeFile(desk.consentJournal, change(text));
    await rm(desk.database);
    await expect(desk.start()).rejects.toMatchObject({ code: 'bad-config' });
    await writeFile(desk.consentJournal, text);
    await desk.start();
  });
});
