import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PASSPHRASE, PageWorld, type Reply } from '../../../test/page-world.js';
import { DAY, NEXT } from '../../../test/vault-world.js';
import { servePage } from './page-server.js';

let world: PageWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await PageWorld.open();
});
afterEach(() => world.close());

const problem = ({ status, body }: Reply): [number, string] => [status, body.code];

/** Connections on which something was sent that asks for nothing whole, each after the one before. */
async function holdConnections(count: number, sent: string): Promise<readonly Socket[]> {
  const held: Socket[] = [];
  for (let i = 0; i < count; i++) {
    const socket = connect({ host: '127.0.0.1', port: world.port });
    // Cut off is what they are to be.
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    socket.write(sent);
    held.push(socket);
  }
  return held;
}

const login = async (token: string): Promise<Reply> => world.ask('/v1/session', { method: 'POST', body: { token } });

describe('logging in', () => {
  it('takes a link once, and answers with a cookie that no script and no other site can have', async () => {
    const token = await world.token();
    const first = await login(token);
    expect(first.status).toBe(201);
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^f4w_session=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/$/),
    ]);
    expect(problem(await login(token))).toEqual([401, 'not-signed-in']);
  });

  it('takes no link that has expired, nor one whose expiry was written anew', async () => {
    const token = await world.token();
    world.reads.now += 301;
    expect(problem(await login(token))).toEqual([401, 'not-signed-in']);
    const [secret = ''] = (await world.token()).split('.');
    expect(problem(await login(`${secret}.${world.reads.now + 299}`))).toEqual([401, 'not-signed-in']);
  });

  it('takes no link that was made before the clock was set back', async () => {
    const token = await world.token();
    world.reads.now -= 3_600;
    expect(problem(await login(token))).toEqual([401, 'not-signed-in']);
  });

  it('keeps nothing by which somebody who reads the vault could log in', async () => {
    const [secret = ''] = (await world.token()).split('.');
    const file = world.reads.vault.files();
    expect(file.includes(Buffer.from(secret, 'base64url'))).toBe(false);
    expect(file.includes(secret)).toBe(false);
  });

  it('takes a link however many that nobody made were tried before: no other account keeps the owner out', async () => {
    const wrong = `${'A'.repeat(43)}.${world.reads.now + 100}`;
    for (let i = 0; i < 20; i++) expect((await login(wrong)).status).toBe(401);
    expect((await login(await world.token())).status).toBe(201);
  });

  it('ends after an hour in which only the page itself asked', async () => {
    await world.login();
    const headers = { 'x-fit4work-untouched': '1' };
    world.ticks += 3_599_000;
    expect((await world.ask('/v1/session', { headers })).status).toBe(200);
    world.ticks += 1_000;
    expect((await world.ask('/v1/session', { headers })).status).toBe(401);
  });

  it('ends when somebody logs out, and after an hour without a word', async () => {
    await world.login();
    expect((await world.ask('/v1/session', { method: 'DELETE' })).status).toBe(204);
    expect(problem(await world.ask('/v1/status'))).toEqual([401, 'not-signed-in']);
    await world.login();
    world.ticks += 3_599_000;
    expect((await world.ask('/v1/status')).status).toBe(200);
    world.ticks += 3_600_000;
    expect(problem(await world.ask('/v1/status'))).toEqual([401, 'not-signed-in']);
  });
});

describe('what is refused', () => {
  it.each([
    ['nl-BE,nl;q=0.9,en;q=0.8', 'nl', 'Er is niemand aangemeld; gebruik de link die `fit4work-agent page` geeft.'],
    ['en-GB', 'en', 'Nobody is logged in; use the link that `fit4work-agent page` prints.'],
    [undefined, 'en', 'Nobody is logged in; use the link that `fit4work-agent page` prints.'],
  ])('is said to a browser that accepts %s in its language', async (accepted, language, detail) => {
    const { headers, body } = await world.ask('/v1/status', { headers: { 'accept-language': accepted } });
    expect(headers).toMatchObject({ 'content-language': language, vary: 'accept-language' });
    expect(body).toMatchObject({ code: 'not-signed-in', detail });
  });

  it('is said in Dutch of a request that is not as it is described, and where there is nothing', async () => {
    await world.login();
    const headers = { 'accept-language': 'nl' };
    expect((await world.ask('/v1/samples', { headers })).body.detail).toMatch(
      /^Dit deel van het verzoek is niet zoals/,
    );
    expect((await world.ask('/v1/nowhere', { headers })).body.detail).toBe('Hier is niets; zie /openapi.json.');
  });
});

