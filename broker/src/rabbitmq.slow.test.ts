import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken, TOPICS } from '@fit4work/protocol';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { freePort } from '../test/free-port.js';
import { closing, KEYS, now, OTHER, OWN, Room, received } from '../test/room.js';
import { type RunningDoor, startDoorServer } from './adapters/door-server.js';

describeWith(['rabbitmq'], 'RabbitMQ that asks the door', () => {
  let folder: string;
  let room: Room;
  let door: RunningDoor;
  let rabbit: ChildProcess;
  let port: number;
  let environment: NodeJS.ProcessEnv;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-rabbitmq-'));
    room = await Room.prepare();
    door = await startDoorServer({ host: '127.0.0.1', port: 0, ...(await room.door()) });
    const [amqp, distribution, epmd] = [await freePort(), await freePort(), await freePort()];
    port = await freePort();
    const asked = ['user', 'vhost', 'resource', 'topic'].map(
      (path) => `auth_http.${path}_path = http://127.0.0.1:${door.port}/rabbitmq/${path}`,
    );
    const settings = [
      ...['auth_backends.1 = http', 'auth_http.http_method = post', ...asked],
      ...[`listeners.tcp.default = 127.0.0.1:${amqp}`, `mqtt.listeners.tcp.default = 127.0.0.1:${port}`],
      ...['mqtt.allow_anonymous = false', 'mqtt.vhost = /', 'mqtt.exchange = amq.topic'],
    ];
    writeFileSync(join(folder, 'rabbitmq.conf'), settings.join('\n'));
    writeFileSync(join(folder, 'plugins'), '[rabbitmq_mqtt,rabbitmq_auth_backend_http].');
    environment = {
      ...{ PATH: process.env.PATH, HOME: folder, RABBITMQ_NODENAME: `f4w-${port}@localhost` },
      ...{ RABBITMQ_MNESIA_BASE: join(folder, 'data'), RABBITMQ_LOG_BASE: join(folder, 'log'), RABBITMQ_LOGS: '-' },
      ...{ RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'), RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins') },
      ...{ RABBITMQ_DIST_PORT: String(distribution), ERL_EPMD_PORT: String(epmd), ERL_EPMD_ADDRESS: '127.0.0.1' },
    };
    rabbit = spawn(requirement('rabbitmq').path, [], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    await said(rabbit, 'Server startup complete');
  }, 120_000);
  afterAll(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
    rabbit.kill('SIGTERM');
    await once(rabbit, 'exit');
    execFileSync('epmd', ['-kill'], { env: environment });
    await door.close();
    await room.close();
    rmSync(folder, { recursive: true });
  }, 60_000);

  const connect = async (userName: string, key = KEYS.agent, clientId = userName): Promise<MqttClient> => {
    const options = { protocolVersion: 4, reconnectPeriod: 0, username: userName, clientId } as const;
    const password = signToken(key, userName, now());
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { ...options, password }, false);
    clients.push(client);
    return client;
  };

  it('carries an envelope up and a receipt down, and leaves and a checkpoint', async () => {
    const [agent, api, anchor] = [
      await connect(OWN),
      await connect('coach-api', KEYS.api),
      await connect('anchor', KEYS.anchor),
    ];
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await agent.subscribeAsync({ [TOPICS.allDown(OWN)]: { qos: 1 }, [TOPICS.checkpoint]: { qos: 1 } });
    await anchor.subscribeAsync(TOPICS.leaves, { qos: 1 });
    const [envelope, leaves] = [received(api), received(anchor)];
    await agent.publishAsync(TOPICS.up(OWN, 'envelope'), 'sealed', { qos: 1 });
    await agent.publishAsync(TOPICS.leaves, 'leaf', { qos: 1 });
    expect([await envelope, await leaves]).toEqual([
      { topic: TOPICS.up(OWN, 'envelope'), payload: 'sealed' },
      { topic: TOPICS.leaves, payload: 'leaf' },
    ]);
    const receipt = received(agent);
    await api.publishAsync(TOPICS.down(OWN, 'receipt'), 'stored', { qos: 1 });
    expect((await receipt).payload).toBe('stored');
    const checkpoint = received(agent);
    await anchor.publishAsync(TOPICS.checkpoint, 'signed', { qos: 1, retain: true });
    expect((await checkpoint).topic).toBe(TOPICS.checkpoint);
    await Promise.all(clients.splice(0).map((client) => client.endAsync()));
  });

  it.each([
    ['a stranger', () => connect(OWN, KEYS.stranger)],
    ['an agent under another name', () => connect(OTHER)],
    ['an agent with another one’s client id', () => connect(OWN, KEYS.agent, 'coach-api')],
  ])('lets in nobody else: %s', async (_title, attempt) => {
    await expect(attempt()).rejects.toThrow();
  });

  it.each([
    ['another’s envelope', TOPICS.up(OTHER, 'envelope')],
    ['a receipt', TOPICS.down(OWN, 'receipt')],
    ['a checkpoint', TOPICS.checkpoint],
  ])('ends the connection of an agent that publishes %s', async (_title, topic) => {
    const agent = await connect(OWN);
    const closed = closing(agent);
    agent.publish(topic, 'x', { qos: 1 }, () => undefined);
    await closed;
    expect(room.refusals().at(-1)).toBe('topic-publish');
  });

  it.each([TOPICS.allUp, TOPICS.allDown(OTHER), '#', TOPICS.leaves])('gives an agent nothing of %s', async (filter) => {
    const agent = await connect(OWN);
    agent.on('error', () => undefined);
    await expect(
      Promise.race([
        agent.subscribeAsync(filter, { qos: 1 }),
        closing(agent).then(() => Promise.reject(new Error('closed'))),
      ]),
    ).rejects.toThrow();
    expect(room.refusals().at(-1)).toBe('topic-subscribe');
  });
});

/** @throws TypeError with what it said instead, when it ends before */
function said(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new TypeError(`It ended: ${text}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        text += String(chunk);
        if (text.includes(words)) resolve();
      });
    }
  });
}
