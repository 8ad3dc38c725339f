import { cryptoReady, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { ADMIN, BROKER, Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

/* The key set that a broker asks for every second: an index, and the parts that changed. */

await cryptoReady;
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const INDEX = '/v1/agents/key-set';
const WHOLE = '/v1/agents/jwks.json';
const ask = (path: string, ifNoneMatch?: string) =>
  desk.http('GET', path, { token: BROKER, ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) });
const tag = async (): Promise<string> => String((await ask(INDEX)).headers?.etag);
const unless = async (ifNoneMatch: string, path = INDEX) => {
  const { status, bytes, headers } = await ask(path, ifNoneMatch);
  return { status, length: bytes.length, tag: headers?.etag };
};
/** Tags by prefix, of the parts that anybody is in. */
const index = async (): Promise<Record<string, string>> => {
  const { parts } = (await ask(INDEX)).body;
  return Object.fromEntries(parts.map((part: { prefix: string; tag: string }) => [part.prefix, part.tag]));
};
const partOf = ({ name }: Employee): string => name.slice(0, 2);
/** Public keys in a part. */
const keysIn = async (prefix: string): Promise<string[]> =>
  (await ask(`${INDEX}/${prefix}`)).body.keys.map(({ x }: { x: string }) => x);
const keyOf = ({ agent }: Employee): string => toBase64Url(agent.publicKey);
const suspend = (method: 'PUT' | 'DELETE', number: number) =>
  desk.http(method, `/v1/invitations/${number}/suspension`, { token: ADMIN });

it('is not sent again while nobody came and nobody went', async () => {
  const empty = await tag();
  expect(await unless(empty)).toEqual({ status: 304, length: 0, tag: empty });
  expect(await index()).toEqual({});
  const ann = new Employee(1);
  await desk.enrol(ann);
  const one = await unless(empty);
  expect([one.status, one.tag === empty]).toEqual([200, false]);
  expect((await unless(String(one.tag))).status).toBe(304);
  const part = `${INDEX}/${partOf(ann)}`;
  const known = String((await ask(part)).headers?.etag);
  expect(await index()).toEqual({ [partOf(ann)]: known });
  expect(await unless(known, part)).toEqual({ status: 304, length: 0, tag: known });
});

it('has each agent in the part of its pseudonym, as a JWK with whose it is, and nobody in any other', async () => {
  const [ann, ben] = [new Employee(1), new Employee(2)];
  await desk.enrol(ann);
  await desk.enrol(ben);
  const { headers, body } = await ask(`${INDEX}/${partOf(ann)}`);
  expect(headers?.['content-type']).toBe('application/json; charset=utf-8');
  expect(body).toEqual({
    keys: [
      {
        ...{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x: keyOf(ann) },
        ...{ kid: toBase64Url(ann.agent.keyId), f4w_pseudonym: ann.name },
      },
    ],
  });
  expect(Object.keys(await index()).sort()).toEqual([partOf(ann), partOf(ben)].sort());
  const empty = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0')).find(
    (prefix) => prefix !== partOf(ann) && prefix !== partOf(ben),
  );
  expect(await keysIn(String(empty))).toEqual([]);
  for (const wrong of ['0', '0A', '000', 'xy']) expect((await ask(`${INDEX}/${wrong}`)).status).toBe(400);
});

it('changes in the part of who is suspended, comes back or retires, and in no other', async () => {
  const [ann, ben] = [new Employee(1), new Employee(2)];
  await desk.enrol(ann);
  await desk.enrol(ben);
  const [before, whole] = [await index(), await tag()];
  await suspend('PUT', 1);
  expect(await index()).toEqual({ [partOf(ben)]: before[partOf(ben)] });
  expect(await keysIn(partOf(ann))).toEqual([]);
  await suspend('DELETE', 1);
  expect([await index(), await tag()]).toEqual([before, whole]);
  expect(await keysIn(partOf(ann))).toEqual([keyOf(ann)]);
});

