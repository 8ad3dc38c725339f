import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { limitConnections } from './page-connections.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of two connections that answers `/` alone. */
async function start(): Promise<(path: string) => Promise<Socket>> {
  const server = createServer((request, response) => {
    if (request.url === '/') response.end('answered');
  });
  limitConnections(server, 2);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return async (path) => {
    const socket = connect({ host: '127.0.0.1', port }).on('error', () => undefined);
    closing.push(() => socket.destroy());
    await once(socket, 'connect');
    const asked = once(server, 'request');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: page\r\n\r\n`);
    await Promise.race([asked, once(socket, 'close')]);
    return socket;
  };
}

it('cuts the first of those that are being answered where all are, and never the one that comes', async () => {
  const ask = await start();
  const [first, second] = [await ask('/slow'), await ask('/slow')];
  const cut = once(first.resume(), 'close');
  const third = await ask('/');
  const [answer] = await once(third, 'data');
  expect(String(answer)).toContain('answered');
  await cut;
  expect(second.closed).toBe(false);
});
