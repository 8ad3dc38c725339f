import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { TLS_PAIR } from '../../testing/tls-pair.js';
import { createServer, type ServerOptions } from './server.js';

const TIMES = { head: 400, request: 800, kept: 400, idle: 2_000 };
let app: FastifyInstance;
afterEach(() => app.close());

async function listening(change: Partial<ServerOptions> = {}): Promise<number> {
  const options: ServerOptions = {
    ...{ tls: undefined, connections: 100, trustedProxies: [] },
    onProblem: ({ code }, _request, reply) => reply.code(400).send({ code }),
    ...change,
  };
  app = createServer(options, TIMES);
  app.post('/any', async () => 'told');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** All that comes back until the connection ends. */
async function said(socket: Socket, words: string): Promise<string> {
  socket.on('error', () => undefined);
  socket.write(words);
  return text(socket).catch(() => '');
}

const HEAD = 'POST /any HTTP/1.1\r\nhost: x\r\n';
const LONG = `${HEAD}x: ${'a'.repeat(9_000)}\r\n\r\n`;

describe('a connection', () => {
  it.each([
    ['whose head does not end', HEAD, 408],
    ['whose body does not come', `${HEAD}content-type: application/json\r\ncontent-length: 9\r\n\r\n`, 408],
    ['whose head is too long', LONG, 431],
    ['that does not speak HTTP', 'planted-secret\r\n\r\n', 400],
  ])('%s is cut, and nothing of it is said back', async (_title, words, status) => {
    const answer = await said(connect(await listening()), words);
    expect(answer.split('\r\n')[0]).toMatch(`HTTP/1.1 ${status} `);
    expect(answer).not.toMatch(/planted|aaaa/);
  });

  it('is held to the same over TLS', async () => {
    const tls = { cert: Buffer.from(TLS_PAIR.cert), key: Buffer.from(TLS_PAIR.key), sha256: '' };
    const socket = connectTls({ port: await listening({ tls }), host: '127.0.0.1', rejectUnauthorized: false });
    expect(await said(socket, LONG)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('beyond those that may be is let go, and those that are stay', async () => {
    const port = await listening({ connections: 1 });
    const first = connect(port);
    await new Promise((resolve) => first.once('connect', resolve));
    expect(await said(connect(port), `${HEAD}\r\n`)).toBe('');
    expect(await said(first, `${HEAD}connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

it('a URL that is none, and a look without an answer, are refused without being said back', async () => {
  await listening();
  const none = await app.inject({ method: 'GET', url: '/planted-secret%zz' });
  expect([none.statusCode, none.body]).toEqual([400, '{"code":"bad-request"}']);
  expect((await app.inject({ method: 'HEAD', url: '/any' })).statusCode).toBe(404);
});
