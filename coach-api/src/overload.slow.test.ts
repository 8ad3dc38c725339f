import { cryptoReady, fromBase64Url, fromHex, leafOf, openReceipt, seal, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { flood, floodTenfold, recovered } from '../test/surface/flood.js';
import { type DayToSeal, Employee } from './testing/employee.js';
import { enrolled, House } from './testing/house.js';

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
/** Requests of one coach that are worked on at once. */
const AT_ONCE = 64;

it('ten times what a coach may ask in a minute is refused; then the coach is answered within five seconds', async () => {
  const { statuses, recovery } = await floodTenfold(house);
  expect(statuses[429]).toBeGreaterThan(0);
  expect(recovery).toBeLessThan(5_000);
}, 120_000);

it('ten times the reads that are worked on at once are answered, or 503; then the coach reads on within five seconds', async () => {
  Object.assign(house.env, { FIT4WORK_COACH_REQUESTS: '100000', FIT4WORK_COACH_ADDRESS_REQUESTS: '100000' });
  const running = await house.startAll();
  const ann = new Employee(1);
  const { invitation, client, told } = await enrolled(running, ann);
  const up = (kind: 'envelope' | 'consent' | 'release', payload: Uint8Array) =>
    client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
  const envelope = ann.seal(DAY);
  await up('envelope', envelope);
  await client.publishAsync(TOPICS.leaves, Buffer.from(leafOf(envelope)), { qos: 1 });
  const { text, id } = ann.grant({});
  await up('consent', seal(text, fromBase64Url(invitation.coachApi.boxKey)));
  await up('release', ann.release(fromHex(id), fromBase64Url(invitation.coachApi.boxKey)));
  const { signingKey } = invitation.coachApi;
  const stored = () => told('receipt').flatMap((bytes) => openReceipt(bytes, fromBase64Url(signingKey)).records);
  await expect.poll(() => stored().length, { timeout: 20_000 }).toBe(2);
  const port = Number(new URL(running.api).port);
  const read = (purpose: string): string =>
    `/v1/people/${ann.name}/summaries?metrics=steps&granularity=day&from=2026-05-01&to=2026-05-01&purpose=${purpose}`;
  const asked = 10 * AT_ONCE;
  const { statuses, waits } = await flood({
    ...{ port, count: asked, connections: asked },
    path: (index) => read(`talk-${index}`),
  });
  expect(Object.keys(statuses).sort()).toEqual(['200', '503']);
  expect(waits.every((seconds) => seconds >= 1)).toBe(true);
  expect(await recovered({ port, path: read('after') })).toBeLessThan(5_000);
  expect(running.stderr()).not.toContain('request-failed');
  await client.endAsync();
}, 120_000);
