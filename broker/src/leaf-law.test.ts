import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
const [agentKey, otherKey, apiKey, anchorKey] = [keyOf(1), keyOf(2), keyOf(3), keyOf(4)];
const jwk = (key: SigningKey, member: object) => ({ ...jwkOf(key.publicKey), kid: toBase64Url(key.keyId), ...member });

let folder: string;
let running: RunningBroker;
/** Seconds by which the broker's clock is ahead. */
let later: number;
let refused: (string | undefined)[];
const clients: mqtt.MqttClient[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-broker-'));
  const services = join(folder, 'services.json');
  const keys = [jwk(apiKey, { f4w_role: 'coach-api' }), jwk(anchorKey, { f4w_role: 'anchor' })];
  await writeFile(services, JSON.stringify({ keys }));
  refused = [];
  later = 0;
  const log = (event: string, fields?: LogFields): void => {
    if (event === 'refused') refused.push(fields?.code);
  };
  const agents = { keys: [jwk(agentKey, { f4w_pseudonym: OWN }), jwk(otherKey, { f4w_pseudonym: OTHER })] };
  const leaves = { ...LEAF_ALLOWANCES, agent: { atOnce: 3, perDay: 86_400 } };
  const { broker } = await createContext(
    { host: '127.0.0.1', port: 0, registryUrl: 'http://127.0.0.1:1', services, leaves },
    {
      logger: { info: log, warn: log },
      registry: { fetchKeys: async () => readAgentKeys(agents) },
      clock: { now: () => now() + later },
    },
  );
  running = await broker.start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await running.close();
  await rm(folder, { recursive: true });
});

async function connect(key: SigningKey, userName: string): Promise<mqtt.MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${running.port}`, {
    ...{ protocolVersion: 4, reconnectPeriod: 0, clientId: userName, username: userName },
    password: signToken(key, userName, now() + later),
  });
  clients.push(client);
  return client;
}

const agent = () => connect(agentKey, OWN);
const closing = (client: mqtt.MqttClient): Promise<void> => new Promise((resolve) => client.once('close', resolve));
const received = (client: mqtt.MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('message', () => resolve()));

describe('leaves', () => {
  const leavesOf = (...numbers: readonly number[]): Buffer =>
    Buffer.concat(numbers.map((number) => new Uint8Array(32).fill(number)));
  const send = (client: mqtt.MqttClient, ...numbers: readonly number[]) =>
    client.publishAsync(TOPICS.leaves, leavesOf(...numbers), { qos: 1 });
  const anchor = async (): Promise<mqtt.MqttClient> => {
    const client = await connect(anchorKey, 'anchor');
    await client.subscribeAsync(TOPICS.leaves, { qos: 1 });
    return client;
  };

  it('of one party pass until it sent its share, and then close its connection and reach nobody', async () => {
    const log = await anchor();
    const sizes: number[] = [];
    log.on('message', (_topic, payload) => sizes.push(payload.length));
    const flooding = await agent();
    await send(flooding, 1, 2, 3);
    const closed = closing(flooding);
    flooding.publish(TOPICS.leaves, leavesOf(4), { qos: 1 });
    await closed;
    expect(refused).toEqual(['too-many-leaves']);
    const other = await connect(otherKey, OTHER);
    const arrived = received(log);
    await send(other, 5);
    await arrived;
    expect(sizes).toEqual([96, 32]);
  });

  it('that were sent before cost nothing, whoever sends them again', async () => {
    const sender = await agent();
    await send(sender, 1, 2, 3);
    for (let again = 0; again < 5; again += 1) await send(sender, 3, 2, 1);
    const other = await connect(otherKey, OTHER);
    await send(other, 1, 2, 3);
    await send(other, 4, 5, 6);
    expect(refused).toEqual([]);
  });

  it('of a service have a share of their own', async () => {
    const api = await connect(apiKey, 'coach-api');
    await send(api, ...Array.from({ length: 1024 }, (_, i) => i % 256));
    await send(api, 1, 2, 3, 4);
    expect(refused).toEqual([]);
  });

  it('that were too many keep their sender out for a minute, which tells it, and pass when its share grew', async () => {
    const flooding = await agent();
    const closed = closing(flooding);
    flooding.publish(TOPICS.leaves, leavesOf(1, 2, 3, 4), { qos: 1 });
    await closed;
    await expect(agent()).rejects.toMatchObject({ code: 5 });
    expect(refused).toEqual(['too-many-leaves', 'too-many-leaves']);
    later = 60;
    const again = await agent();
    await send(again, 1, 2, 3);
    expect(refused).toHaveLength(2);
  });
});
