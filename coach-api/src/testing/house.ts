import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DownKind, fromBase64Url, jwkOf, keyIdOf, signingKey, TOPICS, toBase64Url } from '@fit4work/protocol';
import { connectAgent } from '../adapters/testing/agent-client.js';
import { select } from '../adapters/testing/raw-database.js';
import type { Employee } from './employee.js';
import { Processes } from './processes.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** By which the broker asks for the agents. */
export const REGISTRY_TOKEN = 'token-of-the-broker-of-this-house';

/** What goes on in a house whose services are processes. */
export interface Running {
  readonly api: string;
  readonly broker: number;
  /** Kills the coach API. */
  readonly stop: () => Promise<void>;
  /** Kills it if it lives, and starts it again on its address. */
  readonly restart: () => Promise<void>;
  readonly pid: () => number | undefined;
  /** Sends it a signal and waits until it is gone. */
  readonly signal: (signal: NodeJS.Signals) => Promise<void>;
  /** What it said on standard error. */
  readonly stderr: () => string;
  /** KiB that it has resident. */
  readonly rss: () => Promise<number>;
  readonly brokerRss: () => Promise<number>;
  /** Where the broker has its measures. */
  readonly brokerMetrics: string;
}

/** A folder with the files of a coach API, and the processes around it. */
export class House {
  readonly processes = new Processes();
  readonly env: Record<string, string> = {};
  #folder = '';
  #witnesses: readonly string[] = [];

  /** @param witnesses by name, each of them needed for the quorum */
  static async open(witnesses: readonly string[] = []): Promise<House> {
    const house = new House();
    house.#folder = await mkdtemp(join(tmpdir(), 'f4w-coach-'));
    const coaches = [{ id: 'coach-1', name: 'C', tokenSha256: hash('coach') }];
    await writeFile(house.file('coaches.json'), JSON.stringify(coaches));
    house.#witnesses = witnesses;
    await writeFile(house.file('policy'), house.#policy());
    Object.assign(house.env, {
      FIT4WORK_COACH_PORT: '0',
      FIT4WORK_COACH_STATE: house.file('state'),
      FIT4WORK_COACH_KEYS: house.file('keys.json'),
      FIT4WORK_COACH_BROKER_URL: 'mqtt://127.0.0.1:1',
      FIT4WORK_COACH_LOG_URL: 'http://127.0.0.1:1/',
      FIT4WORK_COACH_POLICY: house.file('policy'),
      ...(witnesses.length === 0 ? { FIT4WORK_COACH_UNWITNESSED: 'accepted' } : {}),
      FIT4WORK_COACH_COACHES: house.file('coaches.json'),
      FIT4WORK_COACH_ADMIN_TOKEN_SHA256: hash('admin'),
      FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: hash(REGISTRY_TOKEN),
    });
    return house;
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  /** Looks into the database, which may be open. */
  readonly rows = async (query: string): Promise<readonly Record<string, unknown>[]> =>
    select(this.file('state/coach.db'), query);

  async close(): Promise<void> {
    await this.processes.stopAll();
    await rm(this.#folder, { recursive: true });
  }

  #policy(): string {
    const vkey = (name: string, type: string, out: string): string =>
      this.processes.run('anchor-service', 'keygen', '--name', name, '--type', type, '--out', this.file(out)).trim();
    const log = `log ${vkey('example.org/log', 'log', 'log.key')}\n`;
    if (this.#witnesses.length === 0) return `${log}quorum none\n`;
    const known = this.#witnesses.map(
      (name) => `witness ${name} ${vkey(`${name}.example`, 'witness', `${name}.key`)}\n`,
    );
    return `${log}${known.join('')}group everybody all ${this.#witnesses.join(' ')}\nquorum everybody\n`;
  }

  makeKeys(): { readonly jwk: object } {
    return JSON.parse(this.processes.run('coach-api', 'keygen', '--plain', '--out', this.file('keys.json')));
  }

  /** Broker, anchor and coach API as processes; the coach API's address stays the same across restarts. */
  async startAll(): Promise<Running> {
    const { env, processes } = this;
    env.FIT4WORK_COACH_PORT = await freePort();
    const api = `http://127.0.0.1:${env.FIT4WORK_COACH_PORT}`;
    const broker = await this.#startBroker(api);
    env.FIT4WORK_COACH_BROKER_URL = `mqtt://127.0.0.1:${broker.port}`;
    env.FIT4WORK_COACH_LOG_URL = `http://127.0.0.1:${await this.#startAnchor()}/`;
    let coach = await processes.start('coach-api', env);
    const signal = async (name: NodeJS.Signals): Promise<void> => {
      coach.child.kill(name);
      await coach.exited;
    };
    const stop = (): Promise<void> => signal('SIGKILL');
    const restart = async (): Promise<void> => {
      await stop();
      coach = await processes.start('coach-api', env);
    };
    const pid = (): number | undefined => coach.child.pid;
    const rss = (): Promise<number> => residentOf(pid());
    const brokerRss = (): Promise<number> => residentOf(broker.pid);
    const { port, metrics: brokerMetrics } = broker;
    const own = { stop, restart, rss, signal, pid, stderr: () => coach.stderr() };
    return { api, broker: port, ...own, brokerRss, brokerMetrics };
  }

  async #startBroker(api: string) {
    const seed = randomBytes(32);
    const anchor = signingKey(seed);
    const kid = toBase64Url(anchor.keyId);
    await writeFile(this.file('anchor.json'), JSON.stringify({ kid, seed: seed.toString('base64') }), { mode: 0o600 });
    const keys = [this.makeKeys().jwk, { ...jwkOf(anchor.publicKey), kid, f4w_role: 'anchor' }];
    await writeFile(this.file('services.json'), JSON.stringify({ keys }));
    await writeFile(this.file('registry.token'), REGISTRY_TOKEN, { mode: 0o600 });
    const env = {
      FIT4WORK_BROKER_PORT: '0',
      FIT4WORK_BROKER_METRICS_PORT: '0',
      FIT4WORK_BROKER_REGISTRY_URL: `${api}/v1/agents/key-set`,
      FIT4WORK_BROKER_REGISTRY_TOKEN: this.file('registry.token'),
      FIT4WORK_BROKER_SERVICES: this.file('services.json'),
    };
    const { port, child, metricsPort } = await this.processes.start('broker', env);
    return { port, pid: child.pid, metrics: `http://127.0.0.1:${metricsPort}` };
  }

  /** @returns where each of them is, as the anchor is told */
  async #startWitnesses(): Promise<string> {
    const started = await Promise.all(
      this.#witnesses.map(async (name) => {
        const env = {
          FIT4WORK_WITNESS_KEY: this.file(`${name}.key`),
          FIT4WORK_WITNESS_LOG_VKEYS: this.file('policy'),
          FIT4WORK_WITNESS_STATE: this.file(`${name}.state`),
        };
        const { port } = await this.processes.start('anchor-service', env, 'witness/main');
        return `${name}=http://127.0.0.1:${port}`;
      }),
    );
    return started.join(' ');
  }

  async #startAnchor(): Promise<number> {
    const witnesses = await this.#startWitnesses();
    const { port } = await this.processes.start('anchor-service', {
      FIT4WORK_ANCHOR_STATE: this.file('anchor-state'),
      FIT4WORK_ANCHOR_LOG_DIR: this.file('log'),
      FIT4WORK_ANCHOR_KEY: this.file('log.key'),
      FIT4WORK_ANCHOR_POLICY: this.file('policy'),
      FIT4WORK_ANCHOR_BROKER_URL: this.env.FIT4WORK_COACH_BROKER_URL ?? '',
      FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor',
      FIT4WORK_ANCHOR_BROKER_KEY: this.file('anchor.json'),
      FIT4WORK_ANCHOR_BATCH_MS: '50',
      ...(witnesses === '' ? {} : { FIT4WORK_ANCHOR_WITNESSES: witnesses }),
    });
    return port;
  }
}

