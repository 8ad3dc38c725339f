import { cryptoReady } from '@fit4work/protocol';
import { WebError } from '@fit4work/web';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { lawOf, PAGE_WITH_WORKER_HEADERS, WORKER_HEADERS } from '../../../../web/test/index.js';
import { PageWorld } from '../../../test/page-world.js';
import { pageFiles } from './page-files.js';

it('has the page itself for everybody, by a stricter law, and nothing beside it', async () => {
  await cryptoReady;
  const world = await PageWorld.open();
  const page = await world.ask('/');
  expect([page.status, lawOf(page.headers)]).toEqual([200, PAGE_WITH_WORKER_HEADERS]);
  expect(lawOf((await world.ask('/worker.js')).headers)).toEqual(WORKER_HEADERS);
  const [, script] = /src="\.\/(index-[\w-]+\.js)"/.exec(page.bytes.toString()) ?? [];
  expect((await world.ask(`/${script}`)).headers['cache-control']).toContain('immutable');
  const { status } = await world.ask('/', { headers: { 'if-none-match': String(page.headers.etag) } });
  expect(status).toBe(304);
  for (const path of ['/made-of', '/..%2fmade-of', '/package.json']) expect((await world.ask(path)).status).toBe(404);
  await world.close();
});

it('is missed by nobody but who asks for the page where it was not built, and it is said', async () => {
  const events: unknown[] = [];
  const app = Fastify();
  const open = () => {
    throw new WebError('not-built', 'The page is not built.');
  };
  await app.register(pageFiles, { report: (event, facts) => events.push([event, facts]), open });
  expect((await app.inject('/')).statusCode).toBe(404);
  expect(events).toEqual([['page-failed', { code: 'not-built' }]]);
});
