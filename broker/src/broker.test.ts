import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, jwkOf, type SigningKey, signingKey, signToken, TOPICS, toBase64Url } from '@fit4work/protocol';
import { LEAF_ALLOWANCES, readAgentKeys } from '@fit4work/registry';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContext } from './context.js';
import type { LogFields, RunningBroker } from './ports.js';

await cryptoReady;
const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const now = (): number => Math.floor(Date.now() / 1000);
const keyOf = (byte: number): SigningKey => signingKey(new Uint8Array(32).fill(byte));
const [agentKey, otherKey, apiKey, anchorKey, strangerKey] = [keyOf(1), keyOf(2), keyOf(3), keyOf(4), keyOf(5)];
const jwk = (key: SigningKey, member: object) => ({
  ...jwkOf(key.publicKey),
  kid: toBase64Url(key.keyId),
  ...member,
});

let folder: string;
let time: number;
let fetched: number;
let takenBack: SigningKey | undefined;
let running: RunningBroker;
let lines: { event: string; fields: LogFields | undefined }[];
const clients: mqtt.MqttClient[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-broker-'));
  const services = join(folder, 'services.json');
  const keys = [jwk(apiKey, { f4w_role: 'coach-api' }), jwk(anchorKey, { f4w_role: 'anchor' })];
  await writeFile(services, JSON.stringify({ keys }));
  lines = [];
  const log = (event: string, fields?: LogFields): void => void lines.push({ event, fields });
  [time, fetched, takenBack] = [now(), 0, undefined];
  const enrolled = [
    [agentKey, OWN],
    [otherKey, OTHER],
  ] as const;
  const fetchKeys = async () => {
    fetched += 1;
    const keys = enrolled.filter(([key]) => key !== takenBack);
    return readAgentKeys({ keys: keys.map(([key, name]) => jwk(key, { f4w_pseudonym: name })) });
  };
  const { broker } = await createContext(
    { host: '127.0.0.1', port: 0, registryUrl: 'http://127.0.0.1:1', services, leaves: LEAF_ALLOWANCES },
    {
      logger: { info: log, warn: log },
      registry: { fetchKeys },
      clock: { now: () => time },
      lookMs: 20,
    },
  );
  running = await broker.start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await running.close();
  await rm(folder, { recursive: true });
});

interface Login {
  readonly key: SigningKey;
  readonly userName: string;
  readonly password?: string;
  readonly clientId?: string;
  readonly extra?: Partial<mqtt.IClientOptions>;
}

function connect({ key, userName, password, clientId, extra }: Login): Promise<mqtt.MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${running.port}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    clientId: clientId ?? userName,
    username: userName,
    password: password ?? signToken(key, userName, now()),
    ...extra,
  });
  clients.push(client);
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed')));
  });
}

const agent = () => connect({ key: agentKey, userName: OWN });
const coachApi = () => connect({ key: apiKey, userName: 'coach-api', extra: { clean: false } });
const refusals = () => lines.filter(({ event }) => event === 'refused').map(({ fields }) => fields?.code);

const received = (client: mqtt.MqttClient): Promise<{ topic: string; payload: string }> =>
  new Promise((resolve) => {
    client.once('message', (topic, payload) => resolve({ topic, payload: String(payload) }));
  });

const closing = (client: mqtt.MqttClient): Promise<void> => new Promise((resolve) => client.once('close', resolve));

describe('who is connected', () => {
  it('is put out once the key is taken back, and comes in again when it is given back; others stay', async () => {
    const [client, other] = [await agent(), await connect({ key: otherKey, userName: OTHER })];
    const closed = closing(client);
    takenBack = agentKey;
    const before = fetched;
    time += 61;
    await closed;
    expect(refusals()).toEqual(['unknown-key']);
    await expect.poll(() => fetched).toBeGreaterThan(before);
    await expect(agent()).rejects.toThrow();
    expect(other.connected).toBe(true);
    takenBack = undefined;
    expect((await agent()).connected).toBe(true);
    await other.publishAsync(TOPICS.up(OTHER, 'envelope'), 'still here', { qos: 1 });
  });
});

