import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PASSPHRASE, PageWorld, type Reply } from '../../../test/page-world.js';
import { DAY, NEXT } from '../../../test/vault-world.js';

let world: PageWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await PageWorld.open();
});
afterEach(() => world.close());

const problem = ({ status, body }: Reply): [number, string] => [status, body.code];

describe('what an employee sees', () => {
  beforeEach(() => world.login());

  it('is what the commands say', async () => {
    await world.measure();
    expect((await world.ask('/v1/status')).body).toMatchObject({
      samples: { steps: 2_880 },
      days: { from: DAY, until: NEXT },
      wearables: [{ wearable: 1, family: 'huami', battery: null }],
      ...{ wordsConfirmed: false, daysWaiting: [], erasures: [], letters: { read: { kept: 0 } }, findings: [] },
      storage: { full: false, oldest: DAY },
    });
    expect((await world.ask('/v1/wearables')).body.wearables).toMatchObject([{ address: 'c0:00:00:00:00:01' }]);
    const query = `from=${DAY}&until=${NEXT}&metrics=steps`;
    expect((await world.ask(`/v1/samples?${query}`)).body).toMatchObject({ closed: [DAY], days: [{ day: NEXT }] });
    await world.unlock();
    expect((await world.ask(`/v1/samples?${query}`)).body).toMatchObject({
      closed: [],
      days: [{ day: DAY, windows: [{ values: [{ metric: 'steps', total: 42_480 }] }] }, { day: NEXT }],
    });
    const raw = await world.ask(`/v1/samples?from=${NEXT}&until=${NEXT}&metrics=sleep&granularity=raw`);
    expect(raw.body.days[0].samples[0]).toMatchObject({ metric: 'sleep', stage: 'light', duration: 60 });
  });

  it.each(['from=2026-02-31&until=2026-03-01', 'from=2026-03-01', 'from=2026-03-01&until=2026-03-02&metrics=walking'])(
    'refuses %s',
    async (query) => {
      expect(problem(await world.ask(`/v1/samples?${query}`))).toEqual([400, 'bad-request']);
    },
  );

  it('is every read, verified, and seen when the page says so', async () => {
    const grant = await world.reads.share();
    await world.reads.tell(world.reads.record([grant]));
    await world.unlock();
    const { reads } = (await world.ask('/v1/reads')).body;
    expect(reads).toMatchObject([{ coach: 'coach-1', problems: [], proof: { index: 0 }, acknowledged: null }]);
    const seen = await world.ask('/v1/reads/seen', { method: 'POST', body: { digests: [reads[0].digest] } });
    expect(seen.status).toBe(204);
    expect((await world.ask('/v1/reads')).body.reads).toMatchObject([{ acknowledged: world.reads.now, said: [] }]);
  });

  it('says what is wrong with a read in the language of who asks', async () => {
    await world.reads.tell(world.reads.record([]));
    await world.unlock();
    const said = async (language: string): Promise<unknown> =>
      (await world.ask('/v1/reads', { headers: { 'accept-language': language } })).body.reads[0].said;
    expect(await said('nl')).toEqual(['U LIET DIT NOOIT TOE: het steunt op geen enkele toestemming.']);
    expect(await said('en')).toEqual(['YOU NEVER ALLOWED THIS: it rests on no grant at all.']);
  });

  it('can be taken along, in one archive, with the passphrase', async () => {
    await world.measure();
    expect(problem(await world.ask('/v1/export', { method: 'POST', body: { passphrase: 'fout' } }))).toEqual([
      ...[403, 'bad-passphrase'],
    ]);
    const archive = await world.ask('/v1/export', { method: 'POST', body: { passphrase: PASSPHRASE } });
    expect(archive.headers['content-type']).toBe('application/x-tar');
    expect(archive.bytes.includes('MANIFEST.json')).toBe(true);
  });
});

