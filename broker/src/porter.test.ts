import { connect as dial } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import type mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Behind } from '../test/behind.js';
import { connectPacket } from '../test/mqtt-bytes.js';
import { closing, KEYS, OTHER, OWN, Room } from '../test/room.js';
import type { Environment } from './config.js';

let room: Room;

describe('what is said to a broker behind', () => {
  let behind: Behind;
  beforeEach(async () => {
    room = await Room.prepare();
    behind = await Behind.open(room.file('behind.sock'));
  });
  afterEach(async () => {
    await behind.close();
    await room.close();
  });
  const start = (env: Environment = {}) =>
    room.start({ FIT4WORK_BROKER_BEHIND: room.file('behind.sock'), FIT4WORK_BROKER_METRICS_PORT: '0', ...env });

  it.each([
    {
      title: 'to another one’s topic',
      code: 'topic-publish',
      topic: TOPICS.up(OTHER, 'envelope'),
      options: { qos: 1 },
    },
    { title: 'to stay', code: 'topic-publish', topic: TOPICS.up(OWN, 'envelope'), options: { qos: 1, retain: true } },
    { title: 'as a checkpoint', code: 'topic-publish', topic: TOPICS.checkpoint, options: { qos: 1, retain: true } },
    { title: 'at quality 2', code: 'quality-of-service', topic: TOPICS.up(OWN, 'envelope'), options: { qos: 2 } },
  ] as const)('$title ends the connection and is not handed on', async ({ code, topic, options }) => {
    await start();
    const agent = await room.agent();
    const closed = closing(agent);
    agent.publish(topic, 'secret', options, () => undefined);
    await closed;
    expect(room.refusals()).toEqual([code]);
    expect(behind.heard.toString('latin1')).not.toContain('secret');
  });

  it.each(['#', '$SYS/#', `$share/all/${TOPICS.allDown(OWN)}`, TOPICS.allUp, TOPICS.allDown(OTHER), TOPICS.leaves])(
    'is not asked for by whom it is not meant: %s ends the connection',
    async (filter) => {
      await start();
      const agent = await room.agent();
      const closed = closing(agent);
      agent.subscribe({ [TOPICS.allDown(OWN)]: { qos: 1 }, [filter]: { qos: 1 } }, () => undefined);
      await closed;
      expect(room.refusals()).toEqual(['topic-subscribe']);
      expect(behind.heard.toString('latin1')).not.toContain(filter);
    },
  );

  it('to the log ends with the share of its party, which is kept out then', async () => {
    await start({ FIT4WORK_BROKER_AGENT_LEAVES: '1024 1024' });
    const agent = await room.agent();
    const closed = closing(agent);
    const leaves = (first: number) =>
      Buffer.concat(Array.from({ length: 1024 }, (_, i) => Buffer.alloc(32, `${first + i} `)));
    agent.publish(TOPICS.leaves, leaves(1_000), { qos: 1 }, () => undefined);
    agent.publish(TOPICS.leaves, leaves(5_000), { qos: 1 }, () => undefined);
    await closed;
    await expect(room.agent()).rejects.toMatchObject({ code: 5 });
    expect(room.refusals()).toEqual(['too-many-leaves', 'too-many-leaves']);
  });

  it('too fast waits, in its order, and is counted', async () => {
    await start({ FIT4WORK_BROKER_AGENT_MESSAGES: '2 4' });
    const agent = await room.agent();
    for (const word of ['one', 'two', 'three']) {
      agent.publish(TOPICS.up(OWN, 'envelope'), word, { qos: 1 }, () => undefined);
    }
    await expect.poll(() => behind.heard.toString('latin1')).toMatch(/one.*two.*three/s);
    const metrics = await room.metrics();
    expect(metrics).toContain('fit4work_broker_slowed_total 1\n');
    expect(metrics).toContain('fit4work_broker_messages_total 3\n');
  });
});

