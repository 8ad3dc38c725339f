import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Strangers } from './strangers.js';

let server: Server;
let sockets: Socket[];
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});

function setUp(graceMs: number) {
  const refused: string[] = [];
  const strangers = new Strangers({ most: 2, graceMs, refuse: (code) => refused.push(code) });
  const come = async (): Promise<Socket> => {
    const { port } = server.address() as AddressInfo;
    const arrived = once(server, 'connection');
    sockets.push(connect(port, '127.0.0.1'));
    const [socket] = (await arrived) as [Socket];
    sockets.push(socket);
    strangers.add(socket);
    return socket;
  };
  return { strangers, come, refused };
}

it('gives the place of whoever has been a stranger for longest to the next', async () => {
  const { come, refused } = setUp(1);
  const [one, two] = [await come(), await come()];
  await pause(10);
  const three = await come();
  expect([one, two, three].map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
  expect(refused).toEqual(['too-many-connections']);
});

it('refuses the next while all have been here for a moment only', async () => {
  const { come, refused } = setUp(60_000);
  const [one, two, three] = [await come(), await come(), await come()];
  expect([one, two, three].map(({ destroyed }) => destroyed)).toEqual([false, false, true]);
  expect(refused).toEqual(['too-many-connections']);
});

it('has room again for each that is known, or gone', async () => {
  const { strangers, come, refused } = setUp(1);
  const one = await come();
  strangers.introduce(one);
  const two = await come();
  two.destroy();
  await once(two, 'close');
  await come();
  await pause(10);
  await come();
  expect([one.destroyed, refused]).toEqual([false, []]);
});
