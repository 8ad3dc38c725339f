import { cryptoReady, METRICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
let grant: string;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
  await desk.publish(ann, 'envelope', ann.seal(FIRST));
  grant = await desk.share(ann);
});
afterEach(() => desk.close());

type Query = Parameters<Desk['summaries']>[1];
/** The leaf of the one read behind an answer. */
async function leafOfRead(query: Query = {}, token = COACH): Promise<string> {
  const { status, body } = await desk.summaries(ann, query, token);
  expect([status, body.days?.[0].status]).toMatchObject([200, {}]);
  expect(body.reads).toHaveLength(1);
  return body.reads[0].leaf;
}
const recorded = async (): Promise<number> => (await desk.http('GET', '/v1/reads', { token: COACH })).body.reads.length;

describe('a read of the last quarter of an hour', () => {
  it('covers the same again, and less of it, and the answer says which read it rests on', async () => {
    const first = await leafOfRead();
    desk.now += 899;
    expect(await leafOfRead()).toBe(first);
    expect(await leafOfRead({ metrics: 'sleep', until: '2026-05-01' })).toBe(first);
    expect(await recorded()).toBe(1);
    const { body } = await desk.summaries(ann, { metrics: 'sleep' });
    expect(body.reads).toMatchObject([{ metrics: [...METRICS], until: '2026-05-02', time: desk.now - 899 }]);
    expect(body.days[0].status).toEqual({ sleep: 'measured' });
  });

  it('is over after 900 seconds, and when the clock has gone back before it', async () => {
    const first = await leafOfRead();
    desk.now += 900;
    const second = await leafOfRead();
    expect(second).not.toBe(first);
    desk.now -= 1;
    expect(await leafOfRead()).not.toBe(second);
  });

  it.each([
    ['another day', { until: '2026-05-03' }],
    ['another purpose', { purpose: 'another talk' }],
    ['another granularity', { granularity: 'hour' }],
  ])('does not cover %s', async (_title, query) => {
    await leafOfRead();
    await leafOfRead(query);
    expect(await recorded()).toBe(2);
  });

  it('does not cover a metric that it does not name', async () => {
    const first = await leafOfRead({ metrics: 'steps' });
    expect(await leafOfRead({ metrics: 'steps,sleep' })).not.toBe(first);
  });

  it('does not cover another coach', async () => {
    const first = await leafOfRead();
    await desk.share(ann, { recipient: 'coach-2' });
    expect(await leafOfRead({}, 'other')).not.toBe(first);
  });

  it('does not stand for grants that it does not name', async () => {
    const first = await leafOfRead();
    await desk.share(ann, { issued: 2_000 });
    expect(await leafOfRead()).not.toBe(first);
  });

  it('holds no key: every answer opens the releases anew', async () => {
    await leafOfRead();
    const once = desk.opened.length;
    await leafOfRead();
    expect(desk.opened.length).toBe(2 * once);
  });

  it('is over with a withdrawal, also where the same is granted again', async () => {
    const first = await leafOfRead();
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    expect((await desk.summaries(ann)).status).toBe(403);
    await desk.share(ann);
    expect(await leafOfRead()).not.toBe(first);
  });

  it('is over with the end of its grant', async () => {
    await desk.publishConsent(ann, ann.withdraw(grant, desk.now));
    await desk.share(ann, { expires: desk.now + 10 });
    await leafOfRead();
    desk.now += 10;
    expect((await desk.summaries(ann)).status).toBe(403);
  });

  it.each([
    ['an erasure', () => desk.publishSealed(ann, 'erasure', ann.erasure())],
    ['a retirement', () => desk.publish(ann, 'retirement', ann.retirement(1, 1))],
    ['a restart', () => desk.stop().then(() => desk.start())],
  ])('is over with %s', async (_title, end) => {
    const first = await leafOfRead();
    await end();
    expect(await leafOfRead()).not.toBe(first);
  });
});