describe('a porter before whatever listens on a Unix socket', () => {
  let behind: Behind;
  beforeEach(async () => {
    room = await Room.prepare();
    behind = await Behind.open(room.file('behind.sock'));
    await room.start({ FIT4WORK_BROKER_BEHIND: room.file('behind.sock'), FIT4WORK_BROKER_WEBSOCKET_PORT: '0' });
  });
  afterEach(async () => {
    await behind.close();
    await room.close();
  });

  it('introduces a client without its token', async () => {
    await room.agent({ clientId: `${OWN}-2`, clean: false });
    const said = behind.heard.toString('latin1');
    expect(said).toContain(`${OWN}-2`);
    expect(said).not.toContain('eyJ');
  });

  it.each([
    ['a stranger', () => ({ key: KEYS.stranger, userName: OWN }), 'unknown-key'],
    ['an agent under another name', () => ({ key: KEYS.agent, userName: OTHER }), 'wrong-subject'],
    [
      'an agent with another one’s client id',
      () => ({ key: KEYS.agent, userName: OWN, clientId: 'anchor' }),
      'bad-client-id',
    ],
    ['nobody’s token', () => ({ key: KEYS.agent, userName: OWN, password: 'secret' }), 'bad-token'],
    ['a last will', () => login({ will: { topic: TOPICS.up(OWN, 'message'), payload: Buffer.from('x') } }), 'will'],
    ['no keep-alive', () => login({ keepalive: 0 }), 'keep-alive'],
    ['too long a keep-alive', () => login({ keepalive: 1_201 }), 'keep-alive'],
  ])('lets nobody in with %s, and tells nobody behind of it', async (_title, of, code) => {
    await expect(room.connect(of())).rejects.toMatchObject({ code: 5 });
    expect(room.refusals()).toEqual([code]);
    expect(behind.heard).toHaveLength(0);
  });
  const login = (extra: Partial<mqtt.IClientOptions>) => ({ key: KEYS.agent, userName: OWN, extra });

  it('tells a client of another version so', async () => {
    await expect(room.connect(login({ protocolVersion: 3, protocolId: 'MQIsdp' }))).rejects.toMatchObject({ code: 1 });
    expect(room.refusals()).toEqual(['protocol']);
  });

  it.each([
    ['is no CONNECT', Buffer.of(0xc0, 0)],
    ['is nothing', Buffer.of(0x10, 2, 0, 0)],
    ['is larger than any may be', Buffer.of(0x10, 0xff, 0xff, 0x7f)],
    ['has a length without end', Buffer.of(0x10, 0xff, 0xff, 0xff, 0xff, 0xff)],
  ])('ends a connection whose first packet %s', async (_title, packet) => {
    const socket = dial(room.ports.port, '127.0.0.1').on('error', () => undefined);
    socket.resume().write(packet);
    await new Promise((resolve) => socket.once('close', resolve));
    await expect.poll(() => room.refusals()).toEqual(['protocol']);
    expect(behind.heard).toHaveLength(0);
  });

  it('ends a connection with a packet that is larger than any may be, before it is behind', async () => {
    const agent = await room.agent();
    const closed = closing(agent);
    agent.publish(TOPICS.up(OWN, 'envelope'), Buffer.alloc(129 * 1024), { qos: 1 }, () => undefined);
    await closed;
    expect(room.refusals()).toEqual(['protocol']);
    await expect.poll(() => behind.isLeft()).toBe(true);
  });

  it('hands on what came with the first packet, in whatever pieces that came', async () => {
    const socket = dial(room.ports.port, '127.0.0.1').on('error', () => undefined);
    const ping = Buffer.of(0xc0, 0);
    for (const byte of connectPacket(60)) socket.write(Buffer.of(byte));
    socket.write(ping);
    await expect.poll(() => behind.heard.subarray(-2)).toEqual(ping);
    expect(behind.heard.toString('latin1')).not.toContain('eyJ');
    socket.destroy();
    await expect.poll(() => behind.isLeft()).toBe(true);
  });

  it('lets in four connections of one user, and another when one of them ended', async () => {
    const name = (i: number) => ({ clientId: `${OWN}-${i}` });
    const agents = [await room.agent(name(1)), await room.agent(name(2)), await room.agent(name(3))];
    await room.agent(name(4), `ws://127.0.0.1:${room.ports.websocketPort}/mqtt`);
    await expect(room.agent(name(5))).rejects.toMatchObject({ code: 5 });
    expect(room.refusals()).toEqual(['too-many-connections']);
    await agents[0]?.endAsync();
    await expect
      .poll(() =>
        room.agent(name(5)).then(
          ({ connected }) => connected,
          () => false,
        ),
      )
      .toBe(true);
  });

  it('ends a connection that the broker behind ended', async () => {
    const agent = await room.agent();
    const closed = closing(agent);
    behind.end();
    await closed;
    expect(room.refusals()).toEqual([]);
  });

  it('puts agents out when the registry was away for too long, and services not', async () => {
    const [agent, api] = [await room.agent(), await room.coachApi()];
    const closed = closing(agent);
    room.registryAway = true;
    room.later = 86_401;
    await closed;
    expect(room.refusals()).toEqual(['registry-away']);
    expect(api.connected).toBe(true);
  });

  it('cuts whoever does not read, when too much waits', async () => {
    const socket = dial(room.ports.port, '127.0.0.1').on('error', () => undefined);
    socket.write(connectPacket(60));
    await expect.poll(() => behind.guests.length).toBe(1);
    socket.pause();
    const part = Buffer.alloc(128 * 1024);
    for (let i = 0; i < 200; i += 1) behind.guests[0]?.write(part);
    await expect.poll(() => room.refusals()).toEqual(['slow-consumer']);
    await expect.poll(() => behind.isLeft()).toBe(true);
  });
});

