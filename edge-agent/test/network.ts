import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jwkOf, signingKey, tilePath, tileWidth, toBase64Url, toHex } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import type { Identity } from '../src/ports.js';

/* The services of this house as processes, by their front doors: broker, anchor, witness, coach API. */

const programOf = (path: string): string => fileURLToPath(new URL(`../../${path}.js`, import.meta.url));
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const ADMIN = 'admin';
const REGISTRY_TOKEN = 'token-of-the-broker-of-this-network';

interface Service {
  readonly child: ChildProcess;
  readonly port: number;
}

/** What is stored of one agent at the coach API. */
export interface StoredEnvelope {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export class Network {
  readonly folder = mkdtempSync(join(tmpdir(), 'f4w-network-'));
  readonly #services: Service[] = [];
  #coach: Service | undefined;
  #broker: Service | undefined;
  #brokerSettings: Readonly<Record<string, string>> = {};
  #coachEnv: Readonly<Record<string, string>> = {};
  policy = '';
  brokerPort = 0;
  logPort = 0;
  coachPort = 0;

  readonly #brokerEnv: Readonly<Record<string, string>>;

  private constructor(brokerEnv: Readonly<Record<string, string>>) {
    this.#brokerEnv = brokerEnv;
  }

  /** @param brokerEnv settings of the broker beside its usual ones */
  static async start(brokerEnv: Readonly<Record<string, string>> = {}): Promise<Network> {
    const network = new Network(brokerEnv);
    try {
      await network.#startAll();
      return network;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  /** An invitation, as the administrator of the programme passes it on. */
  invite(): Promise<string> {
    return this.#post('invitations', { authorization: `Bearer ${ADMIN}` });
  }

  /** Registers an identity; its pins are the network's from then on. */
  async enrol(identity: Identity): Promise<Identity> {
    const { code, coachApi, log } = JSON.parse(await this.invite());
    const body = {
      code,
      pseudonym: toHex(identity.pseudonym),
      agent: identity.agent,
      identityKey: toBase64Url(identity.identityPublicKey),
      vaultKey: toBase64Url(identity.vaultPublicKey),
      agentKey: toBase64Url(signingKey(identity.agentSeed).publicKey),
      certificate: toBase64Url(identity.certificate),
    };
    await this.#post('enrolments', { 'content-type': 'application/json' }, JSON.stringify(body));
    const keyOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
    const pins = {
      coachSigningKey: keyOf(coachApi.signingKey),
      coachBoxKey: keyOf(coachApi.boxKey),
      policy: log.policy,
    };
    return { ...identity, pins: { ...identity.pins, ...pins } };
  }

  /** Everything that the coach API stored of one agent, in the order in which it came. */
  stored(pseudonym: Uint8Array): readonly StoredEnvelope[] {
    const db = new Database(join(this.folder, 'coach', 'coach.db'), { readonly: true });
    try {
      return db
        .prepare<[string], StoredEnvelope>('SELECT sequence, bytes FROM envelopes WHERE pseudonym = ? ORDER BY id')
        .all(toHex(pseudonym));
    } finally {
      db.close();
    }
  }

  /** Every leaf of the log, in hexadecimal, in order. */
  async leaves(): Promise<readonly string[]> {
    const get = async (path: string): Promise<Buffer> =>
      Buffer.from(await (await fetch(`http://127.0.0.1:${this.logPort}/${path}`)).arrayBuffer());
    const size = Number((await get('checkpoint')).toString('utf8').split('\n')[1]);
    const leaves: string[] = [];
    for (let index = 0; tileWidth('entries', index, size) > 0; index += 1) {
      const bundle = await get(tilePath({ level: 'entries', index, width: tileWidth('entries', index, size) }));
      // Each entry of 32 bytes after its length in two.
      for (let at = 2; at < bundle.length; at += 34) leaves.push(bundle.toString('hex', at, at + 32));
    }
    return leaves;
  }

  /** Stops the coach API, does something to its folder, and starts it again at the same address. */
  async withCoachStopped(act: (state: string) => unknown): Promise<void> {
    await stop(this.#coach?.child);
    await act(join(this.folder, 'coach'));
    this.#coach = await this.#start('coach-api/dist/main', this.#coachEnv);
  }

  /** The coach API's own command about its keys, while it is stopped; its broker goes by the signing key that comes of it. */
  coachKeys(...words: readonly string[]): void {
    const program = programOf('coach-api/dist/keys');
    const out = execFileSync(process.execPath, [program, ...words], { env: this.#coachEnv, encoding: 'utf8' });
    const { keys } = JSON.parse(readFileSync(this.#file('services.json'), 'utf8'));
    const others = keys.filter(({ f4w_role: role }: { f4w_role: string }) => role !== 'coach-api');
    writeFileSync(this.#file('services.json'), JSON.stringify({ keys: [JSON.parse(out).jwk, ...others] }));
  }

  /** Puts a key file in the place of the coach API's, while it is stopped. @returns the one before */
  exchangeCoachKeys(text: string): string {
    const before = readFileSync(this.#file('keys.json'), 'utf8');
    writeFileSync(this.#file('keys.json'), text, { mode: 0o600 });
    return before;
  }

  /** The broker reads the keys of the services as it starts. */
  async restartBroker(): Promise<void> {
    const before = this.#broker;
    await stop(before?.child);
    const env = { ...this.#brokerSettings, FIT4WORK_BROKER_PORT: String(this.brokerPort) };
    this.#broker = await this.#service('broker/dist/main', env);
  }

  /** A copy of what the coach API has now, for `restore`. */
  async backUp(): Promise<void> {
    await this.withCoachStopped((state) => cpSync(state, join(this.folder, 'backup'), { recursive: true }));
  }

  async restore(): Promise<void> {
    await this.withCoachStopped((state) => {
      rmSync(state, { recursive: true });
      cpSync(join(this.folder, 'backup'), state, { recursive: true });
    });
  }

  /** Reads a key file. */
  key(name: 'log.key' | 'witness.key'): { readonly name: string; readonly seed: Uint8Array } {
    const { name: owner, seed } = JSON.parse(readFileSync(this.#file(name), 'utf8'));
    return { name: owner, seed: new Uint8Array(Buffer.from(seed, 'base64')) };
  }

  async close(): Promise<void> {
    await Promise.all([this.#coach, ...this.#services].map((service) => stop(service?.child)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #file(name: string): string {
    return join(this.folder, name);
  }

  async #post(route: string, headers: Record<string, string>, body?: string): Promise<string> {
    const url = `http://127.0.0.1:${this.coachPort}/v1/${route}`;
    const response = await fetch(url, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
    if (response.status !== 201) throw new Error(`${route}: ${response.status} ${await response.text()}`);
    return response.text();
  }

  async #startAll(): Promise<void> {
    const keygen = (program: string, ...args: string[]): string =>
      execFileSync(process.execPath, [programOf(program), ...args], { encoding: 'utf8' });
    const noteKey = (type: string): string =>
      keygen(
        'anchor-service/dist/keygen',
        '--name',
        `${type}.example`,
        '--type',
        type,
        '--out',
        this.#file(`${type}.key`),
      ).trim();
    const [log, witness] = [noteKey('log'), noteKey('witness')];
    const { jwk } = JSON.parse(keygen('coach-api/dist/keygen', '--plain', '--out', this.#file('keys.json')));
    writeFileSync(this.#file('services.json'), JSON.stringify({ keys: [jwk, this.#anchorJwk()] }));
    writeFileSync(this.#file('registry.token'), REGISTRY_TOKEN, { mode: 0o600 });
    writeFileSync(this.#file('coaches.json'), JSON.stringify([{ id: 'coach-1', name: 'C', tokenSha256: hash('c') }]));
    writeFileSync(this.#file('witnessed'), `log ${log}\nquorum none\n`);
    this.coachPort = await freePort();
    const { port } = await this.#startWitness();
    this.policy = `log ${log}\nwitness w ${witness} http://127.0.0.1:${port}\nquorum w\n`;
    writeFileSync(this.#file('policy'), this.policy);
    await this.#startServices();
  }

  #anchorJwk(): object {
    const seed = randomBytes(32);
    const anchor = signingKey(seed);
    const kid = toBase64Url(anchor.keyId);
    writeFileSync(this.#file('anchor.json'), JSON.stringify({ kid, seed: seed.toString('base64') }), { mode: 0o600 });
    return { ...jwkOf(anchor.publicKey), kid, f4w_role: 'anchor' };
  }

  #startWitness(): Promise<Service> {
    return this.#service('anchor-service/dist/witness/main', {
      FIT4WORK_WITNESS_KEY: this.#file('witness.key'),
      FIT4WORK_WITNESS_LOG_VKEYS: this.#file('witnessed'),
      FIT4WORK_WITNESS_STATE: this.#file('witness.state'),
    });
  }

  async #startServices(): Promise<void> {
    this.#brokerSettings = {
      FIT4WORK_BROKER_PORT: '0',
      FIT4WORK_BROKER_REGISTRY_URL: `http://127.0.0.1:${this.coachPort}/v1/agents/jwks.json`,
      FIT4WORK_BROKER_REGISTRY_TOKEN: this.#file('registry.token'),
      FIT4WORK_BROKER_SERVICES: this.#file('services.json'),
      ...this.#brokerEnv,
    };
    const broker = await this.#service('broker/dist/main', this.#brokerSettings);
    this.#broker = broker;
    this.brokerPort = broker.port;
    const anchor = await this.#service('anchor-service/dist/main', {
      FIT4WORK_ANCHOR_STATE: this.#file('anchor'),
      FIT4WORK_ANCHOR_LOG_DIR: this.#file('log'),
      FIT4WORK_ANCHOR_KEY: this.#file('log.key'),
      FIT4WORK_ANCHOR_POLICY: this.#file('policy'),
      FIT4WORK_ANCHOR_BROKER_URL: `mqtt://127.0.0.1:${broker.port}`,
      FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor',
      FIT4WORK_ANCHOR_BROKER_KEY: this.#file('anchor.json'),
      FIT4WORK_ANCHOR_BATCH_MS: '100',
    });
    this.logPort = anchor.port;
    this.#coachEnv = {
      FIT4WORK_COACH_PORT: String(this.coachPort),
      FIT4WORK_COACH_STATE: this.#file('coach'),
      FIT4WORK_COACH_KEYS: this.#file('keys.json'),
      FIT4WORK_COACH_BROKER_URL: `mqtt://127.0.0.1:${broker.port}`,
      FIT4WORK_COACH_LOG_URL: `http://127.0.0.1:${anchor.port}/`,
      FIT4WORK_COACH_POLICY: this.#file('policy'),
      FIT4WORK_COACH_COACHES: this.#file('coaches.json'),
      FIT4WORK_COACH_ADMIN_TOKEN_SHA256: hash(ADMIN),
      FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: hash(REGISTRY_TOKEN),
    };
    this.#coach = await this.#start('coach-api/dist/main', this.#coachEnv);
  }

  async #service(program: string, env: Readonly<Record<string, string>>): Promise<Service> {
    const service = await this.#start(program, env);
    this.#services.push(service);
    return service;
  }

  async #start(program: string, env: Readonly<Record<string, string>>): Promise<Service> {
    const child = spawn(process.execPath, [programOf(program)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part) => {
      said += String(part);
    });
    const line = new Promise<string>((resolve) => child.stdout.once('data', (part) => resolve(String(part))));
    const { port } = JSON.parse(await Promise.race([line, once(child, 'close').then(() => '{}')]));
    if (typeof port !== 'number') throw new Error(`${program} did not start: ${said}`);
    return { child, port };
  }
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