describe('consent', () => {
  const asked = () => ({
    ...{ coach: 'coach-1', scope: [{ metric: 'steps', granularities: ['day'] }], from: DAY, until: NEXT },
    ...{ expires: world.reads.now + 90 * 86_400, language: 'nl' },
  });
  const post = (path: string, body: object): Promise<Reply> => world.ask(path, { method: 'POST', body });
  beforeEach(() => world.login());

  it('is given to nobody who is no coach', async () => {
    await world.unlock();
    expect(problem(await post('/v1/grants/preview', { ...asked(), coach: 'Jan' }))).toEqual([400, 'bad-configuration']);
  });

  it('is neither shown nor signed where a metric is named twice', async () => {
    await world.unlock();
    const [once] = asked().scope;
    const twice = { ...asked(), scope: [once, { ...once, granularities: ['hour'] }] };
    expect(problem(await post('/v1/grants/preview', twice))).toEqual([400, 'bad-request']);
    const signed = { ...twice, notice: 'ab'.repeat(32), passphrase: PASSPHRASE };
    expect(problem(await post('/v1/grants', signed))).toEqual([400, 'bad-request']);
    const { body } = await post('/v1/grants/preview', twice);
    expect(body.detail).toContain('steps');
  });

  it.each([
    ['lapses before it begins', { expires: 3_600 }],
    ['has lapsed already', { expires: 0 }],
    ['is valid for more than a year', { expires: 367 * 86_400 }],
  ])('is neither shown nor signed where it %s', async (_, { expires }) => {
    await world.unlock();
    const lapsing = { ...asked(), from: '2099-01-01', until: '2099-02-01', expires: world.reads.now + expires };
    expect(problem(await post('/v1/grants/preview', lapsing))).toEqual([400, 'bad-configuration']);
    const signed = { ...lapsing, notice: 'ab'.repeat(32), passphrase: PASSPHRASE };
    expect(problem(await post('/v1/grants', signed))).toEqual([400, 'bad-configuration']);
  });

  it('is neither shown nor signed where it is of single samples, which no coach is shown', async () => {
    await world.unlock();
    const raw = { ...asked(), scope: [{ metric: 'steps', granularities: ['raw'] }] };
    expect(problem(await post('/v1/grants/preview', raw))).toEqual([400, 'bad-configuration']);
    const signed = { ...raw, notice: 'ab'.repeat(32), passphrase: PASSPHRASE };
    expect(problem(await post('/v1/grants', signed))).toEqual([400, 'bad-configuration']);
  });

  it('is shown before it is signed, signed with the passphrase, and ended in one step', async () => {
    await world.measure();
    expect(problem(await post('/v1/grants/preview', asked()))).toEqual([403, 'locked']);
    await world.unlock();
    const { body: offer } = await post('/v1/grants/preview', asked());
    expect(offer).toMatchObject({
      scope: { coach: 'coach-1' },
      preview: { shown: [{ granularity: 'day', windows: [{ date: DAY, steps: { total: 42_480 } }, { date: NEXT }] }] },
    });
    const signed = { ...asked(), notice: offer.notice.sha256 };
    expect(problem(await post('/v1/grants', { ...signed, passphrase: 'fout' }))).toEqual([403, 'bad-passphrase']);
    const granted = await post('/v1/grants', { ...signed, passphrase: PASSPHRASE });
    // Here nothing is proven ever: whoever is asked to wait for no proof waits no longer than until it is stored.
    expect(await post('/v1/grants', { ...signed, passphrase: PASSPHRASE, awaits: 'stored' })).toMatchObject({
      ...{ status: 201, body: { grant: granted.body.grant, stored: true, proven: false } },
    });
    expect(world.came).toEqual([false, true]);
    expect([granted.status, granted.body]).toEqual([
      201,
      expect.objectContaining({ stored: true, proven: false, witnesses: 0 }),
    ]);
    const live = (await world.ask('/v1/grants')).body;
    expect(live).toMatchObject({ complete: true, events: [{ id: granted.body.grant, state: 'live' }] });
    const ended = await post('/v1/withdrawals', { coach: 'coach-1', passphrase: PASSPHRASE });
    // The coach API of this page does not answer.
    expect(ended.body).toEqual({ withdrawn: [granted.body.grant], stored: true, lookedUp: false });
    expect((await world.ask('/v1/grants')).body.events).toEqual([]);
    expect((await world.ask('/v1/grants?history=all')).body.events).toHaveLength(2);
  });

  it('is not signed where the notice that was shown is not that of the grant', async () => {
    await world.unlock();
    const { body: offer } = await post('/v1/grants/preview', asked());
    const other = { ...asked(), coach: 'coach-2', notice: offer.notice.sha256, passphrase: PASSPHRASE };
    expect(problem(await post('/v1/grants', other))).toEqual([400, 'bad-request']);
    expect((await world.ask('/v1/grants?history=all')).body.events).toEqual([]);
  });

  it('is not signed by a machine whose clock is far ahead of the coach API', async () => {
    await world.unlock();
    const { body: offer } = await post('/v1/grants/preview', asked());
    world.coachTime = world.reads.now - 86_400;
    const signed = { ...asked(), notice: offer.notice.sha256, passphrase: PASSPHRASE };
    expect(problem(await post('/v1/grants', signed))).toEqual([409, 'clock-wrong']);
    expect((await world.ask('/v1/grants?history=all')).body.events).toEqual([]);
  });

  it('ends here at once although the coach API has not confirmed it', async () => {
    await world.reads.share();
    world.confirms = false;
    const ended = await post('/v1/withdrawals', { all: true, passphrase: PASSPHRASE });
    expect(ended.body).toMatchObject({ stored: false, withdrawn: [expect.any(String)] });
    expect((await world.ask('/v1/grants')).body.events).toEqual([]);
    expect(problem(await post('/v1/withdrawals', { all: true, passphrase: 'fout' }))).toEqual([403, 'bad-passphrase']);
    world.confirms = true;
    const again = await post('/v1/withdrawals', { all: true, passphrase: PASSPHRASE });
    expect([again.status, again.body]).toEqual([
      201,
      { withdrawn: ended.body.withdrawn, stored: true, lookedUp: false },
    ]);
    expect((await world.ask('/v1/grants?history=all')).body.events).toHaveLength(2);
    expect(problem(await post('/v1/withdrawals', { all: true, passphrase: PASSPHRASE }))).toEqual([404, 'not-granted']);
  });
});

