import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyFiles, makeKeys, programOf, type State, type Supervisor, writePolicy } from '@fit4work/demo';
import { signingKey, signToken } from '@fit4work/protocol';
import { BrokerProbe } from './adapters/broker-probe.js';
import { createDatabases, databaseUrl } from './adapters/database.js';
import { startBrokers } from './brokers.js';
import type { Cable } from './cable.js';
import { Cables, OUTSIDE } from './cables.js';
import { BROKERS, WITNESSES } from './core/parts.js';
import { Health } from './health.js';
import { processOfPostgres, startPostgres } from './postgres.js';
import { Readiness } from './readiness.js';
import { DATABASES, servicesOf } from './services.js';
import { Watchdog } from './watchdog.js';
import { doorOf, layCables, porterOf, type Wiring } from './wiring.js';

/** A cluster that runs, as whoever is outside finds it, and as whoever strikes it does. */
export interface Network {
  readonly coachUrl: string;
  readonly brokerUrl: string;
  readonly logUrl: string;
  /** Each coach API by itself. */
  readonly coachApis: ReadonlyMap<string, string>;
  /** Text of the policy that everybody trusts. */
  readonly policy: string;
  /** Of the coach APIs' database, reached by no cable. */
  readonly database: string;
  /** The first process of its server, at this moment. */
  readonly databaseProcess: () => number;
  readonly witnesses: readonly { readonly name: string; readonly vkey: string; readonly url: string }[];
  /** A cable of somebody outside to any of the brokers that is ready. */
  readonly layLine: () => Promise<Cable>;
  readonly health: Health;
  readonly cables: Cables;
  readonly supervisor: Supervisor;
  close(): Promise<void>;
}

export interface NetworkOptions {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly batchMs: number;
  /** Told what is being started. */
  readonly tell: (sentence: string) => void;
}

/** Longer than a lease, so that another one takes over whatever ends. Milliseconds. */
const REVIVE_AFTER = { brokers: 1_000, services: 5_500, witnesses: 500 };

/** Longer than a node needs to start beside others on a busy machine. */
const SILENT_MS = 45_000;

/** Starts everything, the parts that others need first. */
export async function startNetwork({ state, supervisor, batchMs, tell }: NetworkOptions): Promise<Network> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const cables = new Cables();
    closing.push(() => cables.close());
    const readiness = new Readiness((name) => cables.release(name));
    closing.push(() => readiness.close());
    tell('PostgreSQL starts, and keys are made');
    const [port, keys] = await Promise.all([startPostgres(supervisor, state.root), makeKeys(state, supervisor)]);
    await createDatabases(port, Object.values(DATABASES));
    const wiring = await layCables(cables, port, readiness.isReady);
    tell('three nodes of RabbitMQ make a cluster');
    const nodes = await startBrokers({
      ...{ supervisor, cables, folder: join(state.root, 'broker'), reviveAfter: REVIVE_AFTER.brokers },
      doorOf: (name) => `http://127.0.0.1:${wiring.ports.get(doorOf(name))}`,
    });
    closing.push(() => nodes.close());
    const policy = writePolicy(state, keys);
    tell('witnesses, anchors and coach APIs start');
    await startServices(
      supervisor,
      servicesOf({ state, keys, policy: policy.file, wiring, nodes: nodes.ports, batchMs }),
    );
    const probes = new Map<string, BrokerProbe>(BROKERS.map((name) => [name, probeOf(keys, name, wiring)]));
    closing.push(() => Promise.all([...probes.values()].map((each) => each.close())));
    const watchdog = new Watchdog({
      ...{ names: BROKERS, within: SILENT_MS, isThere: (name) => probes.get(name)?.isThere === true },
      kill: (name) => supervisor.kill(name),
    });
    closing.push(() => watchdog.close());
    const health = new Health({ wiring, database: databaseUrl(port, DATABASES.coach), probes });
    for (const watched of health.watched) readiness.watch(watched);
    return {
      ...placesOf(wiring, keys),
      policy: policy.text,
      health,
      cables,
      supervisor,
      database: databaseUrl(port, DATABASES.coach),
      layLine: () => cables.lay({ from: OUTSIDE, to: wiring.outside.brokers.to, isReady: readiness.isReady }),
      databaseProcess: () => processOfPostgres(state.root),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startServices(supervisor: Supervisor, services: ReturnType<typeof servicesOf>): Promise<void> {
  await Promise.all(
    services.map(({ name, node = [], program, env }) => {
      const reviveAfter = name.startsWith('witness') ? REVIVE_AFTER.witnesses : REVIVE_AFTER.services;
      return supervisor.service({ name, argv: [...node, programOf(program)], env, reviveAfter }, () => undefined);
    }),
  );
}

/** By the anchor's key, under a name of its own: one more of its clients. */
function probeOf({ anchorBroker }: KeyFiles, broker: string, { ports }: Wiring): BrokerProbe {
  const { seed }: { readonly seed: string } = JSON.parse(readFileSync(anchorBroker, 'utf8'));
  const key = signingKey(new Uint8Array(Buffer.from(seed, 'base64')));
  return new BrokerProbe({
    ...{ port: ports.get(porterOf(broker)) ?? 0, username: 'anchor', clientId: `anchor-probe-${broker}` },
    password: () => signToken(key, 'anchor', Math.floor(Date.now() / 1_000)),
  });
}

function placesOf({ ports, outside }: Wiring, keys: KeyFiles) {
  const urlOf = (name: string): string => `http://127.0.0.1:${ports.get(name)}`;
  return {
    coachUrl: outside.coachApis.url,
    brokerUrl: `mqtt://127.0.0.1:${outside.brokers.port}`,
    logUrl: outside.log.url,
    coachApis: new Map(
      [...ports.keys()].filter((name) => name.startsWith('coach-api')).map((name) => [name, urlOf(name)]),
    ),
    witnesses: keys.witnesses.map(({ name, vkey }, i) => ({ name, vkey, url: urlOf(WITNESSES[i] ?? '') })),
  };
}
