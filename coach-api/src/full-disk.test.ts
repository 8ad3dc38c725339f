import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { cryptoReady, fromBase64Url, fromHex, leafOf, openReceipt, seal, TOPICS, toHex } from '@fit4work/protocol';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith } from '../../test/src/requirement.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';
import { enrolled, House, type Running } from './testing/house.js';
import { limitFiles } from './testing/limit-files.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const PATIENCE = { timeout: 30_000 };
const FAILED = '{"event":"batch-failed","count":1,"code":"store-unavailable"}';

describe('a database in a file', () => {
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
  afterEach(async () => {
    limitFiles('unlimited');
    await desk.close();
  });

  it('whose disk is full is away for now, for coaches and agents, and is back when there is room', async () => {
    const envelope = ann.seal(DAY);
    limitFiles(statSync(`${desk.database}-wal`).size);
    expect(await desk.summaries(ann)).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
    await desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'envelope'), payload: envelope });
    await expect.poll(() => desk.lines).toContain(FAILED);
    limitFiles('unlimited');
    expect((await desk.summaries(ann)).status).toBe(200);
    expect(await desk.publish(ann, 'envelope', envelope)).toMatchObject({ sequence: 2 });
  });

  it('that another process has is away for now, and nothing else waits for it', async () => {
    const other = new Sqlite(desk.database);
    other.exec('BEGIN IMMEDIATE');
    const reading = desk.summaries(ann);
    let isOver = false;
    void reading.then(() => {
      isOver = true;
    });
    const answers: (number | undefined)[] = [];
    while (!isOver) {
      answers.push((await desk.http('GET', '/healthz')).status);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(answers.length).toBeGreaterThan(10);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await reading).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
    other.close();
    expect((await desk.summaries(ann)).status).toBe(200);
  });

  it('that another process has holds up no withdrawal, which is stored when that is over', async () => {
    const other = new Sqlite(desk.database);
    other.exec('BEGIN IMMEDIATE');
    const payload = seal(ann.withdraw(grant, desk.now), desk.boxKey);
    const send = () => desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'consent'), payload });
    const receipts = desk.down(ann, 'receipt').length;
    await send();
    expect((await desk.summaries(ann)).status).toBe(403);
    expect(desk.lines).not.toContain(FAILED);
    await expect.poll(() => desk.lines, PATIENCE).toContain(FAILED);
    expect(desk.down(ann, 'receipt')).toHaveLength(receipts);
    other.close();
    await send();
    await expect.poll(() => desk.down(ann, 'receipt').length, PATIENCE).toBe(receipts + 1);
    await desk.stop();
    await desk.start();
    expect((await desk.summaries(ann)).status).toBe(403);
  });

  it('that another process lets go of in time is written, though it had to be waited for', async () => {
    const other = new Sqlite(desk.database);
    other.exec('BEGIN IMMEDIATE');
    const receipts = desk.down(ann, 'receipt').length;
    await desk.link.inbox?.message({ topic: TOPICS.up(ann.name, 'envelope'), payload: ann.seal(DAY) });
    await new Promise((resolve) => setTimeout(resolve, 200));
    other.close();
    await expect.poll(() => desk.down(ann, 'receipt').length, PATIENCE).toBe(receipts + 1);
    expect(desk.lines).not.toContain(FAILED);
  });
});