describe('/openapi.json', () => {
  it('is written once, and not for each who asks', async () => {
    await world.ask('/openapi.json');
    const written = vi.spyOn(JSON, 'stringify');
    await world.ask('/openapi.json');
    expect(written.mock.calls.filter(([value]) => Object(value).openapi !== undefined)).toEqual([]);
    written.mockRestore();
  });

  it('describes every route: what it does, what it takes, what it answers, and who may ask', async () => {
    const document = (await world.ask('/openapi.json')).body;
    expect(document.openapi).toBe('3.1.0');
    const routes = Object.entries<Record<string, { responses: object }>>(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ name: `${method.toUpperCase()} ${path}`, route })),
    );
    expect(routes.map(({ name }) => name).sort()).toEqual([
      'DELETE /v1/session',
      'DELETE /v1/unlock',
      'GET /v1/challenge',
      'GET /v1/erasures',
      'GET /v1/grants',
      'GET /v1/messages',
      'GET /v1/programmes',
      'GET /v1/reads',
      'GET /v1/samples',
      'GET /v1/service',
      'GET /v1/session',
      'GET /v1/status',
      'GET /v1/wearables',
      'POST /v1/erasures',
      'POST /v1/export',
      'POST /v1/grants',
      'POST /v1/grants/confirmations',
      'POST /v1/grants/preview',
      'POST /v1/late-history',
      'POST /v1/lost-consent',
      'POST /v1/messages',
      'POST /v1/messages/seen',
      'POST /v1/programmes/reports',
      'POST /v1/programmes/seen',
      'POST /v1/reads/seen',
      'POST /v1/recovery-words',
      'POST /v1/session',
      'POST /v1/unlock',
      'POST /v1/wearables',
      'POST /v1/wearables/nearby',
      'POST /v1/withdrawals',
    ]);
    for (const { route } of routes) {
      const problem = {
        content: { 'application/problem+json': { schema: { required: expect.arrayContaining(['detail']) } } },
      };
      expect(route).toMatchObject({ summary: expect.any(String), responses: { '4XX': problem } });
      expect(Object.keys(route.responses).filter((status) => status.startsWith('2'))).toHaveLength(1);
    }
  });

  it('tells of each answer the type that it has', async () => {
    const { paths } = (await world.ask('/openapi.json')).body;
    const typesOf = (response: { content?: object }): readonly string[] => Object.keys(response.content ?? {});
    const { responses } = paths['/v1/export'].post;
    expect(responses['200'].content).toEqual({ 'application/x-tar': { schema: { type: 'string', format: 'binary' } } });
    expect(typesOf(paths['/v1/status'].get.responses['200'])).toEqual(['application/json']);
    expect(paths['/v1/session'].delete.responses['204']).toEqual({ description: 'done' });
    const refused = await world.ask('/v1/export', { method: 'POST', body: { passphrase: PASSPHRASE } });
    expect(typesOf(responses['4XX'])).toEqual([String(refused.headers['content-type']).split(';')[0]]);
  });
});
