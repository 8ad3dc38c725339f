import { connect as dial } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { Mosquitto } from '../test/mosquitto.js';
import { connectPacket } from '../test/mqtt-bytes.js';
import { closing, KEYS, OWN, Room, received } from '../test/room.js';

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
    expect(room.refusals()).toEqual(['protocol']);
  });

  it('never hears a token, and logs no pseudonym', async () => {
    const agent = await room.agent();
    await agent.publishAsync(TOPICS.up(OWN, 'envelope'), 'x', { qos: 1 });
    await agent.endAsync();
    expect(mosquitto.lines).not.toContain(OWN);
    expect(mosquitto.lines).not.toContain('eyJ');
  });
});
