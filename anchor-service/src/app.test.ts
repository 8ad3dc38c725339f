import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBlock } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lawOf, PAGE_WITH_WORKER_HEADERS, WORKER_HEADERS } from '../../web/test/index.js';
import { appendAll, createKit, type LogKit, leavesOf, openLog, quiet, type RunningLog } from '../test/kit.js';
import { auditorsPage } from './adapters/page-routes.js';
import { buildApp } from './app.js';

let kit: LogKit;
let log: RunningLog;
let app: ReturnType<typeof buildApp>;

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  log = openLog(kit);
  await appendAll(log, leavesOf(0, 300));
  app = buildApp({ read: log.folder.read, status: () => log.anchor.status() });
  mkdirSync(join(kit.folder, 'log', 'tile', '0', 'secret'), { recursive: true });
  writeFileSync(join(kit.folder, 'log', 'tile', '0', '000.tmp'), 'half');
});
afterAll(() => {
  log.store.close();
  kit.remove();
});

describe('the HTTP side', () => {
  it.each([
    ['/checkpoint', 'text/plain; charset=utf-8', 'no-cache'],
    ['/tile/0/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/tile/0/001.p/44', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/tile/entries/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/blocks/0', 'application/cbor', 'public, max-age=31536000, immutable'],
    ['/blocks/latest', 'application/cbor', 'no-cache'],
  ])('serves %s as %s', async (url, type, caching) => {
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      type,
      caching,
    ]);
  });

  it.each([
    ['/policies/1', 'text/plain; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/stamps/index', 'text/plain; charset=utf-8', 'no-cache'],
    ['/stamps/300.checkpoint', 'text/plain; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/stamps/300.tsr', 'application/timestamp-reply', 'public, max-age=31536000, immutable'],
    ['/stamps/300.ots', 'application/octet-stream', 'no-cache'],
  ])('serves what is kept beside the tiles, %s as %s', async (url, type, caching) => {
    const read = async (path: string) => (`/${path}` === url ? Uint8Array.of(1) : undefined);
    const answer = await buildApp({ read, status: () => undefined }).inject(url);
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      type,
      caching,
    ]);
  });

  it('serves the auditor’s page at its root, and no file beside it', async () => {
    const page = auditorsPage(quiet);
    const withPage = buildApp({ read: log.folder.read, status: () => undefined, page });
    const answer = await withPage.inject('/');
    const forEverybody = { 'access-control-allow-origin': '*' };
    expect([answer.statusCode, lawOf(answer.headers)]).toEqual([200, { ...PAGE_WITH_WORKER_HEADERS, ...forEverybody }]);
    const worker = await withPage.inject('/worker.js');
    expect(lawOf(worker.headers)).toEqual({ ...WORKER_HEADERS, ...forEverybody });
    const script = /src="\.\/(index-[\w-]+\.js)"/.exec(answer.body)?.[1];
    expect((await withPage.inject(`/${script}`)).headers['cache-control']).toContain('immutable');
    const carried = await withPage.inject('/fit4work-auditor.html');
    expect([carried.statusCode, carried.headers['content-disposition']]).toEqual([
      200,
      'attachment; filename="fit4work-auditor.html"',
    ]);
    for (const url of ['/made-of', '/..%2fmade-of', '/package.json']) {
      expect((await withPage.inject(url)).statusCode).toBe(404);
    }
    expect((await withPage.inject('/checkpoint')).headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('serves the log without a page where none was built', async () => {
    expect((await app.inject('/')).statusCode).toBe(404);
    expect((await app.inject('/checkpoint')).statusCode).toBe(200);
  });

  it('serves the block of the checkpoint as the latest', async () => {
    expect(parseBlock(new Uint8Array((await app.inject('/blocks/latest')).rawPayload))).toMatchObject({
      height: 0,
      size: 300,
    });
  });

  it.each([
    '/tile/0/001',
    '/tile/0/000.tmp',
    '/tile/0/secret',
    '/tile/0',
    '/tile/..%2fcheckpoint',
    '/tile/0/..%2f..%2f..%2fstate%2flog.sqlite',
    '/blocks/1',
    '/blocks/00',
    '/blocks/..%2fcheckpoint',
    '/blocks/0.tmp',
    '/state/log.sqlite',
    '/policy',
    '/policies/0',
    '/policies/01',
    '/policies/..%2fcheckpoint',
    '/stamps/index',
    '/stamps/300.checkpoint',
    '/stamps/300.tsr.tmp',
    '/stamps/..%2fcheckpoint',
    '/',
  ])('answers 404 to %s', async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404);
  });

  it('tells its status, and its health by the quorum', async () => {
    expect((await app.inject('/v1/status')).json()).toEqual({
      size: 300,
      leaves: 300,
      blocks: 1,
      pending: 0,
      refused: 0,
      quorum: 'met',
      witnesses: ['council', 'university', 'city'].map((name) => ({ name, up: true })),
    });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    const short = buildApp({
      read: log.folder.read,
      status: () => ({ ...log.anchor.status(), quorum: 'too-few-witnesses' }),
    });
    expect((await short.inject('/healthz')).json()).toEqual({ status: 'too-few-witnesses' });
    const starting = buildApp({ read: log.folder.read, status: () => undefined });
    expect((await starting.inject('/healthz')).statusCode).toBe(503);
  });

  it.each([
    { who: 'is alone', standing: { role: 'alone' }, statuses: [200, 200, 200], measure: 'leading 1' },
    { who: 'starts', standing: { role: 'alone' }, statuses: [503, 503, 503], measure: 'leading 1' },
    { who: 'leads others', standing: { role: 'leader', epoch: 3 }, statuses: [200, 200, 200], measure: 'epoch 3' },
    { who: 'stands by', standing: { role: 'standby' }, statuses: [503, 200, 503], measure: 'leading 0' },
  ] as const)(
    'tells the role of one that $who, and whether it takes leaves',
    async ({ standing, statuses, measure }) => {
      const one = buildApp({
        read: log.folder.read,
        status: () => (statuses[2] === 200 ? log.anchor.status() : undefined),
        standing: () => standing,
      });
      const answers = await Promise.all(['/readyz', '/healthz', '/v1/status'].map((url) => one.inject(url)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(statuses);
      expect(answers[0]?.json()).toEqual(standing);
      expect((await one.inject('/metrics')).body).toContain(`fit4work_anchor_${measure}\n`);
    },
  );
});

describe('the limit of an address', () => {
  const ask = async (url: string, trustedProxy: readonly string[]): Promise<readonly number[]> => {
    const own = buildApp({
      read: log.folder.read,
      status: () => undefined,
      indexOf: () => undefined,
      limits: { perSecond: 1, trustedProxy },
    });
    const statuses: number[] = [];
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']) {
      const headers = { 'x-forwarded-for': from };
      statuses.push((await own.inject({ url, headers, remoteAddress: '10.0.0.7' })).statusCode);
    }
    return statuses;
  };
  const LEAF = `/leaves/${'ab'.repeat(32)}`;

  it('bounds what costs work, and no files', async () => {
    expect(await ask(LEAF, [])).toEqual([404, 404, 429, 429]);
    expect(await ask('/checkpoint', [])).toEqual([200, 200, 200, 200]);
  });

  it('tells apart whom a proxy names, and believes nobody else who says where it comes from', async () => {
    expect(await ask(LEAF, ['10.0.0.0/8'])).toEqual([404, 404, 404, 404]);
    expect(await ask(LEAF, ['10.0.0.8', '192.0.2.0/24'])).toEqual([404, 404, 429, 429]);
  });
});
