import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { signToken, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closing, KEYS, now, OTHER, OWN, Room, received } from '../test/room.js';

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room.close());

const { agent: agentKey, api: apiKey, anchor: anchorKey, stranger: strangerKey } = KEYS;

describe('who may connect', () => {
  it.each([
    { title: 'an agent', key: agentKey, userName: OWN },
    { title: 'an agent with a second connection', key: agentKey, userName: OWN, clientId: `${OWN}-2` },
    { title: 'the coach API', key: apiKey, userName: 'coach-api' },
    { title: 'the anchor', key: anchorKey, userName: 'anchor' },
  ])('lets $title in', async (login) => {
    expect((await room.connect(login)).connected).toBe(true);
  });

  it.each([
    { code: 'unknown-key', title: 'a key nobody enrolled', key: strangerKey, userName: OWN },
    { code: 'wrong-subject', title: 'an agent under another pseudonym', key: agentKey, userName: OTHER },
    { code: 'wrong-subject', title: 'an agent as the coach API', key: agentKey, userName: 'coach-api' },
    {
      code: 'wrong-subject',
      title: 'a token for another subject',
      key: agentKey,
      userName: OWN,
      password: signToken(agentKey, OTHER, now()),
    },
    {
      code: 'bad-token',
      title: 'an expired token',
      key: agentKey,
      userName: OWN,
      password: signToken(agentKey, OWN, now() - 400),
    },
    {
      code: 'bad-token',
      title: 'a token of tomorrow',
      key: agentKey,
      userName: OWN,
      password: signToken(agentKey, OWN, now() + 86_400),
    },
    { code: 'bad-token', title: 'a password', key: agentKey, userName: OWN, password: 'secret' },
    {
      code: 'bad-token',
      title: 'a token cut short',
      key: agentKey,
      userName: OWN,
      password: signToken(agentKey, OWN, now()).slice(0, -4),
    },
    { code: 'bad-client-id', title: 'another one’s client id', key: agentKey, userName: OWN, clientId: 'coach-api' },
    {
      code: 'will',
      title: 'a last will',
      key: agentKey,
      userName: OWN,
      extra: { will: { topic: TOPICS.up(OWN, 'envelope'), payload: Buffer.from('x') } },
    },
  ])('refuses $title, counted once as $code', async ({ code, ...login }) => {
    await expect(room.connect(login)).rejects.toThrow();
    expect(room.refusals()).toEqual([code]);
  });

  it('refuses a fifth connection of one user', async () => {
    for (const i of [1, 2, 3, 4]) await room.connect({ key: agentKey, userName: OWN, clientId: `${OWN}-${i}` });
    await expect(room.connect({ key: agentKey, userName: OWN, clientId: `${OWN}-5` })).rejects.toThrow();
    expect(room.refusals()).toEqual(['too-many-connections']);
  });

  it('refuses MQTT 5', async () => {
    await expect(room.connect({ key: agentKey, userName: OWN, extra: { protocolVersion: 5 } })).rejects.toThrow();
    expect(room.refusals()).toEqual(['protocol']);
  });
});

describe('what passes', () => {
  it('carries an envelope up and a receipt down', async () => {
    const [person, api] = await Promise.all([room.agent(), room.coachApi()]);
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await person.subscribeAsync(TOPICS.allDown(OWN), { qos: 1 });
    const arrived = received(api);
    await person.publishAsync(TOPICS.up(OWN, 'envelope'), 'sealed', { qos: 1 });
    expect(await arrived).toEqual({ topic: TOPICS.up(OWN, 'envelope'), payload: 'sealed' });
    const receipt = received(person);
    await api.publishAsync(TOPICS.down(OWN, 'receipt'), 'stored', { qos: 1 });
    expect(await receipt).toEqual({ topic: TOPICS.down(OWN, 'receipt'), payload: 'stored' });
  });

  it('hands the retained checkpoint to whoever comes later', async () => {
    const anchor = await room.anchor();
    await anchor.publishAsync(TOPICS.checkpoint, 'checkpoint', { qos: 1, retain: true });
    const person = await room.agent();
    const arrived = received(person);
    await person.subscribeAsync(TOPICS.checkpoint, { qos: 1 });
    expect((await arrived).payload).toBe('checkpoint');
  });

  it('delivers a burst of more than a session keeps', async () => {
    const [person, api] = await Promise.all([room.agent(), room.coachApi()]);
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    let count = 0;
    const all = new Promise<void>((resolve) => {
      api.on('message', () => {
        count += 1;
        if (count === 3_000) resolve();
      });
    });
    for (let i = 0; i < 3_000; i++) person.publish(TOPICS.up(OWN, 'envelope'), String(i), { qos: 1 });
    await all;
    expect(api.connected).toBe(true);
  });
});

