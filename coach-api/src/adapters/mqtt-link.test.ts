import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { cryptoReady, signingKey, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incoming } from '../core/incoming.js';
import { MqttLink, type MqttLinkOptions } from './mqtt-link.js';

await cryptoReady;
const CONNECT = 0x10;
const SUBSCRIBE = 0x82;
const PUBLISH = 0x32;
/** So that what goes out again, one after the other, takes longer than the time between two looks at the connection. */
const CONFIRMS_MS = 5;
const ECHO = TOPICS.echo('alone');
const TOPIC = TOPICS.up('01'.repeat(16), 'consent');

/** A broker that confirms what it is sent, and hands its own words back to whoever speaks to himself, unless it is mute. */
let server: Server;
let sockets: Socket[];
let said: Buffer;
let lines: string[];
let link: MqttLink;
let options: MqttLinkOptions;
/** Each over the connection of that number, the first being 1. */
let isMute: (connection: number) => boolean;
let granted: (connection: number) => readonly number[];
let takesMs: (connection: number) => number;

beforeEach(async () => {
  [sockets, said, lines] = [[], Buffer.alloc(0), []];
  [isMute, granted, takesMs] = [() => true, () => [1, 1, 1], () => 0];
  server = createServer((socket) => {
    const connection = sockets.push(socket);
    socket.on('error', () => undefined);
    let waiting: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      said = Buffer.concat([said, bytes]);
      const { packets, rest } = packetsOf(Buffer.concat([waiting, bytes]));
      waiting = rest;
      for (const [type, body] of packets) {
        if (type === CONNECT) setTimeout(() => socket.write(Buffer.from([0x20, 2, 0, 0])), takesMs(connection));
        if (type === SUBSCRIBE) socket.write(Buffer.from([0x90, 5, ...body.subarray(0, 2), ...granted(connection)]));
        if (!isPublish(type) || isMute(connection)) continue;
        const after = 2 + (body[1] ?? 0);
        setTimeout(() => socket.write(Buffer.from([0x40, 2, ...body.subarray(after, after + 2)])), CONFIRMS_MS);
        if (body.subarray(2, after).equals(Buffer.from(ECHO)))
          socket.write(Buffer.from([PUBLISH, body.length, ...body]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const line = (event: string, fields?: object): void => void lines.push(JSON.stringify({ event, ...fields }));
  options = {
    url: `mqtt://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    signingKey: signingKey(new Uint8Array(32).fill(1)),
    clock: { now: () => 1_780_000_000 },
    logger: { info: line, warn: line, error: line },
  };
  link = new MqttLink(options);
});

afterEach(async () => {
  await link.stop();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** At least once, for the first time or again (MQTT 3.1.1, section 3.3.1). */
const isPublish = (type: number): boolean => (type & ~0x08) === PUBLISH;

/** Whole packets, each its first byte and what follows its length of one or two bytes (MQTT 3.1.1, section 2.2), and what is left. */
function packetsOf(bytes: Buffer): { readonly packets: readonly (readonly [number, Buffer])[]; readonly rest: Buffer } {
  const packets: (readonly [number, Buffer])[] = [];
  let at = 0;
  for (;;) {
    const [type = 0, low = 0, high = 0] = bytes.subarray(at, at + 3);
    const [start, length] = low < 0x80 ? [at + 2, low] : [at + 3, (low & 0x7f) + high * 0x80];
    if (start + length > bytes.length) return { packets, rest: bytes.subarray(at) };
    packets.push([type, bytes.subarray(start, start + length)]);
    at = start + length;
  }
}

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

describe('a connection that lives', () => {
  let connections: number;
  beforeEach(() => {
    connections = 0;
    link = new MqttLink({ ...options, pace: { every: 20, within: 1_000, giveUp: 2_000 } });
  });

  const start = (): void =>
    link.start({
      message: () => undefined,
      checkpoint: () => undefined,
      connected: () => {
        connections += 1;
      },
    });
  const isConnected = (times: number) => expect.poll(() => connections, { timeout: 15_000 }).toBe(times);

  it('is made anew where nothing is confirmed any more, though agents are heard', async () => {
    isMute = (connection) => connection === 1;
    start();
    let id = 0;
    const agent = setInterval(() => {
      id = (id % 200) + 1;
      sockets[0]?.write(published(TOPIC, id, Uint8Array.of(2)));
    }, 50);
    await isConnected(2);
    clearInterval(agent);
    expect(lines).toContain('{"event":"broker-silent"}');
    expect(isAcknowledged(10)).toBe(true);
  }, 20_000);

  it('is waited for though it takes longer to be accepted than one that is silent is kept', async () => {
    isMute = (connection) => connection === 1;
    takesMs = (connection) => (connection === 1 ? 0 : 3_000);
    start();
    await isConnected(2);
    expect(sockets).toHaveLength(2);
  }, 20_000);

  it("counts for nothing where everybody's messages are refused, and is made anew", async () => {
    isMute = () => false;
    granted = (connection) => (connection === 1 ? [0x80, 1, 1] : [1, 1, 1]);
    start();
    while (sockets.length < 2) {
      expect(link.connected).toBe(false);
      await pause(20);
    }
    await isConnected(1);
    await expect.poll(() => link.connected, { timeout: 15_000 }).toBe(true);
    expect(lines).toEqual(['{"event":"broker-refused"}', '{"event":"broker-connected"}']);
  }, 20_000);
});
