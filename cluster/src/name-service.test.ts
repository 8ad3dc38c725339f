import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NameService, type Nodes } from './name-service.js';

const REST = [77, 0, 0, 6, 0, 5];
const alive = (name: string, port: number): Buffer =>
  Buffer.from([0, 13 + name.length, 120, port >> 8, port & 255, ...REST, 0, name.length, ...Buffer.from(name), 0, 0]);

let nodes: Nodes;
let own: NameService;
let other: NameService;
const sockets: Socket[] = [];

beforeEach(async () => {
  nodes = new Map();
  own = await NameService.open(nodes, new Map([['b', 4_242]]));
  other = await NameService.open(nodes, new Map([['a', 2_424]]));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all([own.close(), other.close()]);
});

async function said(service: NameService, ...parts: readonly Buffer[]): Promise<readonly [Socket, Buffer]> {
  const socket = connect(service.port, '127.0.0.1');
  sockets.push(socket);
  for (const part of parts) socket.write(part);
  const [answer] = await once(socket, 'data');
  return [socket, answer];
}

const portOf = async (service: NameService, name: string): Promise<number | undefined> => {
  const [, answer] = await said(service, Buffer.from([0, 1 + name.length, 122, ...Buffer.from(name)]));
  return answer[1] === 0 ? answer.readUInt16BE(2) : undefined;
};

describe('the name service of a node', () => {
  it('tells it the end of a cable to another, and where it listens itself', async () => {
    await said(own, alive('a', 1_000));
    await said(other, alive('b', 2_000));
    expect([await portOf(own, 'a'), await portOf(own, 'b')]).toEqual([1_000, 4_242]);
    expect([await portOf(other, 'a'), await portOf(other, 'b')]).toEqual([2_424, 2_000]);
  });

  it('knows a node for as long as that holds its connection, and tells its lives apart', async () => {
    const [first, told] = await said(other, alive('b', 2_000));
    first.destroy();
    await expect.poll(() => portOf(own, 'b'), { timeout: 10_000 }).toBeUndefined();
    const [, again] = await said(other, alive('b', 2_001));
    expect(again.subarray(2)).not.toEqual(told.subarray(2));
    expect(await portOf(other, 'b')).toBe(2_001);
  });

  it('takes a question in parts', async () => {
    const whole = alive('b', 2_000);
    const socket = connect(other.port, '127.0.0.1');
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.write(whole.subarray(0, 5));
    await once(socket, 'connect');
    socket.write(whole.subarray(5));
    const [answer] = await once(socket, 'data');
    expect(answer[0]).toBe(118);
  });

  it('ends a connection that asks what Erlang does not', async () => {
    const socket = connect(own.port, '127.0.0.1');
    sockets.push(socket);
    socket.write(Buffer.from([0, 1, 99]));
    await once(socket, 'close');
    expect(socket.bytesRead).toBe(0);
  });
});