describe('who may connect', () => {
  it.each([
    { title: 'an agent', key: agentKey, userName: OWN },
    { title: 'an agent with a second connection', key: agentKey, userName: OWN, clientId: `${OWN}-2` },
    { title: 'the coach API', key: apiKey, userName: 'coach-api' },
    { title: 'the anchor', key: anchorKey, userName: 'anchor' },
  ])('lets $title in', async (login) => {
    expect((await connect(login)).connected).toBe(true);
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
    await expect(connect(login)).rejects.toThrow();
    expect(refusals()).toEqual([code]);
  });

  it('refuses a fifth connection of one user', async () => {
    for (const i of [1, 2, 3, 4]) await connect({ key: agentKey, userName: OWN, clientId: `${OWN}-${i}` });
    await expect(connect({ key: agentKey, userName: OWN, clientId: `${OWN}-5` })).rejects.toThrow();
    expect(refusals()).toEqual(['too-many-connections']);
  });

  it('refuses MQTT 5', async () => {
    await expect(connect({ key: agentKey, userName: OWN, extra: { protocolVersion: 5 } })).rejects.toThrow();
    expect(refusals()).toEqual(['protocol']);
  });
});

describe('what passes', () => {
  it('carries an envelope up and a receipt down', async () => {
    const [person, api] = await Promise.all([agent(), coachApi()]);
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
    const anchor = await connect({ key: anchorKey, userName: 'anchor' });
    await anchor.publishAsync(TOPICS.checkpoint, 'checkpoint', { qos: 1, retain: true });
    const person = await agent();
    const arrived = received(person);
    await person.subscribeAsync(TOPICS.checkpoint, { qos: 1 });
    expect((await arrived).payload).toBe('checkpoint');
  });

  it('delivers a burst of more than a session keeps', async () => {
    const [person, api] = await Promise.all([agent(), coachApi()]);
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
    const person = await agent();
    const closed = closing(person);
    person.publish(topic, 'x', options, () => undefined);
    await closed;
    expect(refusals()).toEqual([code]);
    expect((await agent()).connected).toBe(true);
  });

  it('closes the connection on a payload above the limit', async () => {
    const person = await agent();
    person.on('error', () => undefined);
    const closed = closing(person);
    person.publish(TOPICS.up(OWN, 'envelope'), Buffer.alloc(129 * 1024), { qos: 1 }, () => undefined);
    await closed;
    expect(refusals()).toEqual(['protocol']);
  });

  it('answers a refused filter with 0x80 and keeps nothing of it', async () => {
    const login = { key: agentKey, userName: OWN, extra: { clean: false } };
    const person = await connect(login);
    await expect(person.subscribeAsync([TOPICS.allDown(OWN), TOPICS.allUp], { qos: 1 })).rejects.toThrow();
    await person.endAsync();
    const other = await connect({ key: otherKey, userName: OTHER });
    await other.publishAsync(TOPICS.up(OTHER, 'envelope'), 'not for you', { qos: 1 });
    const api = await coachApi();
    await api.publishAsync(TOPICS.down(OWN, 'message'), 'for you', { qos: 1 });
    const again = mqtt.connect(`mqtt://127.0.0.1:${running.port}`, {
      ...login.extra,
      protocolVersion: 4,
      clientId: OWN,
      username: OWN,
      password: signToken(agentKey, OWN, now()),
    });
    clients.push(again);
    expect((await received(again)).payload).toBe('for you');
    expect(refusals()).toEqual(['topic-subscribe']);
  });

  it.each([
    ['zeros', Buffer.alloc(64)],
    ['text', Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n')],
    ['a CONNECT that announces 256 MiB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4])],
    ['a CONNECT that stops short', Buffer.from([0x10, 0x04, 0, 4, 0x4d, 0x51])],
    ['a PUBLISH before CONNECT', Buffer.from([0x30, 0x03, 0, 1, 0x61])],
    ['ones', Buffer.alloc(64, 0xff)],
  ])('closes on %s, and goes on', async (_title, bytes) => {
    const socket = connectTcp(running.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const closed = once(socket, 'close');
    socket.end(bytes);
    await closed;
    expect((await agent()).connected).toBe(true);
  });

  it('logs no topic, token, payload or pseudonym', async () => {
    const person = await agent();
    const closed = closing(person);
    person.publish(TOPICS.up(OTHER, 'envelope'), 'marker', { qos: 1 }, () => undefined);
    await closed;
    const text = JSON.stringify(lines);
    for (const secret of [OWN, OTHER, 'marker', 'f4w/', 'ey']) expect(text).not.toContain(secret);
    expect(text).toContain('topic-publish');
  });
});
