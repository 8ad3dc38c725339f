import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cryptoReady, jwkOf, prefixOf, type SigningKey, signingKey, signToken, toBase64Url } from '@fit4work/protocol';
import { type Registry, RegistryError, readAgentKeys } from '@fit4work/registry';
import mqtt from 'mqtt';
import { type Config, type Environment, toConfig } from '../src/config.js';
import { type Context, createContext } from '../src/context.js';
import { createDoor, type DoorContext } from '../src/door/context.js';
import type { LogFields } from '../src/ports.js';

await cryptoReady;

export const OWN = 'a'.repeat(32);
export const OTHER = 'b'.repeat(32);
/** In the part of OWN. */
const NEIGHBOUR = 'a'.repeat(31).padEnd(32, 'c');
export const now = (): number => Math.floor(Date.now() / 1000);

const keyOf = (byte: number): SigningKey => signingKey(new Uint8Array(32).fill(byte));
export const KEYS = {
  agent: keyOf(1),
  other: keyOf(2),
  api: keyOf(3),
  anchor: keyOf(4),
  stranger: keyOf(5),
  neighbour: keyOf(6),
};

const jwk = (key: SigningKey, member: object) => ({ ...jwkOf(key.publicKey), kid: toBase64Url(key.keyId), ...member });

export interface Login {
  readonly key: SigningKey;
  readonly userName: string;
  readonly password?: string | undefined;
  readonly clientId?: string | undefined;
  readonly extra?: Partial<mqtt.IClientOptions> | undefined;
  readonly url?: string | undefined;
}

type Running = Awaited<ReturnType<Context['broker']['start']>>;

