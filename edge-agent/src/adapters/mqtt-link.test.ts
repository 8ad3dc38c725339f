import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MqttLink } from './mqtt-link.js';

/** A broker that accepts every connection and subscription, or says nothing at all. */
let server: Server;
let sockets: Socket[];
let silent: boolean;
let reported: string[];
let ends: string[];
let strays: number;
let packets: number[];
let takes: () => Promise<void>;

const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const REFUSED = Buffer.from([0x20, 2, 0, 5]);
let answer = CONNACK;

beforeEach(async () => {
  [sockets, reported, ends, strays, silent, answer] = [[], [], [], 0, false, CONNACK];
  [packets, takes] = [[], async () => undefined];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (packet) => {
      packets.push(packet[0] ?? 0);
      if (silent) return;
      if (packet[0] === 0x10) socket.write(answer);
      if (packet[0] === 0x82) socket.write(Buffer.from([0x90, 3, packet[2] ?? 0, packet[3] ?? 0, 1]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function newLink(passwords: string[] = []): MqttLink {
  const address = server.address();
  return new MqttLink({
    url: `mqtt://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    username: 'someone',
    clientId: 'someone-1',
    password: () => {
      passwords.push(`token ${passwords.length}`);
      return passwords.at(-1) ?? '';
    },
    subscriptions: ['a/b'],
    persistent: false,
    report: (event) => reported.push(event),
    patience: 300,
  });
}

/** The rest of a length of MQTT, of two bytes. */
const seven = (rest: number): Buffer => Buffer.from([(rest & 0x7f) | 0x80, rest >> 7]);

const start = (link: MqttLink): Promise<void> =>
  new Promise((resolve) => {
    link.start({
      onConnect: resolve,
      onEnd: (why) => ends.push(why),
      onConfirmed: () => undefined,
      onStrayConfirmation: () => strays++,
      onMessage: () => takes(),
    });
  });

describe('the connection to the broker', () => {
  it('closes at once while an attempt is under way, answered or not', async () => {
    silent = true;
    const link = newLink();
    void start(link);
    await expect.poll(() => sockets.length).toBe(1);
    const before = performance.now();
    await link.close();
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('rejects a publish whose acknowledgement is lost with the connection', async () => {
    const link = newLink();
    await start(link);
    const published = link.publish('a/b', Uint8Array.of(1));
    const rejected = expect(published).rejects.toMatchObject({ code: 'unreachable' });
    for (const socket of sockets) socket.destroy();
    await rejected;
    await link.close();
  });

  it('comes back by itself, each time with a fresh token', async () => {
    const passwords: string[] = [];
    const link = newLink(passwords);
    await start(link);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => passwords.length, { timeout: 10_000 }).toBe(2);
    await expect.poll(() => link.connected, { timeout: 10_000 }).toBe(true);
    await link.close();
  });

  it('names the broker’s refusal and goes on trying, more slowly', async () => {
    answer = REFUSED;
    const link = newLink();
    void start(link);
    await expect.poll(() => sockets.length, { timeout: 10_000 }).toBe(3);
    expect(reported).toContain('broker-error');
    expect(ends).toContain('refused');
    await link.close();
  });

  it('tries again at once, as often as somebody waits for what is to be sent', { timeout: 60_000 }, async () => {
    answer = REFUSED;
    const link = newLink();
    void start(link);
    // By itself it would take two minutes at the least.
    for (let attempts = 1; attempts <= 10; attempts++) {
      await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(attempts);
      link.hurry();
    }
    await link.close();
  });

  it('tries again at once also where that was asked for while a connection was under way', {
    timeout: 60_000,
  }, async () => {
    silent = true;
    const link = newLink();
    void start(link);
    for (let attempts = 1; attempts <= 10; attempts++) {
      await expect.poll(() => sockets.length, { timeout: 10_000 }).toBe(attempts);
      link.hurry();
      sockets.at(-1)?.destroy();
      await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(attempts);
    }
    await link.close();
  });

  it('gives up a connection on which a message is not confirmed, since nobody would ever send it again', async () => {
    const link = newLink();
    await start(link);
    await expect(link.publish('a/b', Uint8Array.of(1))).rejects.toMatchObject({ code: 'unreachable' });
    await expect.poll(() => ends).toEqual(['silent']);
    await expect.poll(() => link.connected, { timeout: 10_000 }).toBe(true);
    await link.close();
  });

  it.each([
    ['is not MQTT', [0x00, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['answers nothing that is ever asked', [0x70, 2, 0, 1]],
  ])('gives up a connection over which something comes that %s', async (_, packet) => {
    const link = newLink();
    await start(link);
    for (const socket of sockets) socket.write(Buffer.from(packet));
    await expect.poll(() => ends).toEqual(['garbled']);
    await expect.poll(() => link.connected, { timeout: 10_000 }).toBe(true);
    await link.close();
  });

  it('gives up a connection over which a packet begins that would never end, and holds no more of it than it must', async () => {
    const link = newLink();
    await start(link);
    const begun = Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(2 ** 21)]);
    for (const socket of sockets) socket.write(begun);
    await expect.poll(() => ends).toEqual(['garbled']);
    await link.close();
  });

  it('takes many messages that are longer together than one may be', async () => {
    const link = newLink();
    await start(link);
    const body = Buffer.concat([Buffer.from([0, 3, ...Buffer.from('a/b')]), Buffer.alloc(60_000)]);
    const message = Buffer.concat([Buffer.from([0x30, (body.length & 0x7f) | 0x80]), seven(body.length >> 7), body]);
    let taken = 0;
    takes = async () => void taken++;
    for (const socket of sockets) socket.write(Buffer.concat(Array.from({ length: 50 }, () => message)));
    await expect.poll(() => taken).toBe(50);
    expect(ends).toEqual([]);
    await link.close();
  });

  it('notices the confirmation of a message that it did not send', async () => {
    const link = newLink();
    await start(link);
    for (const socket of sockets) socket.write(Buffer.from([0x40, 2, 0x12, 0x34]));
    await expect.poll(() => strays).toBe(1);
    await link.close();
    expect(ends).toEqual([]);
  });

  it('ends without an acknowledgement when a message could not be kept, and takes it when it comes again', async () => {
    const link = newLink();
    await start(link);
    const message = Buffer.from([0x32, 8, 0, 3, ...Buffer.from('a/b'), 0, 7, 1]);
    takes = () => Promise.reject(new Error('the disk is full'));
    for (const socket of sockets) socket.write(message);
    await expect.poll(() => ends).toEqual(['unkept']);
    expect(packets).not.toContain(0x40);
    takes = async () => undefined;
    await expect.poll(() => packets.filter((type) => type === 0x82).length, { timeout: 10_000 }).toBe(2);
    sockets.at(-1)?.write(message);
    await expect.poll(() => packets).toContain(0x40);
    await link.close();
  });

  it('says that nobody answers', async () => {
    const link = newLink();
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    void start(link);
    await expect.poll(() => ends).toContain('unreachable');
    await link.close();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });

  it('refuses to publish when it is not connected', async () => {
    await expect(newLink().publish('a/b', Uint8Array.of(1))).rejects.toMatchObject({ code: 'unreachable' });
  });
});
