import { cryptoReady, sha256, toHex, utf8 } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { select, tamper } from './adapters/testing/raw-database.js';
import { Browser } from './testing/browser.js';
import { DemoProvider } from './testing/demo-provider.js';
import { Desk } from './testing/desk.js';

await cryptoReady;
let provider: DemoProvider;
let desk: Desk;
beforeAll(async () => {
  provider = await DemoProvider.start();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  desk = await Desk.open(provider.env);
});
afterEach(() => desk.close());

const browser = (): Browser => new Browser(desk.browse, provider.origin);
const told = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

describe('logging in', () => {
  it('makes a session of an account that is a coach here, and says who it is', async () => {
    const ann = browser();
    const { status, location, cookies } = await ann.logIn('ann', { to: '/people?x=1' });
    expect([status, location]).toEqual([303, '/people?x=1']);
    expect(cookies[0]).toMatch(/^f4w-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const { body } = await ann.ask('GET', '/v1/session');
    expect(body).toMatchObject({ role: 'coach', coach: { id: 'coach-1', name: 'Ann' }, authTime: desk.now });
    expect(body.ends).toBe(desk.now + 28_800);
    expect((await ann.ask('GET', '/v1/people')).body).toEqual({ people: [] });
    expect(await desk.stored()).not.toContain(ann.jar.get('f4w-session'));
  });

  it('keeps a cookie of this host alone where browsers reach the service over TLS', async () => {
    const secure = await DemoProvider.start('https://127.0.0.1:1');
    await desk.close();
    desk = await Desk.open(secure.env);
    const ann = new Browser(desk.browse, secure.origin);
    const { cookies } = await ann.logIn('ann');
    await secure.stop();
    expect(cookies[0]).toMatch(/^__Host-f4w-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect((await ann.ask('GET', '/v1/session')).status).toBe(200);
  });

  it('gives somebody who is more than one thing one role at a time', async () => {
    const both = browser();
    await both.logIn('both');
    expect((await both.ask('GET', '/v1/session')).body).toMatchObject({ role: 'coach', coach: { id: 'coach-3' } });
    await both.logIn('both', { as: 'administrator' });
    expect((await both.ask('GET', '/v1/session')).body).toMatchObject({ role: 'administrator', coach: null });
    expect(told(await both.ask('GET', '/v1/people'))).toEqual([403, 'not-permitted']);
  });

  it('renews the session: the one that the browser had ends', async () => {
    const ann = browser();
    await ann.logIn('ann');
    const before = ann.cookie;
    await ann.logIn('ann');
    expect(ann.cookie).not.toBe(before);
    expect(told(await ann.ask('GET', '/v1/session', { headers: { cookie: before } }))).toEqual([401, 'unauthorised']);
    expect((await ann.ask('GET', '/v1/session')).status).toBe(200);
  });

  it.each([
    ['stranger', {}],
    ['elsewhere', {}],
    ['admin', { as: 'coach' }],
  ])('lets nobody in who has no capacity here: %s', async (account, query) => {
    const they = browser();
    expect(told(await they.logIn(account, query))).toEqual([403, 'no-role']);
    expect(they.jar.has('f4w-session')).toBe(false);
  });

  it.each([
    ['another state', (path: string) => path.replace(/state=[^&]+/, 'state=another')],
    ['another issuer', (path: string) => path.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example')],
    ['a code that was not given', (path: string) => path.replace(/code=[^&]+/, 'code=another')],
    [
      'the word of the provider that it failed',
      (path: string) => `${path.replace(/code=[^&]+/, 'error=access_denied')}`,
    ],
  ])('fails with %s', async (_title, change) => {
    const ann = browser();
    const way = change(await ann.beginLogin('ann'));
    expect(told(await ann.ask('GET', way))).toEqual([403, 'login-failed']);
  });

  it('fails in another browser than the one that began it, and once it was used', async () => {
    const [ann, thief] = [browser(), browser()];
    const way = await ann.beginLogin('ann');
    const kept = ann.cookie;
    expect(told(await thief.ask('GET', way))).toEqual([403, 'login-failed']);
    expect((await ann.ask('GET', way)).status).toBe(303);
    expect(told(await thief.ask('GET', way, { headers: { cookie: kept } }))).toEqual([403, 'login-failed']);
  });

  it('fails where the browser kept something else, or kept it for too long', async () => {
    const ann = browser();
    const way = await ann.beginLogin('ann');
    const kept = ann.cookie;
    const changed = kept.replace(/(.{9}).$/, (_all, some) => `${some}${kept.endsWith('A') ? 'B' : 'A'}`);
    expect(told(await ann.ask('GET', way, { headers: { cookie: changed } }))).toEqual([403, 'login-failed']);
    desk.now += 601;
    expect(told(await ann.ask('GET', way))).toEqual([403, 'login-failed']);
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'people', '/a b'])(
    'comes back to a path of this service alone, not to %s',
    async (to) => {
      expect(told(await browser().ask('GET', `/v1/login?${new URLSearchParams({ to })}`))).toEqual([
        400,
        'bad-request',
      ]);
    },
  );

  it('needs no provider at the start, says so while it is away, and goes on when it is back', async () => {
    await provider.processes.stopAll();
    const away = await browser().ask('GET', '/v1/login');
    await provider.startAgain();
    expect(told(away)).toEqual([503, 'provider-unavailable']);
    expect((await browser().logIn('ann')).status).toBe(303);
  });
});

describe('a session', () => {
  it('is kept alive by what somebody asks, and not by what a page asks by itself', async () => {
    const ann = browser();
    await ann.logIn('ann');
    const after = async (seconds: number, path: string) => {
      desk.now += seconds;
      return (await ann.ask('GET', path)).status;
    };
    const grants = `/v1/people/${'0'.repeat(32)}/grants`;
    expect([await after(1_700, grants), await after(99, '/v1/people'), await after(1_799, grants)]).toEqual([
      200, 200, 200,
    ]);
    expect(await after(1, grants)).toBe(401);
  });

  it('tells how long it lasts yet, where nothing is asked and however busy it is, and is not kept alive by that', async () => {
    const ann = browser();
    await ann.logIn('ann');
    const left = async (path: string) => {
      const { idleLeft, left } = (await ann.ask('GET', path)).body;
      return [idleLeft, left];
    };
    desk.now += 1_700;
    expect(await left('/v1/session/left')).toEqual([100, 27_100]);
    expect(await left('/v1/session/left')).toEqual([100, 27_100]);
    expect(await left('/v1/session')).toEqual([1_800, 27_100]);
    desk.now += 30;
    // A request is noted once a minute.
    expect(await left('/v1/session')).toEqual([1_770, 27_070]);
    for (let rounds = 0; rounds < 17; rounds++) {
      desk.now += 1_500;
      await ann.ask('GET', '/v1/people');
    }
    desk.now += 600;
    expect(await left('/v1/session/left')).toEqual([970, 970]);
    desk.now += 970;
    expect(told(await ann.ask('GET', '/v1/session/left'))).toEqual([401, 'unauthorised']);
  });

  it('ends when nothing is asked for half an hour, and stays while something is', async () => {
    const [ann, ben] = [browser(), browser()];
    await ann.logIn('ann');
    await ben.logIn('ben');
    desk.now += 1_799;
    expect((await ann.ask('GET', '/v1/session')).status).toBe(200);
    desk.now += 1;
    expect((await ann.ask('GET', '/v1/session')).status).toBe(200);
    expect(told(await ben.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
    desk.now -= 600;
    expect(told(await ben.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
  });

  it('ends after eight hours, however busy it is', async () => {
    const ann = browser();
    await ann.logIn('ann');
    for (let minutes = 0; minutes < 460; minutes += 20) {
      desk.now += 1_200;
      expect((await ann.ask('GET', '/v1/session')).status).toBe(200);
    }
    desk.now += 1_200;
    expect(told(await ann.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
  });

  it('ends at logout, in this browser and for whoever has a copy of its cookie', async () => {
    const ann = browser();
    await ann.logIn('ann');
    const copy = ann.cookie;
    const { status, body } = await ann.post('/v1/logout');
    expect([status, ann.jar.has('f4w-session')]).toEqual([200, false]);
    expect(body.provider).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/session\/end\?/);
    expect(told(await ann.ask('GET', '/v1/session', { headers: { cookie: copy } }))).toEqual([401, 'unauthorised']);
  });

  it('lives on when the service is started again, and not for somebody who is no coach any more', async () => {
    const [ann, ben] = [browser(), browser()];
    await ann.logIn('ann');
    await ben.logIn('ben');
    await provider.writeCoaches(['coach-1']);
    await desk.stop();
    await desk.start();
    await provider.writeCoaches(['coach-1', 'coach-2', 'coach-3', 'coach-4']);
    expect((await ann.ask('GET', '/v1/session')).status).toBe(200);
    expect(told(await ben.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
  });

  it('is not one of somebody whose capacity counts no more', async () => {
    const ann = browser();
    await ann.logIn('ann');
    await provider.writeSettings({ roles: { coach: ['Fit4WorkCoach-coach:OVO000005'] } });
    await desk.stop();
    await desk.start();
    await provider.writeSettings({});
    expect(told(await ann.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
  });

  it.each([
    ['another subject', (other: string) => `subject = '${other}'`],
    ['another role', () => `role = 'administrator'`],
    ['another capacity', () => `capacities = '["Fit4WorkCoach-coach:OVO000001","Fit4WorkCoach-admin:OVO000001"]'`],
    ['a later login', () => 'auth_time = auth_time + 1'],
    ['a later begin', () => 'begun = begun + 1'],
    ['no code', () => `code = ''`],
    ['another code', () => `code = '${'0'.repeat(64)}'`],
  ])('is none with %s in the row of the database, and is told of', async (_title, change) => {
    const [ann, ben] = [browser(), browser()];
    await ann.logIn('ann');
    await ben.logIn('ben');
    const [, row] = select(desk.database, 'SELECT subject FROM sessions ORDER BY rowid');
    tamper(desk.database, `UPDATE sessions SET ${change(String(row?.subject))} WHERE rowid = 1`);
    expect(told(await ann.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
    expect(desk.lines).toContain('{"event":"session-not-begun-here"}');
    expect((await ben.ask('GET', '/v1/session')).status).toBe(200);
  });

  it('is none by a row that somebody wrote into the database', async () => {
    const ann = browser();
    await ann.logIn('ann');
    const id = 'A'.repeat(43);
    const columns = 'account, provider_session, subject, role, capacities, auth_time, begun, seen, code';
    tamper(
      desk.database,
      `INSERT INTO sessions (id_hash, ${columns}) SELECT '${toHex(sha256(utf8(id)))}', ${columns} FROM sessions`,
    );
    ann.jar.set('f4w-session', id);
    expect(told(await ann.ask('GET', '/v1/session'))).toEqual([401, 'unauthorised']);
  });
});
