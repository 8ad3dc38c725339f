import { cryptoReady } from '@fit4work/protocol';
import { WebError } from '@fit4work/web';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lawOf, PAGE_HEADERS } from '../../../../web/test/index.js';
import { Browser } from '../../testing/browser.js';
import { DemoProvider } from '../../testing/demo-provider.js';
import { Desk } from '../../testing/desk.js';
import { coachPage } from './coach-page.js';

await cryptoReady;
let provider: DemoProvider;
let desk: Desk;
beforeAll(async () => {
  provider = await DemoProvider.start();
  desk = await Desk.open(provider.env);
});
afterAll(async () => {
  await desk.close();
  await provider.stop();
});
const get = (url: string, headers: Record<string, string> = {}) =>
  desk.raw({ method: 'GET', url, headers, payload: undefined });

it('the page of a coach is there for everybody, by a law of its own, and nothing stands beside it', async () => {
  const page = await get('/coach/');
  expect([page.status, lawOf(page.headers)]).toEqual([200, PAGE_HEADERS]);
  const [, script] = /src="\.\/(index-[\w-]+\.js)"/.exec(page.text) ?? [];
  expect((await get(`/coach/${script}`)).headers['cache-control']).toContain('immutable');
  expect((await get('/coach/', { 'if-none-match': String(page.headers.etag) })).status).toBe(304);
  expect(await get('/coach')).toMatchObject({ status: 308, headers: { location: '/coach/' } });
  for (const path of ['made-of', '..%2fmade-of', 'package.json']) {
    expect(await get(`/coach/${path}`)).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
  }
});

it('the page where a login comes to leads a coach to it, and nobody else', async () => {
  const start = async (account: string): Promise<string> => {
    const somebody = new Browser(desk.browse, provider.origin);
    await somebody.logIn(account);
    return (await somebody.ask('GET', '/', { headers: { 'accept-language': 'nl' } })).text;
  };
  expect(await start('ann')).toContain('<a href="/coach/">Uw mensen</a>');
  expect(await start('admin')).not.toContain('/coach/');
  expect((await get('/')).text).not.toContain('/coach/');
});

it('where the page was not built nobody misses it but who asks for it, and it is said', async () => {
  const lines: unknown[] = [];
  const say = (event: string, fields?: object): void => void lines.push([event, fields]);
  const app = Fastify();
  const open = () => {
    throw new WebError('not-built', 'The page is not built.');
  };
  await app.register(coachPage, { logger: { info: say, warn: say, error: say }, open });
  expect((await app.inject('/coach/')).statusCode).toBe(404);
  expect(lines).toEqual([['page-failed', { code: 'not-built' }]]);
});