it('a porter puts out whose key was taken back as soon as anybody finds it out, before the next look', async () => {
  const behind = await Behind.open(0);
  const before = await Room.prepare();
  onTestFinished(() => Promise.all([before.close(), behind.close()]).then(() => undefined));
  before.lookMs = 600_000;
  await before.start({ FIT4WORK_BROKER_BEHIND: `127.0.0.1:${behind.port}` });
  const closed = closing(await before.agent());
  before.takenBack = KEYS.agent;
  await expect(before.connect({ key: KEYS.stranger, userName: OTHER })).rejects.toThrow();
  await closed;
  expect(before.refusals()).toContain('unknown-key');
});

it('a porter before a broker that checks tokens itself introduces a client with its token', async () => {
  const behind = await Behind.open(0);
  const before = await Room.open({ FIT4WORK_BROKER_BEHIND: `127.0.0.1:${behind.port}` });
  await before.agent();
  expect(behind.heard.toString('latin1')).toContain('eyJ');
  await before.close();
  await behind.close();
});

describe('the settings of a porter', () => {
  beforeEach(async () => {
    room = await Room.prepare();
  });
  afterEach(() => room.close());

  it.each([
    [{ FIT4WORK_BROKER_BEHIND: 'behind.sock' }, /must be the whole path of a Unix socket/],
    [{ FIT4WORK_BROKER_BEHIND: '127.0.0.1:0' }, /or host:port/],
    [{ FIT4WORK_BROKER_BEHIND: '127.0.0.1:65536' }, /or host:port/],
    [{ FIT4WORK_BROKER_BEHIND: 'mqtt.example:1883' }, /is not loopback, and tokens pass there in plain TCP/],
    [{ FIT4WORK_BROKER_BEHIND: `/${'x'.repeat(107)}` }, /107 bytes at most/],
  ])('are refused: %j', async (env, message) => {
    await expect(room.start(env)).rejects.toThrow(message);
  });
});
