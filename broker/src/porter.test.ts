import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import type mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { Mosquitto } from '../test/mosquitto.js';
import { connectPacket } from '../test/mqtt-bytes.js';
import { closing, KEYS, OTHER, OWN, Room, received } from '../test/room.js';

let room: Room;

describeWith(['mosquitto'], 'Mosquitto behind the porter', () => {
  let mosquitto: Mosquitto;
  beforeAll(async () => {
    mosquitto = new Mosquitto(requirement('mosquitto').path);
    await mosquitto.start();
  });
  afterAll(() => mosquitto.close());
  beforeEach(async () => {
    room = await Room.open({ FIT4WORK_BROKER_BEHIND: mosquitto.socket, FIT4WORK_BROKER_METRICS_PORT: '0' });
  });
  afterEach(() => room.close());

  it('carries an envelope up and a receipt down, leaves, and a checkpoint that stays', async () => {
    const [agent, api, anchor] = [await room.agent(), await room.coachApi(), await room.anchor()];
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await agent.subscribeAsync(TOPICS.allDown(OWN), { qos: 1 });
    await anchor.subscribeAsync(TOPICS.leaves, { qos: 1 });
    const [envelope, leaves] = [received(api), received(anchor)];
    await agent.publishAsync(TOPICS.up(OWN, 'envelope'), 'x'.repeat(100_000), { qos: 1 });
    await agent.publishAsync(TOPICS.leaves, 'leaf', { qos: 1 });
    expect((await envelope).payload).toHaveLength(100_000);
    expect((await leaves).payload).toBe('leaf');
    const receipt = received(agent);
    await api.publishAsync(TOPICS.down(OWN, 'receipt'), 'stored', { qos: 1 });
    expect((await receipt).payload).toBe('stored');
    await anchor.publishAsync(TOPICS.checkpoint, 'signed', { qos: 1, retain: true });
    const checkpoint = received(agent);
    await agent.subscribeAsync(TOPICS.checkpoint, { qos: 1 });
    expect((await checkpoint).payload).toBe('signed');
    expect(await room.metrics()).toContain('fit4work_broker_connections{kind="agent"} 1');
  });

  it('keeps for a session that is away what comes meanwhile, also over a restart of Mosquitto', async () => {
    const api = await room.coachApi();
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await api.endAsync();
    const agent = await room.agent();
    await agent.publishAsync(TOPICS.up(OWN, 'envelope'), 'meanwhile', { qos: 1 });
    const closed = closing(agent);
    await mosquitto.kill('SIGTERM');
    await closed;
    await expect(room.agent()).rejects.toThrow('closed');
    expect(room.refusals()).toEqual(['behind-away']);
    await mosquitto.start();
    const back = room.begin({ key: KEYS.api, userName: 'coach-api', extra: { clean: false } });
    expect((await received(back)).payload).toBe('meanwhile');
  });

  it('puts out whose key is taken back, and lets it in no more', async () => {
    const [agent, other] = [await room.agent(), await room.other()];
    const closed = closing(agent);
    room.takenBack = KEYS.agent;
    await closed;
    expect(room.refusals()).toEqual(['unknown-key']);
    expect(other.connected).toBe(true);
    room.later = 61;
    await expect(room.agent()).rejects.toMatchObject({ code: 5 });
  });

  it('believes no second name on a connection', async () => {
    const socket = dial(room.ports.port, '127.0.0.1').on('error', () => undefined);
    socket.write(connectPacket(60));
    await new Promise((resolve) => socket.once('data', resolve));
    // As if it were the coach API, in MQTT 3.1.1, without a password.
    const name = Buffer.from('coach-api');
    const field = Buffer.concat([Buffer.of(0, name.length), name]);
    const body = Buffer.concat([Buffer.from([0, 4, ...Buffer.from('MQTT'), 4, 0x82, 0, 60]), field, field]);
    const answers: Buffer[] = [];
    socket.on('data', (part) => answers.push(part));
    socket.write(Buffer.concat([Buffer.of(0x10, body.length), body]));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(answers)).toHaveLength(0);
  });

  it('never hears a token, and logs no pseudonym', async () => {
    const agent = await room.agent();
    await agent.publishAsync(TOPICS.up(OTHER, 'envelope'), 'x', { qos: 1 });
    await agent.endAsync();
    expect(mosquitto.lines).not.toContain(OWN);
    expect(mosquitto.lines).not.toContain('eyJ');
  });
});

describe('a porter before whatever listens on a Unix socket', () => {
  let behind: Server;
  let heard: Buffer[];
  let guests: Socket[];
  const path = (): string => room.file('behind.sock');
  beforeEach(async () => {
    room = await Room.prepare();
    [heard, guests] = [[], []];
    behind = createServer((socket) => {
      guests.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (part) => heard.push(part));
      socket.write(Buffer.of(0x20, 2, 0, 0));
    });
    await new Promise<void>((resolve) => behind.listen(path(), resolve));
    await room.start({ FIT4WORK_BROKER_BEHIND: path(), FIT4WORK_BROKER_WEBSOCKET_PORT: '0' });
  });
  afterEach(async () => {
    for (const guest of guests) guest.destroy();
    await new Promise((resolve) => behind.close(resolve));
    await room.close();
  });

  it('introduces a client without its token', async () => {
    await room.agent({ clientId: `${OWN}-2`, clean: false });
    const said = Buffer.concat(heard).toString('latin1');
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
    expect(heard).toEqual([]);
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
    expect(heard).toEqual([]);
  });

  it('ends a connection with a packet that is larger than any may be, before it is behind', async () => {
    const agent = await room.agent();
    const closed = closing(agent);
    agent.publish(TOPICS.up(OWN, 'envelope'), Buffer.alloc(129 * 1024), { qos: 1 }, () => undefined);
    await closed;
    expect(room.refusals()).toEqual(['protocol']);
    await expect.poll(() => guests.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('hands on what came with the first packet, in whatever pieces that came', async () => {
    const socket = dial(room.ports.port, '127.0.0.1').on('error', () => undefined);
    const ping = Buffer.of(0xc0, 0);
    for (const byte of connectPacket(60)) socket.write(Buffer.of(byte));
    socket.write(ping);
    await expect.poll(() => Buffer.concat(heard).subarray(-2)).toEqual(ping);
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('eyJ');
    socket.destroy();
    await expect.poll(() => guests.every(({ destroyed }) => destroyed)).toBe(true);
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
    for (const guest of guests) guest.end();
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
    await expect.poll(() => guests.length).toBe(1);
    socket.pause();
    const part = Buffer.alloc(128 * 1024);
    for (let i = 0; i < 200; i += 1) guests[0]?.write(part);
    await expect.poll(() => room.refusals()).toEqual(['slow-consumer']);
    await expect.poll(() => guests[0]?.destroyed).toBe(true);
  });
});

describe('the settings of a porter', () => {
  beforeEach(async () => {
    room = await Room.prepare();
  });
  afterEach(() => room.close());

  it.each([
    [{ FIT4WORK_BROKER_BEHIND: '127.0.0.1:1885' }, /must be the whole path of a Unix socket/],
    [{ FIT4WORK_BROKER_BEHIND: `/${'x'.repeat(107)}` }, /107 bytes at most/],
    [
      { FIT4WORK_BROKER_BEHIND: '/run/x', FIT4WORK_BROKER_AGENT_LEAVES: '1024 1024' },
      /^FIT4WORK_BROKER_AGENT_LEAVES is not kept before another broker/,
    ],
  ])('are refused: %j', async (env, message) => {
    await expect(room.start(env)).rejects.toThrow(message);
  });
});
