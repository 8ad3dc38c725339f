import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cryptoReady, signingKey, signToken, TOPICS, toHex } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Child, run, stop } from './children.js';
import { envelopeOf, listed, person } from './people.js';
import { describeWith, requirement } from './requirement.js';

await cryptoReady;
const BROKER = join(dirname(fileURLToPath(import.meta.resolve('@fit4work/broker'))), 'main.js');
/** The broker tells of many refusals in one line a second. */
const TOLD = { timeout: 30_000 };
const now = (): number => Math.floor(Date.now() / 1000);
const [ann, bob] = [person(0xa1), person(0xb2)];
const services = {
  'coach-api': signingKey(new Uint8Array(32).fill(3)),
  anchor: signingKey(new Uint8Array(32).fill(4)),
};

let folder: string;
let registry: Server;
let broker: Child;
let port: string;

interface Login {
  readonly user: string;
  readonly token: string;
}

const agent = ({ pseudonym, key } = ann, time = now()): Login => ({
  user: pseudonym,
  token: signToken(key, pseudonym, time),
});
const service = (user: keyof typeof services): Login => ({ user, token: signToken(services[user], user, now()) });

/** One of Mosquitto's clients; the number keeps the client ids of one user apart. */
function client(program: 'mosquitto_pub' | 'mosquitto_sub', { user, token }: Login, args: readonly string[]): Child {
  const path = join(dirname(requirement('mosquitto_pub').path), program);
  const version = args.includes('-V') ? [] : ['-V', '311'];
  const login = ['-h', '127.0.0.1', '-p', port, '-u', user, '-P', token, '-i', `${user}-${program.slice(-3)}`];
  // Into a pipe they write by blocks, and what they wait for would be said when they have ended.
  return run('stdbuf', ['-oL', path, '-d', ...version, ...login, '-q', '1', ...args]);
}

/** A subscriber that hears one message, or nothing for ten seconds; `heard` gives it as topic, retain flag and payload. */
async function subscriber(login: Login, filter: string): Promise<{ heard: Promise<string> }> {
  const child = client('mosquitto_sub', login, ['-t', filter, '-C', '1', '-W', '10', '-F', 'heard %t %r %x']);
  const heard = child.said(/^heard /).then((line) => line.slice('heard '.length));
  heard.catch(() => undefined);
  await child.said(/^Subscribed /);
  return { heard };
}

