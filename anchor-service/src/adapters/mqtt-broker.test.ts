import { EventEmitter, once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import { Aedes } from 'aedes';
import { describe, expect, it } from 'vitest';
import type { JournalFields } from '../ports.js';
import { MqttBroker } from './mqtt-broker.js';

describe('the connection to the broker', () => {
  it('says once per attempt that it was refused, and comes back with a fresh password', async () => {
    const passwords: string[] = [];
    const aedes = await Aedes.createBroker({
      authenticate: (_client, _username, password, done) => {
        passwords.push(String(password));
        done(
          passwords.length < 3 ? Object.assign(new Error('no'), { returnCode: 5 as const }) : null,
          passwords.length >= 3,
        );
      },
    });
    const server = createServer((socket) => void aedes.handle(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const warnings: (JournalFields | undefined)[] = [];
    let issued = 0;
    await new Promise<void>((resolve) => {
      const broker = new MqttBroker({
        url: `mqtt://127.0.0.1:${port}`,
        username: 'anchor',
        password: () => `password-${++issued}`,
        journal: { info: () => undefined, warn: (_event, fields) => warnings.push(fields) },
        onLeaves: () => undefined,
        onConnected: async () => {
          broker.stop();
          resolve();
        },
      });
      broker.start();
    });
    expect(passwords).toEqual(['password-1', 'password-2', 'password-3']);
    expect(warnings).toEqual([{ reason: 'credentials-refused' }, { reason: 'credentials-refused' }]);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  });

  it('waits for no acknowledgement once the broker has died, and announces again at the next connection', async () => {
    const silent = await startSilentBroker();
    const announced: Promise<void>[] = [];
    const broker = startMqttBroker(silent.port, () => announced.push(broker.publish(new Uint8Array([1]))));
    await silent.arrived();
    silent.cut();
    await expect(announced[0]).resolves.toBeUndefined();
    await silent.arrived();
    expect(announced).toHaveLength(2);
    broker.stop();
    await silent.close();
  });

  it('is made anew where nothing comes over it any more, and not before', async () => {
    const broker = await startEchoingBroker({ within: 3_000 });
    const begun = performance.now();
    while (performance.now() - begun < 4_000) expect(await once(broker.events, 'publish')).toEqual([TOPICS.anchorEcho]);
    expect([broker.connections(), broker.said]).toEqual([1, []]);
    broker.fails = 'loses';
    expect(await once(broker.events, 'ready')).toEqual([2]);
    expect(broker.said).toEqual(['broker-silent']);
    await broker.close();
  }, 20_000);

  it('is made anew where nothing is confirmed any more, though leaves come', async () => {
    const broker = await startEchoingBroker();
    broker.fails = 'takes-nothing';
    const coming = setInterval(() => broker.bring(TOPICS.leaves), 50);
    expect(await once(broker.events, 'ready')).toEqual([2]);
    clearInterval(coming);
    expect(broker.said).toEqual(['broker-silent']);
    expect(broker.leaves()).toBeGreaterThan(10);
    await broker.close();
  }, 20_000);

  it('holds nothing up for a checkpoint that alone is not confirmed', async () => {
    const broker = await startEchoingBroker();
    broker.fails = 'keeps-checkpoints';
    await broker.publish(Uint8Array.of(1));
    expect([broker.said, broker.connections()]).toEqual([['checkpoint-not-announced'], 1]);
    await broker.close();
  }, 20_000);

  it.each([TOPICS.leaves, TOPICS.anchorEcho])(
    'is made anew where %s is refused, and what is newest is told all the same',
    async (topic) => {
      const broker = await startEchoingBroker({ refused: topic });
      expect(await once(broker.events, 'ready')).toEqual([2]);
      expect(broker.said).toEqual(['broker-error', 'broker-silent']);
      await expect.poll(() => broker.announced(), { timeout: 10_000 }).toBe(2);
      broker.bring(TOPICS.leaves);
      await expect.poll(() => broker.leaves(), { timeout: 10_000 }).toBe(1);
      await broker.close();
    },
    20_000,
  );

  it('stops although the broker never acknowledges what is on its way', async () => {
    const silent = await startSilentBroker();
    let announced: Promise<void> = Promise.resolve();
    const broker = startMqttBroker(silent.port, () => {
      announced = broker.publish(new Uint8Array([1]));
    });
    await silent.arrived();
    broker.stop();
    await expect(announced).resolves.toBeUndefined();
    await silent.close();
  });
});

function startMqttBroker(port: number, onConnected: () => unknown): MqttBroker {
  const broker = new MqttBroker({
    url: `mqtt://127.0.0.1:${port}`,
    journal: { info: () => undefined, warn: () => undefined },
    onLeaves: () => undefined,
    onConnected: async () => {
      onConnected();
    },
  });
  broker.start();
  return broker;
}

/**
 * A broker, and the connection to it, which is made when this returns.
 *
 * @param refused what may not be subscribed to over the first connection
 * @param within what it is given up after, milliseconds
 */
async function startEchoingBroker({ refused, within = 1_000 }: { refused?: string; within?: number } = {}) {
  const aedes = await Aedes.createBroker();
  const events = new EventEmitter();
  const started = {
    events,
    said: [] as string[],
    /** What becomes of what it is sent. */
    fails: undefined as 'loses' | 'takes-nothing' | 'keeps-checkpoints' | undefined,
  };
  let [connections, leaves, announced] = [0, 0, 0];
  aedes.authorizePublish = (_client, packet, done) => {
    events.emit('publish', packet.topic);
    if (started.fails === 'loses') packet.topic = 'nowhere';
    const isKept = started.fails === 'keeps-checkpoints' && packet.topic === TOPICS.checkpoint;
    if (started.fails !== 'takes-nothing' && !isKept) done(null);
  };
  aedes.authorizeSubscribe = (_client, subscription, done) =>
    done(null, connections === 1 && subscription.topic === refused ? null : subscription);
  aedes.on('clientReady', () => events.emit('ready', ++connections));
  const server = createServer((socket) => void aedes.handle(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const subscribed = once(aedes, 'subscribe');
  const broker = new MqttBroker({
    url: `mqtt://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    journal: { info: () => undefined, warn: (event) => started.said.push(event) },
    onLeaves: () => {
      leaves += 1;
    },
    onConnected: async () => {
      announced += 1;
    },
    pace: { every: 20, within },
  });
  broker.start();
  await subscribed;
  return Object.assign(started, {
    connections: () => connections,
    leaves: () => leaves,
    announced: () => announced,
    publish: (checkpoint: Uint8Array) => broker.publish(checkpoint),
    bring: (topic: string) =>
      aedes.publish(
        { cmd: 'publish', topic, payload: Buffer.alloc(32), qos: 1, retain: false, dup: false },
        () => undefined,
      ),
    close: async () => {
      broker.stop();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      server.close();
    },
  });
}

/** A broker that acknowledges no message. */
async function startSilentBroker() {
  const aedes = await Aedes.createBroker();
  const messages = new EventEmitter();
  aedes.authorizePublish = () => messages.emit('arrived');
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    aedes.handle(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    arrived: () => once(messages, 'arrived'),
    cut: () => {
      for (const socket of sockets.splice(0)) socket.destroy();
    },
    close: async () => {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      server.close();
    },
  };
}
