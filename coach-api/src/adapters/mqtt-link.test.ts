import { createServer, type Server, type Socket } from 'node:net';
import { cryptoReady, signingKey, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incoming } from '../core/incoming.js';
import { MqttLink } from './mqtt-link.js';

await cryptoReady;
const CONNECT = 0x10;
const SUBSCRIBE = 0x82;
const TOPIC = TOPICS.up('01'.repeat(16), 'consent');

/** A broker that accepts the connection and its three subscriptions. */
let server: Server;
let sockets: Socket[];
let said: Buffer;
let lines: string[];
let link: MqttLink;

beforeEach(async () => {
  [sockets, said, lines] = [[], Buffer.alloc(0), []];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (packet) => {
      said = Buffer.concat([said, packet]);
      if (packet[0] === CONNECT) socket.write(Buffer.from([0x20, 2, 0, 0]));
      if (packet[0] === SUBSCRIBE) socket.write(Buffer.from([0x90, 5, packet[2] ?? 0, packet[3] ?? 0, 1, 1, 1]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const line = (event: string, fields?: object): void => void lines.push(JSON.stringify({ event, ...fields }));
  link = new MqttLink({
    url: `mqtt://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    signingKey: signingKey(new Uint8Array(32).fill(1)),
    clock: { now: () => 1_780_000_000 },
    logger: { info: line, warn: line, error: line },
  });
});

afterEach(async () => {
  await link.stop();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** PUBLISH at least once (MQTT 3.1.1, section 3.3). */
function published(topic: string, id: number, payload: Uint8Array): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([Buffer.from([0, name.length]), name, Buffer.from([0, id]), payload]);
  return Buffer.concat([Buffer.from([0x32, body.length]), body]);
}
const isAcknowledged = (id: number): boolean => said.includes(Buffer.from([0x40, 2, 0, id]));

describe.each([
  ['a message', TOPIC],
  ['a checkpoint', TOPICS.checkpoint],
])('a mistake in what is done with %s', (_what, topic) => {
  it('costs that one alone: it is acknowledged, told of without what is in it, and what follows is taken', async () => {
    const taken: Incoming[] = [];
    const fails = (): never => {
      throw new TypeError('of a secret');
    };
    const connected = new Promise<void>((resolve) => {
      link.start({
        message: (incoming) => (incoming.payload[0] === 1 ? fails() : void taken.push(incoming)),
        checkpoint: fails,
        connected: () => resolve(),
      });
    });
    await connected;
    for (const id of [7, 8]) sockets[0]?.write(published(topic, id, Uint8Array.of(1)));
    sockets[0]?.write(published(TOPIC, 9, Uint8Array.of(2)));
    await expect.poll(() => [7, 8, 9].map(isAcknowledged)).toEqual([true, true, true]);
    expect(taken).toEqual([{ topic: TOPIC, payload: Uint8Array.of(2) }]);
    expect(lines.filter((line) => !line.includes('broker-connected'))).toEqual([
      '{"event":"message-refused","code":"not-taken","count":1}',
      '{"event":"message-refused","code":"not-taken","count":2}',
    ]);
  });
});
