import { cryptoReady, seal, TOPICS, type UpKind } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

let desk: Desk;
let ann: Employee;
let bob: Employee;
let bobs: string;
let goOn: () => void;
beforeEach(async () => {
  desk = await Desk.open();
  [ann, bob] = [new Employee(1), new Employee(2)];
  for (const person of [ann, bob]) {
    await desk.enrol(person);
    await desk.publish(person, 'envelope', person.seal(DAY));
  }
  const anns = await desk.share(ann);
  bobs = await desk.share(bob);
  // What Ann sent is under way for as long as a test wants it.
  desk.consentDiskFull = new Promise((resolve) => {
    goOn = () => resolve(false);
  });
  arrives(ann, 'consent', ann.withdraw(anns, desk.now));
  await new Promise((resolve) => setTimeout(resolve, 20));
});
afterEach(async () => {
  goOn();
  await desk.settled();
  await desk.close();
});

/** As the link hands it over, which waits for nothing that comes of it. */
const arrives = (who: Employee, kind: UpKind, record: Uint8Array): void =>
  void desk.link.inbox?.message({ topic: TOPICS.up(who.name, kind), payload: seal(record, desk.boxKey) });
const statusOf = async (who: Employee) => (await desk.summaries(who)).status;
const hasReceiptOf = (who: Employee, before: number): boolean => desk.down(who, 'receipt').length > before;

describe('while what another person sent is under way, a withdrawal', () => {
  it('counts when it arrived', async () => {
    arrives(bob, 'consent', bob.withdraw(bobs, desk.now));
    expect(await statusOf(bob)).toBe(403);
    expect((await desk.http('GET', '/v1/people', { token: COACH })).body.people).toEqual([]);
  });

  it('that another signed ends nothing', async () => {
    arrives(bob, 'consent', ann.withdraw(bobs, desk.now));
    arrives(ann, 'consent', bob.withdraw(bobs, desk.now));
    arrives(bob, 'consent', new Uint8Array(80));
    expect(await statusOf(bob)).toBe(200);
    goOn();
    await desk.settled();
    expect(await statusOf(bob)).toBe(200);
  });

  it('is stored and confirmed afterwards, and ends no grant of later when it comes again', async () => {
    const before = desk.down(bob, 'receipt').length;
    const withdrawal = bob.withdraw(bobs, desk.now);
    arrives(bob, 'consent', withdrawal);
    await statusOf(bob);
    expect(hasReceiptOf(bob, before)).toBe(false);
    goOn();
    await expect.poll(() => hasReceiptOf(bob, before)).toBe(true);
    await desk.share(bob);
    arrives(bob, 'consent', withdrawal);
    expect(await statusOf(bob)).toBe(200);
  });
});

describe('while what another person sent is under way, an erasure', () => {
  const stepsOf = async () => (await desk.summaries(bob)).body.days[0].status.steps;

  it('ends reads of its days when it arrived', async () => {
    expect(await stepsOf()).toBe('measured');
    arrives(bob, 'erasure', bob.erasure());
    expect(await stepsOf()).toBe('erased');
  });

  it('that another signed ends none', async () => {
    arrives(bob, 'erasure', ann.erasure());
    arrives(ann, 'erasure', bob.erasure());
    expect(await stepsOf()).toBe('measured');
  });
});