describe('what is refused', () => {
  it.each([
    { code: 'topic-publish', topic: TOPICS.up(OTHER, 'envelope'), options: { qos: 1 } },
    { code: 'topic-publish', topic: TOPICS.down(OWN, 'receipt'), options: { qos: 1 } },
    { code: 'topic-publish', topic: '$SYS/x', options: { qos: 1 } },
    { code: 'topic-publish', topic: TOPICS.leaves, options: { qos: 1, retain: true } },
    { code: 'quality-of-service', topic: TOPICS.leaves, options: { qos: 2 } },
  ] as const)('closes the connection on $code', async ({ code, topic, options }) => {
    const person = await room.agent();
    const closed = closing(person);
    person.publish(topic, 'x', options, () => undefined);
    await closed;
    expect(room.refusals()).toEqual([code]);
    expect((await room.agent()).connected).toBe(true);
  });

  it('closes the connection on a payload above the limit', async () => {
    const person = await room.agent();
    person.on('error', () => undefined);
    const closed = closing(person);
    person.publish(TOPICS.up(OWN, 'envelope'), Buffer.alloc(129 * 1024), { qos: 1 }, () => undefined);
    await closed;
    await expect.poll(() => room.refusals()).toEqual(['protocol']);
  });

  it('answers a refused filter with 0x80 and keeps nothing of it', async () => {
    const login = { key: agentKey, userName: OWN, extra: { clean: false } };
    const person = await room.connect(login);
    await expect(person.subscribeAsync([TOPICS.allDown(OWN), TOPICS.allUp], { qos: 1 })).rejects.toThrow();
    await person.endAsync();
    const other = await room.other();
    await other.publishAsync(TOPICS.up(OTHER, 'envelope'), 'not for you', { qos: 1 });
    const api = await room.coachApi();
    await api.publishAsync(TOPICS.down(OWN, 'message'), 'for you', { qos: 1 });
    const again = room.begin(login);
    expect((await received(again)).payload).toBe('for you');
    expect(room.refusals()).toEqual(['topic-subscribe']);
  });

  it.each([
    ['zeros', Buffer.alloc(64)],
    ['text', Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n')],
    ['a CONNECT that announces 256 MiB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4])],
    ['a CONNECT that stops short', Buffer.from([0x10, 0x04, 0, 4, 0x4d, 0x51])],
    ['a PUBLISH before CONNECT', Buffer.from([0x30, 0x03, 0, 1, 0x61])],
    ['ones', Buffer.alloc(64, 0xff)],
  ])('closes on %s, and goes on', async (_title, bytes) => {
    const socket = connectTcp(room.ports.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const closed = once(socket, 'close');
    socket.end(bytes);
    await closed;
    expect((await room.agent()).connected).toBe(true);
  });

  it('logs no topic, token, payload or pseudonym', async () => {
    const person = await room.agent();
    const closed = closing(person);
    person.publish(TOPICS.up(OTHER, 'envelope'), 'marker', { qos: 1 }, () => undefined);
    await closed;
    const text = JSON.stringify(room.lines);
    for (const secret of [OWN, OTHER, 'marker', 'f4w/', 'ey']) expect(text).not.toContain(secret);
    expect(text).toContain('topic-publish');
  });
});
