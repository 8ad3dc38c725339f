import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectionLimits, shareConnections } from './connection-share.js';

let server: Server;
/** Answers that the server was asked for and did not give yet. */
let open: ServerResponse[];
let sockets: Socket[];

beforeEach(() => {
  open = [];
  sockets = [];
  server = createServer((_request, response) => open.push(response));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function listen(limits: ConnectionLimits, proxies: readonly string[] = []): Promise<void> {
  shareConnections(server, limits, proxies);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** Comes from an address of loopback, and is there for the server when it settles, were it to be let go. */
async function come(from: number): Promise<Socket> {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const taken = once(server, 'connection');
  const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${from}` })
    .resume()
    .on('error', () => undefined);
  sockets.push(socket);
  await taken;
  return socket;
}

async function ask(socket: Socket): Promise<void> {
  const asked = once(server, 'request');
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await asked;
}

/** Whether it is answered to its next request. */
async function isAnswered(socket: Socket): Promise<boolean> {
  await ask(socket);
  const answer = once(socket, 'data');
  open.pop()?.end('here');
  return String(await answer).startsWith('HTTP/1.1 200 ');
}

const closed = (socket: Socket): Promise<unknown> | undefined => (socket.closed ? undefined : once(socket, 'close'));

describe('a server whose connections are all taken', () => {
  it('lets go the one that asked for nothing the longest, from where most are, for whoever comes', async () => {
    await listen({ connections: 4, connectionsOfOne: 2 });
    const [first, second, third, fourth] = [await come(2), await come(3), await come(2), await come(3)];
    await ask(first);
    open.pop()?.end();
    const one = await come(4);
    await closed(second);
    expect(await isAnswered(one)).toBe(true);
    // 127.0.0.2 alone has two now.
    const another = await come(5);
    await closed(third);
    expect([await isAnswered(first), await isAnswered(fourth), await isAnswered(another)]).toEqual([true, true, true]);
  });

  it('lets go nobody who waits for an answer while others wait for nothing, but one of them before it turns away who comes', async () => {
    await listen({ connections: 3, connectionsOfOne: 3 });
    const [first, second, third] = [await come(2), await come(3), await come(4)];
    await ask(first);
    await ask(third);
    await come(5);
    await closed(second);
    const [last] = sockets.slice(-1);
    if (last !== undefined) await ask(last);
    const one = await come(6);
    await closed(first);
    expect(await isAnswered(one)).toBe(true);
    expect(third.closed).toBe(false);
  });

  it('lets go of one address that has all that it may have, its own, or the newest where all of its own wait for answers', async () => {
    await listen({ connections: 20, connectionsOfOne: 2 });
    const [other, first, second] = [await come(3), await come(2), await come(2)];
    const third = await come(2);
    await closed(first);
    await ask(second);
    await ask(third);
    await closed(await come(2));
    expect([other, second, third].map((socket) => socket.closed)).toEqual([false, false, false]);
    // One that goes makes room.
    second.destroy();
    await expect.poll(() => new Promise((done) => server.getConnections((_, count) => done(count)))).toBe(2);
    expect(await isAnswered(await come(2))).toBe(true);
  });

  it('counts those of a proxy with all others alone, and lets none of them go for another', async () => {
    await listen({ connections: 4, connectionsOfOne: 1 }, ['127.0.0.2', '127.0.0.8/30', '::1']);
    const proxied = [await come(2), await come(9), await come(2)];
    const own = await come(3);
    const one = await come(4);
    await closed(own);
    const more = await come(2);
    await closed(one);
    await closed(await come(2));
    expect([...proxied, more].map((socket) => socket.closed)).toEqual([false, false, false, false]);
  });
});
