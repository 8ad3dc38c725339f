import { cryptoReady, seal, TOPICS, type UpKind } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { COACH, Desk, OPERATOR } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const NO_ROOM = `CREATE TRIGGER no_room BEFORE INSERT ON consents BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`;

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

const statusOf = async (who = ann) => (await desk.summaries(who)).status;
/** Sends what comes to nothing: the batch fails as a whole. */
async function sendInVain(who: Employee, record: Uint8Array, kind: UpKind = 'consent'): Promise<void> {
  const failed = () => desk.lines.filter((line) => line.includes('batch-failed')).length;
  const before = failed();
  await desk.link.inbox?.message({ topic: TOPICS.up(who.name, kind), payload: seal(record, desk.boxKey) });
  await expect.poll(failed).toBeGreaterThan(before);
}
const unstored = async (): Promise<string | undefined> => {
  const { bytes } = await desk.http('GET', '/metrics', { token: OPERATOR });
  return /^fit4work_coach_districts_unstored (\d+)$/m.exec(new TextDecoder().decode(bytes))?.[1];
};
const journalIs = (full: boolean) => (): void => {
  desk.consentDiskFull = full;
};
const journal = async () => (await desk.http('GET', '/readyz')).body.journal;

describe('a withdrawal that was received and cannot be made durable', () => {
  it.each([
    ['journal', journalIs(true), journalIs(false)],
    ['database', () => tamper(desk.database, NO_ROOM), () => tamper(desk.database, 'DROP TRIGGER no_room')],
  ])('ends its grant at once while the %s has no room, and is confirmed when it has', async (_title, fill, empty) => {
    expect(await statusOf()).toBe(200);
    fill();
    const receipts = desk.down(ann, 'receipt').length;
    const withdrawal = ann.withdraw(grant, desk.now);
    await sendInVain(ann, withdrawal);
    expect(desk.down(ann, 'receipt')).toHaveLength(receipts);
    expect(await statusOf()).toBe(403);
    expect((await desk.http('GET', '/v1/people', { token: COACH })).body.people).toEqual([]);
    expect((await desk.http('GET', `/v1/people/${ann.name}/messages`, { token: COACH })).status).toBe(403);
    empty();
    // It is stored then, and not taken for one that is stored already.
    expect(await desk.publishConsent(ann, withdrawal)).toMatchObject({ records: [expect.anything()] });
    expect(await statusOf()).toBe(403);
    await desk.stop();
    await desk.start();
    expect(await statusOf()).toBe(403);
  });

  it('is told of by /readyz as long as the journal cannot be written', async () => {
    expect(await journal()).toBe(true);
    journalIs(true)();
    await sendInVain(ann, ann.withdraw(grant, desk.now));
    expect(await journal()).toBe(false);
    expect(await desk.http('GET', '/readyz')).toMatchObject({ status: 503 });
    journalIs(false)();
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    expect(await journal()).toBe(true);
  });

  it('is told of by /metrics until it is stored, as is an erasure', async () => {
    expect(await unstored()).toBe('0');
    journalIs(true)();
    await sendInVain(ann, ann.withdraw(grant, desk.now));
    expect(await unstored()).toBe('1');
    journalIs(false)();
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    expect(await unstored()).toBe('0');
    const erasure = ann.erasure();
    desk.diskFull = true;
    await sendInVain(ann, erasure, 'erasure');
    expect(await unstored()).toBe('1');
    desk.diskFull = false;
    await desk.publishSealed(ann, 'erasure', erasure);
    expect(await unstored()).toBe('0');
  });

  it('ends no other grant, and nobody else: a grant that nobody has is withdrawn by nothing', async () => {
    const ben = new Employee(2);
    await desk.enrol(ben);
    await desk.publish(ben, 'envelope', ben.seal(DAY));
    await desk.share(ben);
    journalIs(true)();
    await sendInVain(ann, ann.withdraw('00'.repeat(32), desk.now));
    await sendInVain(ben, ben.withdraw(grant, desk.now));
    expect([await statusOf(), await statusOf(ben)]).toEqual([200, 200]);
  });
});
