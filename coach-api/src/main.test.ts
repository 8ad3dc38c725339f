import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import {
  cryptoReady,
  type DownKind,
  fromBase64Url,
  fromHex,
  jwkOf,
  leafOf,
  openReceipt,
  parsePolicy,
  parseProof,
  type Receipt,
  readRecoveryEnvelopes,
  seal,
  signingKey,
  signRecoveryToken,
  signToken,
  TOPICS,
  toBase64Url,
  toHex,
  type UpKind,
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
  stop: () => Promise<void>;
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
  const stop = async (): Promise<void> => {
    coach.child.kill('SIGKILL');
    await coach.exited;
  };
  const restart = async (): Promise<void> => {
    await stop();
    coach = await processes.start('coach-api', env);
  };
  const rss = async (): Promise<number> =>
    Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${coach.child.pid}/status`, 'utf8'))?.[1]);
  return { restart, stop, api, broker: broker.port, rss };
}

const connect = (port: number, ann: Employee): Promise<mqtt.MqttClient> =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 4,
    clientId: ann.name,
    username: ann.name,
    password: signToken(ann.agent, ann.name, Math.floor(Date.now() / 1000)),
  });

/** An invitation over TLS, and the fingerprint of the certificate that was shown. */
function invitedOverTls(port: number, ca: string) {
  return new Promise<{ invitation: { coachApi: object }; shown: string | undefined }>((resolve, reject) => {
    const options = { port, ca, host: '127.0.0.1', method: 'POST', path: '/v1/invitations' };
    const asked = request({
      ...options,
      checkServerIdentity: () => undefined,
      headers: { authorization: 'Bearer admin' },
    });
    asked.on('response', (answer) => {
      const { socket } = answer;
      const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
      text(answer).then((body) => resolve({ invitation: JSON.parse(body), shown }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Enrols over HTTP and listens to what goes down. */
async function enrolled(api: string, broker: number, ann: Employee) {
  const post = async (path: string, options: object) =>
    JSON.parse(await (await fetch(`${api}${path}`, { method: 'POST', ...options })).text());
  const invitation = await post('/v1/invitations', { headers: { authorization: 'Bearer admin' } });
  await post('/v1/enrolments', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ann.enrolment(invitation.code)),
  });
  const client = await connect(broker, ann);
  const down: { readonly topic: string; readonly payload: Uint8Array }[] = [];
  client.on('message', (topic, payload) => void down.push({ topic, payload: new Uint8Array(payload) }));
  await client.subscribeAsync(TOPICS.allDown(ann.name), { qos: 1 });
  const told = (kind: DownKind): readonly Uint8Array[] =>
    down.filter(({ topic }) => topic === TOPICS.down(ann.name, kind)).map(({ payload }) => payload);
  return { invitation, client, told };
}

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
    const { text: grant, id } = ann.grant({});
    await up('consent', seal(grant, fromBase64Url(invitation.coachApi.boxKey)));
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

  it('stays erased when a copy of its database from before the erasure is brought back', async () => {
    const { restart, stop, api, broker } = await startAll();
    const ann = new Employee(1);
    const { invitation, client, told } = await enrolled(api, broker, ann);
    const boxKey = fromBase64Url(invitation.coachApi.boxKey);
    const up = (kind: UpKind, payload: Uint8Array) =>
      client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
    const sealed = ann.seal(DAY);
    await up('envelope', sealed);
    await expect.poll(() => told('receipt').length, { timeout: 10_000 }).toBe(1);
    await stop();
    await cp(file('state'), file('copy'), { recursive: true });
    await restart();
    const erasure = ann.erasure();
    await up('erasure', seal(erasure, boxKey));
    await expect.poll(() => told('erasure').length, { timeout: 10_000 }).toBeGreaterThan(0);
    const before = told('erasure').length;
    await stop();
    await rm(file('state'), { recursive: true });
    await cp(file('copy'), file('state'), { recursive: true });
    const trace = Buffer.from(sealed.subarray(400, 440)).toString('latin1');
    const stored = async (): Promise<string> => {
      const names = await readdir(file('state'));
      return (await Promise.all(names.map((name) => readFile(join(file('state'), name), 'latin1')))).join('');
    };
    expect(await stored()).toContain(trace);
    await restart();
    expect(await stored()).not.toContain(trace);
    const answer = await fetch(`${api}/v1/recovery/envelopes`, {
      headers: { authorization: `Bearer ${signRecoveryToken(ann.identity, Math.floor(Date.now() / 1000))}` },
    });
    expect(readRecoveryEnvelopes(new Uint8Array(await answer.arrayBuffer()))).toMatchObject([
      { sequence: 1, bytes: null, leaf: leafOf(sealed) },
    ]);
    await up('envelope', sealed);
    await expect.poll(() => told('erasure').length, { timeout: 10_000 }).toBeGreaterThan(before);
    const certificates = new Set(told('erasure').map((payload) => toHex(unseal(payload, ann.vault))));
    expect(certificates.size).toBe(1);
    await client.endAsync();
  }, 60_000);

  it.each(['SIGTERM', 'SIGINT'] as const)('says once where it listens and stops with 0 on %s', async (signal) => {
    processes.run('coach-api', 'keygen', '--out', file('keys.json'));
    const { child, exited, port } = await processes.start('coach-api', env);
    expect(port).toBeGreaterThan(0);
    child.kill(signal);
    expect((await exited)[0]).toBe(0);
  });

  it('speaks TLS itself where it has a certificate, whose hash is in its invitations', async () => {
    processes.run('coach-api', 'keygen', '--out', file('keys.json'));
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
    const named = ['-subj', '/CN=localhost', '-keyout', file('tls.key'), '-out', file('tls.crt')];
    execFileSync('openssl', [...made, ...named], { stdio: 'ignore' });
    const tls = { FIT4WORK_COACH_TLS_CERT: file('tls.crt'), FIT4WORK_COACH_TLS_KEY: file('tls.key') };
    const { port } = await processes.start('coach-api', { ...env, ...tls });
    const certificate = new X509Certificate(await readFile(file('tls.crt')));
    const { invitation, shown } = await invitedOverTls(port, certificate.toString());
    expect(shown).toBe(certificate.fingerprint256);
    expect(invitation.coachApi).toMatchObject({
      url: `https://127.0.0.1:${port}`,
      certificates: [certificate.fingerprint256.replaceAll(':', '').toLowerCase()],
    });
    const other = { ...tls, FIT4WORK_COACH_TLS_KEY: file('tls.crt'), FIT4WORK_COACH_STATE: file('other') };
    const { exited, stderr } = processes.launch('coach-api', { ...env, ...other });
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(/must be a certificate and its own key, both in PEM\.\n$/);
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