/** KiB. */
const residentOf = async (pid: number | undefined): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);

export async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

/** Enrols over HTTP, connects as the agent, and listens to what goes down. */
/** @param challenge that they are invited to, by its number */
export async function enrolled({ api, broker }: Running, ann: Employee, challenge = 1) {
  // Of several coach APIs nobody may look after it for a moment.
  const post = async (path: string, options: object) => {
    for (;;) {
      const answer = await fetch(`${api}${path}`, { method: 'POST', ...options });
      const text = await answer.text();
      if (answer.status !== 503) return JSON.parse(text);
      await pause(100);
    }
  };
  const invitation = await post('/v1/invitations', {
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: JSON.stringify({ challenge }),
  });
  await post('/v1/enrolments', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ann.enrolment(invitation.code)),
  });
  ann.controller = keyIdOf(fromBase64Url(invitation.coachApi.signingKey));
  const client = await connectAgent(broker, { name: ann.name, key: ann.agent });
  const down: { readonly topic: string; readonly payload: Uint8Array }[] = [];
  client.on('message', (topic, payload) => void down.push({ topic, payload: new Uint8Array(payload) }));
  await client.subscribeAsync(TOPICS.allDown(ann.name), { qos: 1 });
  const told = (kind: DownKind): readonly Uint8Array[] =>
    down.filter(({ topic }) => topic === TOPICS.down(ann.name, kind)).map(({ payload }) => payload);
  return { invitation, client, told };
}