/** A broker in this process, with a registry and a clock that a test sets, and everybody who is connected to it. */
export class Room {
  /** Seconds by which the broker's clock is ahead. */
  later = 0;
  fetched = 0;
  takenBack: SigningKey | undefined;
  registryAway = false;
  /** How long the registry takes for each answer, which is as it was when it was asked. */
  registryTakesMs = 0;
  lookMs = 20;
  readonly lines: { event: string; fields: LogFields | undefined }[] = [];
  readonly #registry: Registry = {
    fetchIndex: async () => {
      this.fetched += 1;
      if (this.registryAway) throw new RegistryError('registry-unavailable', 'away');
      return this.#slowly(new Map(this.#enrolled().map(([, name]) => [prefixOf(name), this.#tagOf(prefixOf(name))])));
    },
    fetchPart: async (prefix, held) => {
      const jwks = { keys: this.#enrolled(prefix).map(([key, name]) => jwk(key, { f4w_pseudonym: name })) };
      const tag = this.#tagOf(prefix);
      return this.#slowly({ tag, keys: readAgentKeys(jwks, { prefix, before: held.keys }) });
    },
  };
  readonly #folder: string;
  readonly #clients: mqtt.MqttClient[] = [];
  #running: Running | undefined;
  #renew: () => Promise<void> = async () => undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(env: Environment = {}, config: Partial<Config> = {}): Promise<Room> {
    const room = await Room.prepare();
    await room.start(env, config);
    return room;
  }

  /** One that does not listen yet. */
  static async prepare(): Promise<Room> {
    const room = new Room(await mkdtemp(join(tmpdir(), 'f4w-broker-')));
    const keys = [jwk(KEYS.api, { f4w_role: 'coach-api' }), jwk(KEYS.anchor, { f4w_role: 'anchor' })];
    await writeFile(room.file('services.json'), JSON.stringify({ keys }));
    return room;
  }

  async start(env: Environment, more: Partial<Config> = {}): Promise<Running> {
    const log = (event: string, fields?: LogFields): void => void this.lines.push({ event, fields });
    const config = toConfig({
      FIT4WORK_BROKER_PORT: '0',
      FIT4WORK_BROKER_REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/key-set',
      FIT4WORK_BROKER_SERVICES: this.file('services.json'),
      ...env,
    });
    const { broker } = await createContext(
      { ...config, ...more },
      {
        logger: { info: log, warn: log },
        registry: this.#registry,
        clock: { now: () => now() + this.later },
        lookMs: this.lookMs,
        refusalLogMs: 0,
      },
    );
    this.#renew = () => broker.renewCertificate();
    const running = await broker.start();
    this.#running = running;
    return running;
  }

  /** What other brokers ask, over the same registry. */
  door(): Promise<DoorContext> {
    const log = (event: string, fields?: LogFields): void => void this.lines.push({ event, fields });
    return createDoor(
      {
        ...{ registryUrl: 'http://127.0.0.1:1/v1/agents/key-set', registryToken: undefined, registryAbsence: 3_600 },
        services: this.file('services.json'),
      },
      {
        logger: { info: log, warn: log },
        registry: this.#registry,
        clock: { now: () => now() + this.later },
        refusalLogMs: 0,
      },
    );
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  get ports() {
    const { port = 0, websocketPort = 0, metricsPort = 0 } = this.#running ?? {};
    return { port, websocketPort, metricsPort };
  }

  renewCertificate(): Promise<void> {
    return this.#renew();
  }

  /** Sets out to connect. */
  begin({ key, userName, password, clientId, extra, url }: Login): mqtt.MqttClient {
    const client = mqtt.connect(url ?? `mqtt://127.0.0.1:${this.ports.port}`, {
      ...{ protocolVersion: 4, reconnectPeriod: 0, clientId: clientId ?? userName, username: userName },
      password: password ?? signToken(key, userName, now() + this.later),
      ...extra,
    });
    this.#clients.push(client);
    return client;
  }

  connect(login: Login): Promise<mqtt.MqttClient> {
    const client = this.begin(login);
    return new Promise((resolve, reject) => {
      client.once('connect', () => resolve(client));
      client.on('error', reject);
      client.once('close', () => reject(new Error('closed')));
    });
  }

  agent(extra?: Login['extra'], url?: string): Promise<mqtt.MqttClient> {
    return this.connect({ key: KEYS.agent, userName: OWN, extra, url });
  }

  other(): Promise<mqtt.MqttClient> {
    return this.connect({ key: KEYS.other, userName: OTHER });
  }

  coachApi(): Promise<mqtt.MqttClient> {
    return this.connect({ key: KEYS.api, userName: 'coach-api', extra: { clean: false } });
  }

  neighbour(): Promise<mqtt.MqttClient> {
    return this.connect({ key: KEYS.neighbour, userName: NEIGHBOUR });
  }

  anchor(): Promise<mqtt.MqttClient> {
    return this.connect({ key: KEYS.anchor, userName: 'anchor' });
  }

  /** Codes of what was refused, in their order. */
  refusals(): (string | undefined)[] {
    return this.lines.filter(({ event }) => event === 'refused').map(({ fields }) => fields?.code);
  }

  #enrolled(prefix = ''): (readonly [SigningKey, string])[] {
    const all = [
      [KEYS.agent, OWN],
      [KEYS.neighbour, NEIGHBOUR],
      [KEYS.other, OTHER],
    ] as const;
    return all.filter(([key, name]) => key !== this.takenBack && name.startsWith(prefix));
  }

  #tagOf(prefix: string): string {
    return this.#enrolled(prefix)
      .map(([key]) => toBase64Url(key.keyId))
      .join();
  }

  async #slowly<T>(answer: T): Promise<T> {
    if (this.registryTakesMs > 0) await pause(this.registryTakesMs);
    return answer;
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.ports.metricsPort}/metrics`)).text();
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.endAsync(true)));
    await this.#running?.close();
    await rm(this.#folder, { recursive: true });
  }
}

export const closing = (client: mqtt.MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()));

export const received = (client: mqtt.MqttClient): Promise<{ topic: string; payload: string }> =>
  new Promise((resolve) => {
    client.once('message', (topic, payload) => resolve({ topic, payload: String(payload) }));
  });
