import { cp } from 'node:fs/promises';
import { cryptoReady } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tamper } from './adapters/testing/raw-database.js';
import { PROGRAMME } from './testing/access-rows.js';
import { Browser } from './testing/browser.js';
import { DemoProvider } from './testing/demo-provider.js';
import { ADMIN, COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const [EVA, FAS] = [new Employee(1), new Employee(2)];
let provider: DemoProvider;
let desk: Desk;
let ann: Browser;
beforeAll(async () => {
  provider = await DemoProvider.start();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  desk = await Desk.open(provider.env);
  [EVA.sequence, FAS.sequence, EVA.leaf, FAS.leaf] = [0, 0, new Uint8Array(32), new Uint8Array(32)];
  for (const person of [EVA, FAS]) {
    await desk.enrol(person);
    await desk.publish(person, 'envelope', person.seal(DAY));
    await desk.share(person);
  }
  ann = new Browser(desk.browse, provider.origin);
  await ann.logIn('ann');
});
afterEach(() => desk.close());

const read = ({ name }: Employee) =>
  ann.ask(
    'GET',
    `/v1/people/${name}/summaries?metrics=steps&granularity=day&from=2026-05-01&to=2026-05-01&purpose=talk`,
  );
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const minutes = (count: number): void => {
  desk.now += count * 60;
};

describe('a login that is not recent', () => {
  it('reads who was read before in the session, and nobody for the first time until it is renewed', async () => {
    expect((await read(EVA)).status).toBe(200);
    minutes(10);
    expect((await read(FAS)).status).toBe(200);
    minutes(1);
    expect([(await read(EVA)).status, (await read(FAS)).status]).toEqual([200, 200]);
    await ann.logIn('ann');
    minutes(11);
    const before = desk.log.leaves.length;
    const { body } = await read(EVA);
    expect(body).toEqual({
      ...{ code: 'login-again', login: '/v1/login?fresh=1' },
      message: 'This takes a recent login: log in again at /v1/login?fresh=1, and repeat it.',
    });
    expect(desk.log.leaves).toHaveLength(before);
    await ann.logIn('ann', { fresh: '1' });
    expect((await read(EVA)).status).toBe(200);
  });

  it('is the same login for a provider that knows the person, unless a fresh one is asked for', async () => {
    const asked = async (query: string) => {
      const { location } = await ann.ask('GET', `/v1/login${query}`);
      return new URL(location ?? '').searchParams;
    };
    const [plain, fresh] = [await asked(''), await asked('?fresh=1')];
    expect([plain.get('prompt'), plain.get('max_age')]).toEqual([null, '28800']);
    expect([fresh.get('prompt'), fresh.get('max_age')]).toEqual(['login', '600']);
    expect([fresh.get('code_challenge_method'), fresh.get('response_type')]).toEqual(['S256', 'code']);
  });

  it('makes no first read of one that gave nothing', async () => {
    const { body } = await ann.ask('GET', `/v1/people/${FAS.name}/messages`);
    expect(body).toEqual({ messages: [] });
    desk.log.generous = false;
    expect(told(await read(EVA))).toEqual([503, 'not-proven']);
    desk.log.generous = true;
    minutes(11);
    expect(told(await read(EVA))).toEqual([401, 'login-again']);
    expect(told(await read(FAS))).toEqual([401, 'login-again']);
  });

  it('sends no programme, and reads what its person wrote', async () => {
    const path = `/v1/people/${EVA.name}/programmes`;
    expect((await ann.post(path, PROGRAMME)).status).toBe(201);
    minutes(11);
    expect(told(await ann.post(path, PROGRAMME))).toEqual([401, 'login-again']);
    expect((await ann.ask('GET', path)).body.programmes).toHaveLength(1);
    expect((await ann.post(`/v1/people/${EVA.name}/messages`, { text: 'Hallo' })).status).toBe(201);
  });

  it('that is ended ends what was read: who logs in again makes a new read, and who only renews the login does not', async () => {
    expect((await read(EVA)).status).toBe(200);
    await ann.logIn('ann', { fresh: '1' });
    expect((await read(EVA)).status).toBe(200);
    expect(desk.log.leaves).toHaveLength(1);
    await ann.post('/v1/logout');
    await ann.logIn('ann');
    expect((await read(EVA)).status).toBe(200);
    expect(desk.log.leaves).toHaveLength(2);
  });

  it('that ended elsewhere while something was read for it gets no answer', async () => {
    const prove = desk.log.prove.bind(desk.log);
    // Another coach API, or the provider there, ends it where sessions are stored.
    vi.spyOn(desk.log, 'prove').mockImplementation((leaf) => {
      tamper(desk.database, 'DELETE FROM sessions');
      return prove(leaf);
    });
    const { status, body } = await read(EVA);
    expect([status, body.code, JSON.stringify(body).includes('days')]).toEqual([401, 'unauthorised', false]);
    expect(desk.log.leaves).toHaveLength(1);
  });

  it.each([
    [
      'for somebody whom it did not read',
      `INSERT INTO session_reads SELECT id_hash, '${FAS.name}', code FROM session_reads`,
    ],
    ['for somebody, as older rows had it', `INSERT INTO session_reads SELECT id_hash, '${FAS.name}', '' FROM sessions`],
  ])('reads nobody by a note %s, which somebody wrote into the database', async (_title, forged) => {
    expect((await read(EVA)).status).toBe(200);
    minutes(11);
    tamper(desk.database, forged);
    expect((await read(EVA)).status).toBe(200);
    expect(told(await read(FAS))).toEqual([401, 'login-again']);
  });

  it('is none after a start that finds a database from before, which has sessions that ended since', async () => {
    await desk.stop();
    await cp(desk.database, `${desk.exclusionJournal}.copy`);
    await desk.start();
    await desk.http('PUT', '/v1/invitations/2/suspension', { token: ADMIN });
    expect((await read(EVA)).status).toBe(200);
    await desk.stop();
    await cp(`${desk.exclusionJournal}.copy`, desk.database);
    desk.now += 1;
    await desk.start();
    expect(told(await read(EVA))).toEqual([401, 'unauthorised']);
    await ann.logIn('ann', { fresh: '1' });
    expect((await read(EVA)).status).toBe(200);
  });

  it('asks nothing more of a program that shows a token', async () => {
    minutes(60);
    expect((await desk.summaries(EVA, {}, COACH)).status).toBe(200);
  });
});
