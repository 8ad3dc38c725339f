import { cryptoReady, openReceipt, seal, TOPICS, type UpKind } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const PATIENCE = { timeout: 30_000 };
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

const arrives = (who: Employee, kind: UpKind, record: Uint8Array): void =>
  desk.link.inbox?.message({ topic: TOPICS.up(who.name, kind), payload: seal(record, desk.boxKey) });
/** As the link delivers: each when what was handed over before is done with. */
const deliver = async (messages: readonly { topic: string; payload: Uint8Array }[]): Promise<void> => {
  for (const message of messages) await Promise.resolve(desk.link.inbox?.message(message));
};
const times = (count: number, who: Employee, kind: UpKind) =>
  Array.from({ length: count }, () => ({ topic: TOPICS.up(who.name, kind), payload: new Uint8Array(10) }));
const statusOf = async (who: Employee) => (await desk.summaries(who)).status;
const sequenceOf = (who: Employee): number | undefined => {
  const receipt = desk.down(who, 'receipt').at(-1);
  return receipt && openReceipt(receipt, desk.signingKey).sequence;
};
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

describe('while more than may wait of another person waits behind what is under way', () => {
  const flood = () => [...times(3_000, ann, 'envelope'), ...times(3_000, ann, 'keys'), ...times(1_100, ann, 'consent')];

  it('a withdrawal counts when it arrived', async () => {
    const withdrawal = {
      topic: TOPICS.up(bob.name, 'consent'),
      payload: seal(bob.withdraw(bobs, desk.now), desk.boxKey),
    };
    const delivered = deliver([...flood(), withdrawal]);
    await expect.poll(() => statusOf(bob), PATIENCE).toBe(403);
    goOn();
    await delivered;
    await desk.settled();
    expect(await statusOf(bob)).toBe(403);
  });

  it('envelopes are stored and confirmed afterwards, and need not be sent again', async () => {
    const topic = TOPICS.up(bob.name, 'envelope');
    const envelopes = Array.from({ length: 256 }, () => ({ topic, payload: bob.seal(DAY) }));
    const delivered = deliver([...flood(), ...envelopes, ...flood()]);
    goOn();
    await delivered;
    await expect.poll(() => sequenceOf(bob), PATIENCE).toBe(1 + envelopes.length);
  });

  it('a withdrawal of that very person beyond so much costs nothing, and counts when it comes again', async () => {
    const withdrawal = bob.withdraw(bobs, desk.now);
    await deliver(times(1_024, bob, 'consent'));
    arrives(bob, 'consent', withdrawal);
    expect(await statusOf(bob)).toBe(200);
    expect(desk.refusals()).toContain('too-many');
    goOn();
    await desk.settled();
    arrives(bob, 'consent', withdrawal);
    expect(await statusOf(bob)).toBe(403);
  });
});