describe('who may ask', () => {
  it.each<[string, Record<string, string | undefined>, [number, string]]>([
    ['a name that leads here', { host: 'evil.example' }, [403, 'foreign-request']],
    ['a page of another site', { origin: 'https://evil.example' }, [403, 'foreign-request']],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }, [403, 'foreign-request']],
    [
      'a page elsewhere that hides its origin',
      { origin: undefined, 'sec-fetch-site': 'cross-site' },
      [403, 'foreign-request'],
    ],
    ['nobody who says so', { origin: undefined }, [403, 'foreign-request']],
    ['somebody without the cookie', { cookie: undefined }, [401, 'not-signed-in']],
    ['somebody with another cookie', { cookie: `f4w_session=${'A'.repeat(43)}` }, [401, 'not-signed-in']],
    ['somebody with two cookies', { cookie: 'f4w_session=a; f4w_session=b' }, [401, 'not-signed-in']],
    ['somebody without the header', { 'x-fit4work-csrf': undefined }, [401, 'not-signed-in']],
    ['somebody with another header', { 'x-fit4work-csrf': 'A'.repeat(43) }, [401, 'not-signed-in']],
  ])('refuses a write of %s', async (_, headers, refused) => {
    await world.login();
    const body = { passphrase: PASSPHRASE };
    expect(problem(await world.ask('/v1/unlock', { method: 'POST', body, headers }))).toEqual(refused);
    expect((await world.ask('/v1/session')).body).toMatchObject({ enrolled: true, unlockedFor: 0 });
  });

  it('shows nothing to anybody who is not logged in, by whatever way', async () => {
    const document = (await world.ask('/openapi.json')).body;
    const routes = Object.entries<Record<string, { security?: [] }>>(document.paths);
    let asked = 0;
    for (const [path, methods] of routes) {
      for (const [method, { security }] of Object.entries(methods)) {
        if (security !== undefined) continue;
        asked += 1;
        expect(problem(await world.ask(path, { method: method.toUpperCase() }))).toEqual([401, 'not-signed-in']);
      }
    }
    expect(asked).toBeGreaterThan(10);
  });

  it('answers no preflight, so that no other origin may ever read an answer', async () => {
    const answer = await world.ask('/v1/status', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('says on every answer that it is kept nowhere and may load nothing from elsewhere', async () => {
    await world.login();
    for (const path of ['/v1/status', '/openapi.json', '/nothing']) {
      const { headers } = await world.ask(path);
      expect(headers).toMatchObject({
        ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
        'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      });
    }
  });

  it('hears this machine alone', async () => {
    expect(world.address).toMatchObject({ address: '127.0.0.1' });
    const others = Object.values(networkInterfaces()).flatMap((each = []) => each.filter(({ internal }) => !internal));
    for (const { address, family } of others) {
      if (family !== 'IPv4') continue;
      const heard = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port: world.port });
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      });
      expect(heard).toBe(false);
    }
  });

  it('is missed by the agent where somebody else has its port, and by nobody else', async () => {
    const second = await servePage(await world.ports(), world.port);
    expect(second.address).toBeUndefined();
    expect(world.lines.join('')).toContain('"event":"page-unavailable","count":1,"code":"EADDRINUSE"');
    await second.close();
    expect((await world.ask('/')).status).toBe(200);
  });

  it.each([
    ['say nothing', ''],
    ['stop amid their headers', 'GET / HTTP/1.1\r\nHost: 127.0'],
    ['never send the body that they name', 'POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n'],
    ['were answered and stay', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
  ])('keeps nobody out by connections that %s: the slowest is cut for one too many', async (_, sent) => {
    const token = await world.token();
    const held = await holdConnections(150, sent);
    expect((await login(token)).status).toBe(201);
    expect(held.filter(({ closed }) => closed).length).toBeGreaterThan(80);
    for (const socket of held) socket.destroy();
  });

  it('waits a few seconds for what is asked, and no longer', async () => {
    const [held] = await holdConnections(1, 'GET / HTTP/1.1\r\nHost: 127.0');
    await once(held?.resume() ?? new Socket(), 'close');
    expect((await world.ask('/')).status).toBe(200);
  }, 20_000);

  it('takes no body that is long, nor one that says more than it may', async () => {
    await world.login();
    const long = await world.unlock('x'.repeat(20_000));
    expect(long.status).toBe(413);
    const more = { passphrase: PASSPHRASE, more: 1 };
    expect(problem(await world.ask('/v1/unlock', { method: 'POST', body: more }))).toEqual([400, 'bad-request']);
  });
});

