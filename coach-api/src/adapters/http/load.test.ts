import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundLoad, type Load } from './load.js';
import { stopListening } from './stop-listening.js';

let app: FastifyInstance;
let load: Load;
let open: () => void;
beforeEach(() => {
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  app = Fastify({ return503OnClosing: false });
  app.decorateRequest('principal', undefined);
  app.setErrorHandler((error: Error & { code: string }, _request, reply) => reply.code(503).send(error.code));
  load = boundLoad(app);
  app.get('/any', { config: { access: 'anyone' } }, async () => {
    await gate;
    return 'told';
  });
  app.get('/alive', { config: { access: 'anyone', unlimited: true } }, async () => 'alive');
});
afterEach(() => app.close());

const ask = async (remoteAddress: string, url = '/any') => {
  const { statusCode, body } = await app.inject({ url, remoteAddress });
  return [statusCode, body];
};
const many = (count: number, from: string) => Array.from({ length: count }, () => ask(from));

describe('requests that are worked on', () => {
  it('are 64 of one name and 256 in all: more are refused at once, and taken when those are done', async () => {
    const asked = many(64, '192.0.2.1');
    expect(await ask('192.0.2.1')).toEqual([503, 'overloaded']);
    for (const from of ['192.0.2.4', '192.0.2.5', '192.0.2.6']) asked.push(...many(64, from));
    expect(await ask('192.0.2.3')).toEqual([503, 'overloaded']);
    expect(await ask('192.0.2.3', '/alive')).toEqual([200, 'alive']);
    expect(load.inFlight).toBe(256);
    open();
    expect(new Set((await Promise.all(asked)).map(String))).toEqual(new Set(['200,told']));
    expect(load.inFlight).toBe(0);
    expect(await ask('192.0.2.1')).toEqual([200, 'told']);
  });

  it('count until they are done, though nobody waits for the answer any more', async () => {
    const port = await listening();
    const asked = get({ port, path: '/any' });
    asked.on('error', () => undefined);
    await expect.poll(() => load.inFlight).toBe(1);
    asked.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(load.inFlight).toBe(1);
    open();
    await expect.poll(() => load.inFlight).toBe(0);
  });
});

async function listening(): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answerOf(asked: ClientRequest): Promise<IncomingMessage> {
  const [answer] = await once(asked, 'response');
  return answer.resume();
}

describe('a service that stops', () => {
  it('answers what is under way, refuses what comes, and ends', async () => {
    const port = await listening();
    const first = get({ port, path: '/any' });
    await expect.poll(() => load.inFlight).toBe(1);
    const stopped = stopListening(app);
    const late = get({ port, path: '/any' });
    const [refused] = await once(late, 'error');
    expect(refused.code).toBe('ECONNREFUSED');
    open();
    const { statusCode, headers } = await answerOf(first);
    expect([statusCode, headers.connection]).toEqual([200, 'close']);
    await stopped;
  });

  it('cuts off whoever takes the answer too slowly', async () => {
    const port = await listening();
    const first = get({ port, path: '/any' });
    await expect.poll(() => load.inFlight).toBe(1);
    const cut = once(first, 'error');
    await stopListening(app, 100);
    expect((await cut)[0].code).toBe('ECONNRESET');
    open();
  });
});