/** On a file system of its own, in memory: how it is filled nobody else feels. */
describeWith(['root'], 'a coach API on a disk of its own that becomes full', () => {
  let house: House;
  let running: Running;
  let ann: Employee;
  let agent: Awaited<ReturnType<typeof enrolled>>;
  let small: string;
  beforeEach(async () => {
    house = await House.open();
    small = house.file('small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m,mode=700', 'tmpfs', small]);
  });
  afterEach(async () => {
    await agent.client.endAsync(true);
    await house.processes.stopAll();
    execFileSync('umount', ['-l', small]);
    await house.close();
  });

  const sealed = (record: Uint8Array): Uint8Array => seal(record, fromBase64Url(agent.invitation.coachApi.boxKey));
  const send = (kind: 'envelope' | 'consent' | 'release', payload: Uint8Array) =>
    agent.client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
  const isConfirmed = (record: Uint8Array): boolean => {
    const key = fromBase64Url(agent.invitation.coachApi.signingKey);
    const receipts = agent.told('receipt').map((payload) => openReceipt(payload, key));
    return receipts.some(({ records }) => records.map(toHex).includes(toHex(leafOf(record))));
  };
  const confirmed = (record: Uint8Array) => expect.poll(() => isConfirmed(record), PATIENCE).toBe(true);
  const read = async (purpose: string): Promise<number> => {
    const query = `metrics=steps&granularity=day&from=2026-05-01&to=2026-05-01&purpose=${purpose}`;
    const url = `${running.api}/v1/people/${ann.name}/summaries?${query}`;
    return (await fetch(url, { headers: { authorization: 'Bearer coach' } })).status;
  };
  const fill = (): void => {
    const { bfree, bsize } = statfsSync(small);
    try {
      writeFileSync(`${small}/filler`, Buffer.alloc(bfree * bsize + 8_192));
    } catch {
      // It takes what there is room for.
    }
  };
  /** @returns the id of the grant */
  async function share(): Promise<string> {
    running = await house.startAll();
    ann = new Employee(1);
    agent = await enrolled(running, ann);
    await send('envelope', ann.seal(DAY));
    const { text, id } = ann.grant({});
    await send('consent', sealed(text));
    const release = ann.release(fromHex(id), fromBase64Url(agent.invitation.coachApi.boxKey));
    await send('release', release);
    await confirmed(release);
    return id;
  }

  it('confirms no withdrawal that its journal has not, so that a copy of the database brings none of them back', async () => {
    house.env.FIT4WORK_COACH_CONSENTS = `${small}/consents`;
    const id = await share();
    const [database, copy] = [house.file('state/coach.db'), house.file('copy.db')];
    new Sqlite(database).exec(`VACUUM INTO '${copy}'`).close();
    fill();
    const withdrawal = ann.withdraw(id, 2_000);
    await send('consent', sealed(withdrawal));
    await expect
      .poll(() => running.stderr().includes('journal-failed') || isConfirmed(withdrawal), PATIENCE)
      .toBe(true);
    expect(isConfirmed(withdrawal)).toBe(false);
    rmSync(`${small}/filler`);
    await send('consent', sealed(withdrawal));
    await confirmed(withdrawal);
    const { text } = ann.grant({ issued: 3_000, after: [toHex(leafOf(withdrawal))] });
    await send('consent', sealed(text));
    await confirmed(text);
    expect(readFileSync(`${small}/consents`, 'utf8').match(/^\{"identityKey":"[^\n]+"\}$/gm)).toHaveLength(3);
    await running.stop();
    for (const end of ['-wal', '-shm']) rmSync(`${database}${end}`, { force: true });
    copyFileSync(copy, database);
    await running.restart();
    expect(running.stderr()).toContain('"event":"consent-stored-again","count":2');
  });

  it('answers that its database is away, and follows the log and everything else when there is room', async () => {
    house.env.FIT4WORK_COACH_STATE = `${small}/state`;
    await share();
    fill();
    expect(await read('full')).toBe(503);
    await agent.client.publishAsync(TOPICS.up(ann.name, 'envelope'), Buffer.from(ann.seal(DAY)), { qos: 1 });
    await expect.poll(() => running.stderr(), PATIENCE).toContain('"code":"store-unavailable"');
    // What the anchor publishes next cannot be stored either.
    await agent.client.publishAsync(TOPICS.leaves, Buffer.from(leafOf(new Uint8Array(7))), { qos: 1 });
    await expect.poll(() => running.stderr(), PATIENCE).toMatch(/log-not-followed[^\n]+store-unavailable/);
    rmSync(`${small}/filler`);
    await expect.poll(() => read('room'), PATIENCE).toBe(200);
  });
});
