import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, askPage, PageWorld, type Reply } from '../../../test/page-world.js';
import { SetupWorld } from '../../../test/setup-world.js';
import type { Setup } from '../../setup.js';
import { type PageServer, pageOf } from './page-server.js';

const PASSPHRASE = 'vier woorden volstaan hier';

let world: SetupWorld;
let setup: Setup;
let server: PageServer;
let lines: string[];
let login: Readonly<Record<string, string>>;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  [world, lines, login] = [new SetupWorld(), [], {}];
  setup = world.setup();
  server = await world.serve(setup, (line) => lines.push(line));
});
afterEach(async () => {
  await server.close();
  setup.close();
  await world.close();
});

const ask = (path: string, asked: Asked = {}): Promise<Reply> =>
  askPage(server.address?.port ?? 0, path, { ...asked, headers: { ...login, ...asked.headers } });
const post = (path: string, body: unknown, headers: Asked['headers'] = {}): Promise<Reply> =>
  ask(path, { method: 'POST', body, headers });
const problem = ({ status, body }: Reply): [number, string] => [status, body.code];
async function logIn(): Promise<void> {
  const { headers, body } = await post('/v1/session', { token: await world.token() });
  const [cookie = ''] = [headers['set-cookie']].flat();
  login = { cookie: String(cookie).split(';')[0] ?? '', 'x-fit4work-csrf': body.csrf };
}

/** As far as the words. */
async function words(): Promise<{ words: readonly string[]; places: readonly number[] }> {
  await post('/v1/setup/invitation', { invitation: world.link });
  return (await post('/v1/setup/keys', { passphrase: PASSPHRASE })).body;
}

const STEPS: readonly [string, object][] = [
  ['/v1/setup/invitation', { invitation: 'x' }],
  ['/v1/setup/keys', { passphrase: PASSPHRASE }],
  ['/v1/setup/words', { words: [1, 2].map((place) => ({ place, word: 'zoo' })) }],
  ['/v1/setup/registration', {}],
];