it('is made anew where it changed alone: what became of another part meanwhile, past the service, is not seen', async () => {
  const [ann, ben] = [new Employee(1), new Employee(2)];
  await desk.enrol(ann);
  await desk.enrol(ben);
  await index();
  // Whoever reads the row once more leaves it out.
  tamper(desk.database, `UPDATE agents SET key = zeroblob(32) WHERE pseudonym = '${ben.name}'`);
  await suspend('PUT', 1);
  expect([await keysIn(partOf(ann)), await keysIn(partOf(ben))]).toEqual([[], [keyOf(ben)]]);
  await suspend('PUT', 2);
  await index();
  await suspend('DELETE', 2);
  expect(await keysIn(partOf(ben))).toEqual([]);
});

it('has another tag once somebody is suspended, though another is resumed, and the same once all is as it was', async () => {
  await desk.enrol(new Employee(1));
  await desk.enrol(new Employee(2));
  await suspend('PUT', 1);
  const second = await tag();
  await suspend('PUT', 2);
  await suspend('DELETE', 1);
  expect((await unless(second)).status).toBe(200);
  expect(Object.keys(await index())).toEqual([partOf(new Employee(1))]);
  await suspend('PUT', 1);
  await suspend('DELETE', 2);
  expect((await unless(second)).status).toBe(304);
});

it('has in it whoever was enrolled before it was asked for, also by many at once', async () => {
  for (const seed of [1, 2, 3]) {
    const one = new Employee(seed);
    await desk.enrol(one);
    const answers = await Promise.all(Array.from({ length: 8 }, () => keysIn(partOf(one))));
    for (const keys of answers) expect(keys).toContain(keyOf(one));
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
  expect([await index(), await keysIn(partOf(new Employee(1)))]).toEqual([{}, []]);
  expect((await unless(before)).status).toBe(200);
  desk.now = june;
  expect((await unless(before)).status).toBe(304);
});

it('has the same tags after a start, as at another coach API', async () => {
  for (const seed of [1, 2, 3]) await desk.enrol(new Employee(seed));
  const before = [await tag(), await index()];
  await desk.stop();
  await desk.start();
  expect([await tag(), await index()]).toEqual(before);
});

it('is one JWKS at the address that the release before asks, with all that the parts have', async () => {
  expect((await ask(WHOLE)).body).toEqual({ keys: [] });
  const people = [1, 2, 3, 4, 5].map((seed) => new Employee(seed));
  for (const each of people) await desk.enrol(each);
  const { headers, body } = await ask(WHOLE);
  expect(body.keys.map(({ x }: { x: string }) => x).sort()).toEqual(people.map(keyOf).sort());
  expect((await unless(String(headers?.etag), WHOLE)).status).toBe(304);
  await suspend('PUT', 1);
  expect((await unless(String(headers?.etag), WHOLE)).status).toBe(200);
  expect((await ask(WHOLE)).body.keys).toHaveLength(4);
});

it('can be asked for, index and parts, however often whoever is known may ask for anything else', async () => {
  await desk.close();
  desk = await Desk.open({ FIT4WORK_COACH_REQUESTS: '1' });
  const [index, parts] = [[INDEX, INDEX, INDEX], ['00', '01', '02', '03'].map((prefix) => `${INDEX}/${prefix}`)];
  const answers = await Promise.all([...index, ...parts].map((path) => ask(path)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200]);
  expect([(await ask(WHOLE)).status, (await ask(WHOLE)).status]).toEqual([200, 429]);
});

it('can be asked for no more often than an address may ask', async () => {
  await desk.close();
  desk = await Desk.open({ FIT4WORK_COACH_ADDRESS_REQUESTS: '2' });
  const answers = [await ask(INDEX), await ask(`${INDEX}/00`), await ask(INDEX), await ask(`${INDEX}/00`)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
});