/** How many there were: each line has the count of its code, and of many in a second only the last is told. */
function refusals(): number {
  const counts = new Map<string, number>();
  for (const line of broker.lines.filter((each) => each.includes('"refused"'))) {
    const { code, count }: { code: string; count: number } = JSON.parse(line);
    counts.set(code, count);
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

async function startBroker(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'f4w-mosquitto-'));
  const prefixes = [...new Set([ann, bob].map(({ pseudonym }) => pseudonym.slice(0, 2)))];
  registry = createServer(({ url = '' }, response) => {
    const part = /\/([0-9a-f]{2})$/.exec(url)?.[1];
    const own = [ann, bob].filter(({ pseudonym }) => pseudonym.slice(0, 2) === part);
    const keys = own.map(({ key, pseudonym }) => listed(key, { f4w_pseudonym: pseudonym }));
    const index = { parts: prefixes.map((prefix) => ({ prefix, tag: '"1"' })) };
    response.setHeader('etag', '"1"').end(JSON.stringify(part === undefined ? index : { keys }));
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = registry.address();
  const file = join(folder, 'services.json');
  const roles = Object.entries(services).map(([role, key]) => listed(key, { f4w_role: role }));
  writeFileSync(file, JSON.stringify({ keys: roles }));
  broker = run(process.execPath, [BROKER], {
    FIT4WORK_BROKER_PORT: '0',
    FIT4WORK_BROKER_SERVICES: file,
    FIT4WORK_BROKER_REGISTRY_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1/agents/key-set`,
  });
  const line = await broker.said(/"event":"listening"/);
  port = String((JSON.parse(line) as { port: number }).port);
}

describeWith(['mosquitto_pub'], 'Mosquitto’s own clients at our broker', () => {
  beforeAll(startBroker);
  afterAll(async () => {
    await stop(broker);
    registry.close();
    rmSync(folder, { recursive: true });
  });

  it('carry an enrolled agent’s envelope to the coach API, byte for byte', async () => {
    const { heard } = await subscriber(service('coach-api'), TOPICS.allUp);
    const file = join(folder, 'envelope');
    const envelope = envelopeOf(ann);
    writeFileSync(file, envelope);
    const topic = TOPICS.up(ann.pseudonym, 'envelope');
    const publisher = client('mosquitto_pub', agent(), ['-t', topic, '-f', file]);
    expect(await publisher.ended).toBe(0);
    expect(publisher.lines.join('\n')).toMatch(/received PUBACK/);
    expect(await heard).toBe(`${topic} 0 ${toHex(envelope)}`);
  });

  it('carry what is said to an agent down to it', async () => {
    const { heard } = await subscriber(agent(), TOPICS.allDown(ann.pseudonym));
    const topic = TOPICS.down(ann.pseudonym, 'receipt');
    const publisher = client('mosquitto_pub', service('coach-api'), ['-t', topic, '-m', 'stored']);
    expect(await publisher.ended).toBe(0);
    expect(await heard).toBe(`${topic} 0 ${Buffer.from('stored').toString('hex')}`);
  });

  it('find the retained checkpoint when they come later', async () => {
    const publisher = client('mosquitto_pub', service('anchor'), ['-r', '-t', TOPICS.checkpoint, '-m', 'checkpoint']);
    expect(await publisher.ended).toBe(0);
    const { heard } = await subscriber(agent(), TOPICS.checkpoint);
    expect(await heard).toBe(`${TOPICS.checkpoint} 1 ${Buffer.from('checkpoint').toString('hex')}`);
  });

  it.each([
    ['another’s topic', TOPICS.up(bob.pseudonym, 'envelope'), []],
    ['a descending topic of one’s own', TOPICS.down(ann.pseudonym, 'receipt'), []],
    ['a retained leaf', TOPICS.leaves, ['-r']],
  ])('are cut off when they publish on %s, and nobody hears it', async (_title, topic, more) => {
    const { heard } = await subscriber(service('coach-api'), TOPICS.allUp);
    const before = refusals();
    const publisher = client('mosquitto_pub', agent(), ['-t', topic, '-m', 'x', ...more]);
    await publisher.said(/sending PUBLISH/);
    expect(await publisher.ended).not.toBe(0);
    expect(publisher.lines.join('\n')).not.toMatch(/received PUBACK/);
    await expect.poll(refusals, TOLD).toBe(before + 1);
    // The next message that is allowed is the first that is heard.
    const allowed = TOPICS.up(bob.pseudonym, 'consent');
    expect(await client('mosquitto_pub', agent(bob), ['-t', allowed, '-m', 'y']).ended).toBe(0);
    expect(await heard).toBe(`${allowed} 0 79`);
  });

  it.each([TOPICS.allDown(bob.pseudonym), TOPICS.allUp, '#', '$SYS/#'])('are denied the filter %s', async (filter) => {
    const before = refusals();
    const child = client('mosquitto_sub', agent(), ['-t', filter, '-C', '1', '-W', '10']);
    await child.ended;
    expect(child.lines.join('\n')).toMatch(/All subscription requests were denied/);
    await expect.poll(refusals, TOLD).toBe(before + 1);
  });

  it.each([
    ['an expired token', agent(ann, now() - 400), []],
    ['a token of tomorrow', agent(ann, now() + 86_400), []],
    ['a token of somebody else', { user: ann.pseudonym, token: agent(bob).token }, []],
    ['a token with one letter turned', { user: ann.pseudonym, token: turned(agent().token) }, []],
    ['a word for a token', { user: ann.pseudonym, token: 'secret' }, []],
    ['MQTT 5', agent(), ['-V', '5']],
  ])('are not let in with %s', async (_title, login, more) => {
    const topic = TOPICS.up(ann.pseudonym, 'envelope');
    const before = refusals();
    const publisher = client('mosquitto_pub', login, ['-t', topic, '-m', 'x', ...more]);
    expect(await publisher.ended).not.toBe(0);
    expect(publisher.lines.join('\n')).not.toMatch(/sending PUBLISH/);
    await expect.poll(refusals, TOLD).toBe(before + 1);
  });
});

/** The signature's tenth letter from the end, so that every bit of it counts. */
function turned(token: string): string {
  const at = token.length - 10;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}