describe('the page before there is an agent', () => {
  it('leads through every step, and says by the session that nobody is enrolled yet', async () => {
    await logIn();
    expect((await ask('/v1/session')).body).toMatchObject({ enrolled: false, unlockedFor: 0 });
    expect((await ask('/v1/setup')).body).toEqual({ step: 'invitation', host: null, begun: false });
    const shown = await words();
    expect((await ask('/v1/setup')).body).toMatchObject({ step: 'words', begun: true });
    const given = shown.places.map((place) => ({ place, word: shown.words[place - 1] }));
    expect((await post('/v1/setup/words', { words: given })).body).toEqual({ confirmed: true });
    expect((await post('/v1/setup/registration', {})).body).toMatchObject({ step: 'done' });
    expect(world.requests).toHaveLength(1);
  });

  it.each(STEPS)('takes %s of nobody who is not logged in, of no other page, and of no form', async (path, body) => {
    expect(problem(await post(path, body))).toEqual([401, 'not-signed-in']);
    await logIn();
    const foreign = [{ origin: 'https://evil.example' }, { origin: undefined }, { host: 'evil.example' }];
    for (const headers of foreign) expect(problem(await post(path, body, headers))).toEqual([403, 'foreign-request']);
    for (const headers of [{ 'x-fit4work-csrf': undefined }, { cookie: undefined }]) {
      expect(problem(await post(path, body, headers))).toEqual([401, 'not-signed-in']);
    }
    expect(await world.store.vault.identity()).toBeUndefined();
  });

  it('is one person’s: a second link lets nobody in while the first has it, and is not used up by trying', async () => {
    await logIn();
    const second = await world.token();
    const held = await post('/v1/session', { token: second }, { 'accept-language': 'nl' });
    expect(problem(held)).toEqual([401, 'not-signed-in']);
    expect(held.body.detail).toMatch(/^De eerste stappen worden al in een ander tabblad gezet/);
    await ask('/v1/session', { method: 'DELETE' });
    login = {};
    expect((await post('/v1/session', { token: second })).status).toBe(201);
  });

  it('has nothing of the agent, and no file of it is kept by a browser with what was said', async () => {
    await logIn();
    for (const path of ['/v1/status', '/v1/samples', '/v1/grants', '/v1/reads', '/v1/service']) {
      expect(problem(await ask(path))).toEqual([404, 'not-found']);
    }
    const { headers } = await post('/v1/setup/keys', { passphrase: PASSPHRASE });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    await post('/v1/setup/invitation', { invitation: world.link });
    expect((await post('/v1/setup/keys', { passphrase: PASSPHRASE })).headers['cache-control']).toBe('no-store');
  });

  it('lets a passphrase of keys that were begun be guessed five times a minute, and a new one be chosen as often as needed', async () => {
    await logIn();
    await post('/v1/setup/invitation', { invitation: world.link });
    for (let i = 0; i < 7; i++) {
      const short = await post('/v1/setup/keys', { passphrase: 'kort' }, { 'accept-language': 'nl' });
      expect([short.status, short.body.detail]).toEqual([403, expect.stringContaining('minstens acht tekens')]);
    }
    await post('/v1/setup/keys', { passphrase: PASSPHRASE });
    for (let i = 0; i < 5; i++)
      expect((await post('/v1/setup/keys', { passphrase: 'een andere zin' })).status).toBe(403);
    expect(problem(await post('/v1/setup/keys', { passphrase: PASSPHRASE }))).toEqual([429, 'too-many-tries']);
  });

  it('says nothing of words, passphrase, invitation or login to whoever reads the log, whatever goes wrong', async () => {
    await logIn();
    const shown = await words();
    await post('/v1/setup/words', { words: [1, 2].map((place) => ({ place, word: shown.words[place - 1] })), more: 1 });
    await post('/v1/setup/keys', { passphrase: 'kanarie in de mijn' });
    await post('/v1/setup/invitation', { invitation: `${world.link}kanarie` });
    await ask(`/v1/setup/${shown.words[0]}`);
    const said = lines.join('');
    expect(said).toContain('"event":"page-refused"');
    const secrets = [...shown.words, PASSPHRASE, 'kanarie', world.link, 'a-code', login.cookie ?? '-'];
    // Of the words some are said of any page.
    const own = new Set(['time', 'service', 'edge', 'agent', 'event', 'page', 'code', 'bad', 'count']);
    const saidWords = new Set(said.split(/[^A-Za-z]+/).filter((word) => !own.has(word)));
    expect(
      secrets.filter((secret) => (/^[a-z]+$/.test(secret) ? saidWords.has(secret) : said.includes(secret))),
    ).toEqual([]);
    expect(
      said
        .split('\n')
        .filter(Boolean)
        .every((line) =>
          /^\{"time":0,"service":"edge-agent","event":"page-(served|login|refused)","count":\d+(,"code":"[a-z-]+")?\}$/.test(
            line,
          ),
        ),
    ).toBe(true);
  });

  it('describes each of its routes', async () => {
    const document = (await ask('/openapi.json')).body;
    const routes = Object.entries<Record<string, { responses: object; requestBody?: object; security?: [] }>>(
      document.paths,
    );
    const names = routes.flatMap(([path, methods]) =>
      Object.keys(methods).map((each) => `${each.toUpperCase()} ${path}`),
    );
    expect(names.sort()).toEqual(
      [
        ...['DELETE /v1/session', 'GET /v1/session', 'GET /v1/setup', 'POST /v1/session'],
        ...STEPS.map(([path]) => `POST ${path}`),
      ].sort(),
    );
    for (const [path] of STEPS) {
      const { post: route } = document.paths[path];
      expect(route).toMatchObject({
        summary: expect.any(String),
        requestBody: { content: { 'application/json': {} } },
      });
      expect(Object.keys(route.responses)).toEqual(['200', '4XX']);
      expect(route.security).toBeUndefined();
    }
  });

  it.each(STEPS)('refuses a body of %s that says more than it may, and sends none of it back', async (path, body) => {
    await logIn();
    const refused = await post(path, { ...body, kanarie: 'zang' });
    expect(problem(refused)).toEqual([400, 'bad-request']);
    expect(refused.bytes.toString()).not.toMatch(/kanarie|zang/);
  });

  it('gives way to the page of the agent at the same place, and who is logged in stays so', async () => {
    await logIn();
    const agent = await PageWorld.open();
    try {
      server.answerWith(pageOf(await agent.ports()));
      expect((await ask('/v1/session')).body).toMatchObject({ enrolled: true, unlockedFor: 0 });
      expect((await ask('/v1/status')).status).toBe(200);
      expect(problem(await ask('/v1/setup'))).toEqual([404, 'not-found']);
    } finally {
      await agent.close();
    }
  });
});
