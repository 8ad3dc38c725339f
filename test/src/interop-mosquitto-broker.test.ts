import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cryptoReady, METRICS, openBox, parseEnvelope, TOPICS, verifyEnvelope } from '@fit4work/protocol';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Child, freePort, run, stop } from './children.js';
import { envelopeOf, person } from './people.js';
import { describeWith, requirement } from './requirement.js';

await cryptoReady;
const ann = person(0xa1);
const bob = person(0xb2);

/** The topic law, as it is made for Mosquitto. Whoever gives a name is believed: tokens are not its matter here. */
const LAW = fileURLToPath(new URL('../../deploy/mosquitto.acl', import.meta.url));

let folder: string;
let broker: Child;
let port: number;
const clients: MqttClient[] = [];

async function connect(username: string): Promise<MqttClient> {
  const url = `mqtt://127.0.0.1:${port}`;
  const options = { protocolVersion: 4, clean: false, reconnectPeriod: 0 } as const;
  const client = await mqtt.connectAsync(url, { ...options, username, clientId: username });
  clients.push(client);
  return client;
}

const heard = (client: MqttClient): Promise<{ topic: string; payload: Uint8Array; qos: number }> =>
  new Promise((resolve) => {
    client.once('message', (topic, payload, { qos }) => resolve({ topic, payload: Uint8Array.from(payload), qos }));
  });

describeWith(['mosquitto'], 'Mosquitto in the place of our broker', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-mosquitto-'));
    port = await freePort();
    const config = join(folder, 'mosquitto.conf');
    // As root it would become another user, who cannot read this folder.
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    writeFileSync(config, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file ${LAW}\n`);
    broker = run(requirement('mosquitto').path, ['-v', '-c', config]);
    await broker.said(/mosquitto version .* running/);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  });
  afterAll(async () => {
    await stop(broker);
    rmSync(folder, { recursive: true });
  });

  it('carries an envelope with quality 1, byte for byte, also to a coach API that was away', async () => {
    const topic = TOPICS.up(ann.pseudonym, 'envelope');
    const envelope = envelopeOf(ann);
    const present = await connect('coach-api');
    await present.subscribeAsync(TOPICS.allUp, { qos: 1 });
    const agent = await connect(ann.pseudonym);
    const first = heard(present);
    await agent.publishAsync(topic, Buffer.from(envelope), { qos: 1 });
    expect(await first).toEqual({ topic, payload: envelope, qos: 1 });
    await present.endAsync();
    await agent.publishAsync(topic, Buffer.from(envelope), { qos: 1 });
    const back = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      protocolVersion: 4,
      clean: false,
      username: 'coach-api',
      clientId: 'coach-api',
    });
    clients.push(back);
    const { payload } = await heard(back);
    const opened = parseEnvelope(payload);
    expect(() => verifyEnvelope(opened, ann.key.publicKey)).not.toThrow();
    for (const [i, metric] of METRICS.entries()) {
      const box = ann.boxes[i];
      expect(openBox(opened, metric, box?.dataKey ?? new Uint8Array(0))).toEqual(box?.plaintext);
    }
  });

  it('holds the topic law by its own rules', async () => {
    const coachApi = await connect('coach-api');
    await coachApi.subscribeAsync(TOPICS.allUp, { qos: 1 });
    const agent = await connect(ann.pseudonym);
    const first = heard(coachApi);
    // Mosquitto takes what it does not allow and gives it to nobody.
    await agent.publishAsync(TOPICS.up(bob.pseudonym, 'envelope'), 'x', { qos: 1 });
    await agent.publishAsync(TOPICS.up(ann.pseudonym, 'consent'), 'y', { qos: 1 });
    expect(await first).toMatchObject({ topic: TOPICS.up(ann.pseudonym, 'consent') });
  });
});