describe('the passphrase', () => {
  beforeEach(() => world.login());

  it('opens the past for ten minutes and no longer', async () => {
    expect(problem(await world.ask('/v1/reads'))).toEqual([403, 'locked']);
    expect((await world.unlock()).body).toEqual({ unlockedFor: 600 });
    expect((await world.ask('/v1/reads')).body).toEqual({ sound: true, reads: [] });
    world.ticks += 599_000;
    expect((await world.ask('/v1/reads')).status).toBe(200);
    world.ticks += 1_000;
    expect(problem(await world.ask('/v1/reads'))).toEqual([403, 'locked']);
  });

  it('that is wrong opens nothing, and after five of them nobody may try for a minute', async () => {
    for (let i = 0; i < 5; i++) expect(problem(await world.unlock('een andere zin'))).toEqual([403, 'bad-passphrase']);
    expect(problem(await world.unlock())).toEqual([429, 'too-many-tries']);
    expect(problem(await world.ask('/v1/reads'))).toEqual([403, 'locked']);
    world.ticks += 60_000;
    expect((await world.unlock()).status).toBe(200);
  });

  it('can be taken back', async () => {
    await world.unlock();
    await world.ask('/v1/unlock', { method: 'DELETE' });
    expect((await world.ask('/v1/session')).body).toMatchObject({ enrolled: true, unlockedFor: 0 });
  });

  it('stands in no log, nor does anything that was sent or measured', async () => {
    await world.measure();
    await world.unlock();
    await world.unlock('kanarie in de mijn');
    await world.ask(`/v1/samples?from=${DAY}&until=${NEXT}`);
    await world.ask('/v1/kanarie');
    const said = world.lines.join('');
    expect(said).toContain('"event":"page-login"');
    for (const secret of [PASSPHRASE, 'kanarie', '42480', DAY, 'f4w_session']) expect(said).not.toContain(secret);
    expect(
      said
        .split('\n')
        .filter(Boolean)
        .every((line) =>
          /^\{"time":0,"service":"edge-agent","event":"page-[a-z]+","count":\d+(,"code":"[a-z-]+")?\}$/.test(line),
        ),
    ).toBe(true);
  });
});

describe('a client that asks and asks', () => {
  /** What comes over one connection on which a path is asked for so many times at once. */
  function askAll(port: number, path: string, times: number): { socket: Socket; answers: () => number } {
    const socket = connect({ host: '127.0.0.1', port }).on('error', () => undefined);
    const parts: string[] = [];
    socket.on('data', (part) => parts.push(part.toString('latin1'))).pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`.repeat(times));
    return { socket, answers: () => parts.join('').split('HTTP/1.1 200').length - 1 };
  }

  it('has 500 answers over one connection, and no more', async () => {
    const { socket, answers } = askAll(world.port, '/', 520);
    await once(socket.resume(), 'close');
    expect(answers()).toBe(500);
  });

  it('and reads nothing is cut where no byte moves, and has what was under way', async () => {
    const stalling = await servePage(await world.ports(), 0, 200);
    const port = stalling.address?.port ?? 0;
    try {
      const { socket, answers } = askAll(port, '/openapi.json', 480);
      // Who does not read is not told when it is cut.
      await delay(2_000);
      await once(socket.resume(), 'close');
      expect(answers()).toBeLessThan(480);
    } finally {
      await stalling.close();
    }
  });
});
