import { cryptoReady, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ADMIN, BROKER, Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

/* The key set that a broker asks for every other second. */

await cryptoReady;
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const PATH = '/v1/agents/jwks.json';
const tag = async (): Promise<string> => String((await desk.http('GET', PATH, { token: BROKER })).headers?.etag);
const unless = async (ifNoneMatch: string) => {
  const { status, bytes, headers } = await desk.http('GET', PATH, { token: BROKER, ifNoneMatch });
  return { status, length: bytes.length, tag: headers?.etag };
};
const suspend = (method: 'PUT' | 'DELETE', number: number) =>
  desk.http(method, `/v1/invitations/${number}/suspension`, { token: ADMIN });

it('is not sent again while nobody came and nobody went', async () => {
  const empty = await tag();
  expect(await unless(empty)).toEqual({ status: 304, length: 0, tag: empty });
  await desk.enrol(new Employee(1));
  const one = await unless(empty);
  expect([one.status, one.length > 100, one.tag === empty]).toEqual([200, true, false]);
  expect((await unless(String(one.tag))).status).toBe(304);
});

it('has another tag once somebody is suspended, though another is resumed, and the same once all is as it was', async () => {
  await desk.enrol(new Employee(1));
  await desk.enrol(new Employee(2));
  await suspend('PUT', 1);
  const second = await tag();
  await suspend('PUT', 2);
  await suspend('DELETE', 1);
  const first = await unless(second);
  expect(first.status).toBe(200);
  expect((await desk.http('GET', PATH, { token: BROKER })).body.keys).toMatchObject([
    { x: toBase64Url(new Employee(1).agent.publicKey) },
  ]);
  await suspend('PUT', 1);
  await suspend('DELETE', 2);
  expect((await unless(second)).status).toBe(304);
});

it('has in it whoever was enrolled before it was asked for', async () => {
  for (const seed of [1, 2, 3]) {
    const [, answer] = [await desk.enrol(new Employee(seed)), await desk.http('GET', PATH, { token: BROKER })];
    expect(answer.body.keys).toHaveLength(seed);
  }
});

it('has nobody in it whose challenge has been over for long, also when nothing was written', async () => {
  const june = 1_780_272_000;
  desk.now = june;
  await desk.enrol(new Employee(1));
  const before = await tag();
  await desk.http('PATCH', '/v1/challenges/1', { token: ADMIN, body: { until: '2026-08-31' } });
  expect((await unless(before)).status).toBe(304);
  desk.now = june + 200 * 86_400;
  expect((await desk.http('GET', PATH, { token: BROKER })).body.keys).toEqual([]);
  expect((await unless(before)).status).toBe(200);
  desk.now = june;
  expect((await unless(before)).status).toBe(304);
});
