import { cryptoReady, fromHex, keyIdOf, leafOf, METRICS, toBase64Url, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { BROKER, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
let ann: Employee;
let phone: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  phone = new Employee(1, 2);
  await desk.enrol(ann);
  await desk.enrol(phone);
});
afterEach(() => desk.close());

const known = async (): Promise<readonly string[]> =>
  (await desk.http('GET', '/v1/agents/jwks.json', { token: BROKER })).body.keys.map(({ x }: { x: string }) => x);
const GONE = METRICS.map(() => 'not-received');
const THERE = METRICS.map(() => 'measured');
const days = async (): Promise<readonly unknown[]> =>
  (await desk.summaries(ann)).body.days.map(({ status }: { status: object }) => Object.values(status));

describe('an agent that is retired', () => {
  it('is unknown to the broker from then on, also after a restart', async () => {
    const retirement = ann.retirement(2, 0);
    expect((await desk.publish(ann, 'retirement', retirement))?.records.map(toHex)).toEqual([
      toHex(leafOf(retirement)),
    ]);
    expect(await known()).toEqual([toBase64Url(ann.agent.publicKey)]);
    const kid = toBase64Url(keyIdOf(phone.agent.publicKey));
    expect(await desk.http('GET', `/v1/agents/keys/${kid}`)).toMatchObject({ status: 404 });
    await desk.stop();
    await desk.start();
    expect(await known()).toEqual([toBase64Url(ann.agent.publicKey)]);
    expect((await desk.publish(ann, 'retirement', retirement))?.records.map(toHex)).toEqual([
      toHex(leafOf(retirement)),
    ]);
    expect(desk.refusals()).toEqual([]);
  });

  it('has nothing stored above its last sequence, and its releases and messages are refused', async () => {
    await desk.publish(phone, 'envelope', phone.seal(FIRST));
    await desk.publish(ann, 'retirement', ann.retirement(2, 2));
    expect(await desk.publish(phone, 'envelope', phone.seal(SECOND), phone.seal(SECOND))).toMatchObject({
      sequence: 2,
    });
    const { text, id } = ann.grant({});
    await desk.publishConsent(ann, text);
    await desk.publish(phone, 'release', phone.release(fromHex(id), desk.boxKey));
    await desk.publishSealed(phone, 'message', phone.message());
    expect(desk.refusals()).toEqual(['retired', 'retired', 'retired']);
    const keys = phone.keptKeys('2026-05-01');
    expect((await desk.publish(phone, 'keys', keys))?.records.map(toHex)).toEqual([toHex(leafOf(keys))]);
  });

  it('counts no further than that in reads, whatever was stored before it was known', async () => {
    await desk.publish(phone, 'envelope', phone.seal(FIRST), phone.seal(SECOND));
    await desk.share(phone);
    expect(await days()).toEqual([THERE, THERE]);
    await desk.publish(ann, 'retirement', ann.retirement(2, 1));
    expect(await days()).toEqual([THERE, GONE]);
  });

  it.each(['NULL', '9'])('is let in, and believed, by no row that says %s after a start', async (last) => {
    await desk.publish(phone, 'envelope', phone.seal(FIRST), phone.seal(SECOND));
    await desk.share(phone);
    await desk.publish(ann, 'retirement', ann.retirement(2, 1));
    await desk.stop();
    tamper(desk.database, `UPDATE agents SET last_sequence = ${last}`);
    await desk.start();
    expect(await known()).not.toContain(toBase64Url(phone.agent.publicKey));
    expect(await days()).toEqual([THERE, GONE]);
    expect(desk.lines).toContain('{"event":"exclusions-done-again","count":1}');
  });

  it.each(['NULL', '9'])('is let in, and believed, by no row that says %s while the service runs', async (last) => {
    await desk.publish(phone, 'envelope', phone.seal(FIRST), phone.seal(SECOND));
    await desk.share(phone);
    await desk.publish(ann, 'retirement', ann.retirement(2, 1));
    const forge = () => tamper(desk.database, `UPDATE agents SET last_sequence = ${last}`);
    const check = async () => {
      forge();
      // What is known of who is let in is read anew when somebody comes.
      await desk.enrol(new Employee(desk.refusals().length + 3));
      expect(await known()).not.toContain(toBase64Url(phone.agent.publicKey));
      expect(await days()).toEqual([THERE, GONE]);
      await desk.publishSealed(phone, 'message', phone.message());
    };
    await check();
    expect(desk.refusals()).toEqual(['retired']);
    await desk.stop();
    await desk.start();
    await check();
    expect(desk.refusals()).toEqual(['retired', 'retired']);
    await desk.publish(ann, 'retirement', ann.retirement(2, 0));
    forge();
    expect(await days()).toEqual([GONE, GONE]);
  });

  it('more than once ends at the lowest sequence', async () => {
    await desk.publish(phone, 'envelope', phone.seal(FIRST), phone.seal(SECOND));
    await desk.share(phone);
    await desk.publish(ann, 'retirement', ann.retirement(2, 2), ann.retirement(2, 0), ann.retirement(2, 1));
    expect(await days()).toEqual([GONE, GONE]);
  });
});

it('a retirement by an agent, by somebody else, about somebody else or of nobody ends nothing', async () => {
  const bob = new Employee(2);
  const thief = new Employee(1);
  Object.assign(thief, { identity: phone.agent });
  const other = new Employee(1);
  other.pseudonym.fill(9);
  for (const wrong of [thief.retirement(1, 0), bob.retirement(1, 0), other.retirement(1, 0), ann.retirement(7, 0)]) {
    expect(await desk.publish(ann, 'retirement', wrong)).toBeUndefined();
  }
  expect(desk.refusals()).toEqual(['bad-signature', 'bad-signature', 'wrong-pseudonym', 'unknown-agent']);
  expect(await known()).toHaveLength(2);
});
