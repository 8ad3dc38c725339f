import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cryptoReady,
  fromBase64Url,
  fromHex,
  jwkOf,
  leafOf,
  openReceipt,
  parsePolicy,
  parseProof,
  type Receipt,
  seal,
  signingKey,
  signToken,
  TOPICS,
  toBase64Url,
  toHex,
  unseal,
  utf8,
  verifyProof,
} from '@fit4work/protocol';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DayToSeal, Employee } from './testing/employee.js';
import { Processes } from './testing/processes.js';

await cryptoReady;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
let folder: string;
let processes: Processes;
let env: Record<string, string>;
const file = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-coach-'));
  processes = new Processes();
  await writeFile(file('coaches.json'), JSON.stringify([{ id: 'coach-1', name: 'C', tokenSha256: hash('coach') }]));
  const vkey = processes.run(
    'anchor-service',
    'keygen',
    '--name',
    'example.org/log',
    '--type',
    'log',
    '--out',
    file('log.key'),
  );
  await writeFile(file('policy'), `log ${vkey.trim()}\nquorum none\n`);
  env = {
    FIT4WORK_COACH_PORT: '0',
    FIT4WORK_COACH_STATE: file('state'),
    FIT4WORK_COACH_KEYS: file('keys.json'),
    FIT4WORK_COACH_BROKER_URL: 'mqtt://127.0.0.1:1',
    FIT4WORK_COACH_LOG_URL: 'http://127.0.0.1:1/',
    FIT4WORK_COACH_POLICY: file('policy'),
    FIT4WORK_COACH_COACHES: file('coaches.json'),
    FIT4WORK_COACH_ADMIN_TOKEN_SHA256: hash('admin'),
  };
});
afterEach(async () => {
  await processes.stopAll();
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

/** Broker, anchor and coach API as processes; the coach API's address stays the same across restarts. */
async function startAll(): Promise<{
  restart: () => Promise<void>;
  api: string;
  broker: number;
  rss: () => Promise<number>;
}> {
  const { jwk } = JSON.parse(processes.run('coach-api', 'keygen', '--out', file('keys.json')));
  const seed = randomBytes(32);
  const anchor = signingKey(seed);
  const kid = toBase64Url(anchor.keyId);
  await writeFile(file('anchor.json'), JSON.stringify({ kid, seed: seed.toString('base64') }), { mode: 0o600 });
  const keys = [jwk, { ...jwkOf(anchor.publicKey), kid, f4w_role: 'anchor' }];
  await writeFile(file('services.json'), JSON.stringify({ keys }));
  env.FIT4WORK_COACH_PORT = await freePort();
  const api = `http://127.0.0.1:${env.FIT4WORK_COACH_PORT}`;
  const broker = await processes.start('broker', {
    FIT4WORK_BROKER_PORT: '0',
    FIT4WORK_BROKER_REGISTRY_URL: `${api}/v1/agents/jwks.json`,
    FIT4WORK_BROKER_SERVICES: file('services.json'),
  });
  env.FIT4WORK_COACH_BROKER_URL = `mqtt://127.0.0.1:${broker.port}`;
  const log = await processes.start('anchor-service', {
    FIT4WORK_ANCHOR_STATE: file('anchor-state'),
    FIT4WORK_ANCHOR_LOG_DIR: file('log'),
    FIT4WORK_ANCHOR_KEY: file('log.key'),
    FIT4WORK_ANCHOR_POLICY: file('policy'),
    FIT4WORK_ANCHOR_BROKER_URL: env.FIT4WORK_COACH_BROKER_URL,
    FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor',
    FIT4WORK_ANCHOR_BROKER_KEY: file('anchor.json'),
    FIT4WORK_ANCHOR_BATCH_MS: '50',
  });
  env.FIT4WORK_COACH_LOG_URL = `http://127.0.0.1:${log.port}/`;
  let coach = await processes.start('coach-api', env);
  const restart = async (): Promise<void> => {
    coach.child.kill('SIGKILL');
    await coach.exited;
    coach = await processes.start('coach-api', env);
  };
  const rss = async (): Promise<number> =>
    Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${coach.child.pid}/status`, 'utf8'))?.[1]);
  return { restart, api, broker: broker.port, rss };
}

const connect = (port: number, ann: Employee): Promise<mqtt.MqttClient> =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 4,
    clientId: ann.name,
    username: ann.name,
    password: signToken(ann.agent, ann.name, Math.floor(Date.now() / 1000)),
  });

const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

describe('the coach API among real processes', () => {
  it('goes from invitation to summary, killed in the middle, and each read is in the log', async () => {
    const { restart, api, broker, rss } = await startAll();
    const ann = new Employee(1);
    const post = async (path: string, body: object | undefined, token = '') => {
      const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
      const answer = await fetch(`${api}${path}`, {
        method: 'POST',
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      return JSON.parse(await answer.text());
    };
    const invitation = await post('/v1/invitations', undefined, 'admin');
    await post('/v1/enrolments', ann.enrolment(invitation.code));
    const client = await connect(broker, ann);
    const receipts: Receipt[] = [];
    const reads: Uint8Array[] = [];
    client.on('message', (topic, payload) => {
      if (topic.endsWith('/read')) reads.push(unseal(payload, ann.vault));
      else receipts.push(openReceipt(payload, fromBase64Url(invitation.coachApi.signingKey)));
    });
    await client.subscribeAsync(TOPICS.allDown(ann.name), { qos: 1 });
    const up = (kind: 'envelope' | 'consent' | 'release', payload: Uint8Array) =>
      client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
    const envelopes = Array.from({ length: 40 }, () => ann.seal(DAY));
    for (const each of envelopes) {
      await up('envelope', each);
      await client.publishAsync(TOPICS.leaves, Buffer.from(leafOf(each)), { qos: 1 });
    }
    await expect.poll(() => receipts.at(-1)?.sequence, { timeout: 10_000 }).toBe(40);
    await restart();
    receipts.length = 0;
    // An agent that has no receipt sends again; the coach API's session keeps it, connected already or not yet.
    await up('envelope', envelopes[0] ?? new Uint8Array());
    await expect.poll(() => receipts.at(-1)?.sequence, { timeout: 10_000 }).toBe(40);
    const { text, id } = ann.grant({});
    await up('consent', seal(text, fromBase64Url(invitation.coachApi.boxKey)));
    await up('release', ann.release(fromHex(id), fromBase64Url(invitation.coachApi.boxKey)));
    await expect.poll(() => receipts.flatMap(({ records }) => records).length, { timeout: 10_000 }).toBe(2);
    const url = `${api}/v1/people/${ann.name}/summaries?metrics=steps&granularity=day&from=2026-05-01&until=2026-05-01&purpose=talk`;
    const get = async (address: string) =>
      JSON.parse(await (await fetch(address, { headers: { authorization: 'Bearer coach' } })).text());
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(url)));
    for (const { days, read } of answers) {
      expect(days).toEqual([{ date: '2026-05-01', wornSeconds: 3_000, steps: { total: 1_000, activeMinutes: 10 } }]);
      verifyProof(parseProof(utf8(read.proof)), fromHex(read.leaf), parsePolicy(invitation.log.policy));
    }
    await expect.poll(() => reads.length, { timeout: 10_000 }).toBe(20);
    expect(reads.map((read) => toHex(leafOf(read))).sort()).toEqual(answers.map(({ read }) => read.leaf).sort());
    const anchored = async () => (await get(`${api}/v1/people`)).people[0].envelopes;
    await expect.poll(anchored, { timeout: 15_000 }).toEqual({ stored: 40, anchored: 40 });
    expect((await fetch(`${api}/readyz`)).status).toBe(200);
    expect(await rss()).toBeLessThan(200 * 1024);
    await client.endAsync();
  }, 60_000);

  it.each(['SIGTERM', 'SIGINT'] as const)('says once where it listens and stops with 0 on %s', async (signal) => {
    processes.run('coach-api', 'keygen', '--out', file('keys.json'));
    const { child, exited, port } = await processes.start('coach-api', env);
    expect(port).toBeGreaterThan(0);
    child.kill(signal);
    expect((await exited)[0]).toBe(0);
  });

  it.each([
    [
      'a key file that is not there',
      async () => undefined,
      /^The key file .* cannot be read: point FIT4WORK_COACH_KEYS to it\.\n$/,
    ],
    [
      'a key file that others may read',
      async () => chmod(file('keys.json'), 0o644),
      /^The key file .* set its mode to 0600\.\n$/,
    ],
    [
      'a key file that is malformed',
      async () => writeFile(file('keys.json'), '{"version":1}'),
      /^The key file .* is malformed: it must have version 1/,
    ],
    [
      'coaches that are malformed',
      async () => writeFile(file('coaches.json'), '[{"id":"x"}]'),
      /^The coaches file .* is malformed: coach 1 must have/,
    ],
    [
      'a policy that is malformed',
      async () => writeFile(file('policy'), 'log x\n'),
      /^The policy file .* is malformed: /,
    ],
  ])('names %s and exits with 1', async (title, damage, message) => {
    if (!title.includes('not there')) processes.run('coach-api', 'keygen', '--out', file('keys.json'));
    await damage();
    const { exited, stderr } = processes.launch('coach-api', env);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(message);
  });

  it('names a busy port', async () => {
    processes.run('coach-api', 'keygen', '--out', file('keys.json'));
    const { port } = await processes.start('coach-api', env);
    const second = { ...env, FIT4WORK_COACH_PORT: String(port), FIT4WORK_COACH_STATE: file('other') };
    const { exited, stderr } = processes.launch('coach-api', second);
    expect((await exited)[0]).toBe(1);
    expect(
      stderr()
        .split('\n')
        .filter((line) => line.startsWith('Port')),
    ).toEqual([`Port ${port} is in use: stop what listens there or set FIT4WORK_COACH_PORT.`]);
  });
});
