import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Address,
  anchorOf,
  coachApiOf,
  doorOf as doorService,
  type KeyFiles,
  type Made,
  ownBroker,
  type Service,
  type State,
  sha256Hex,
  witnessesOf,
} from '@fit4work/demo';
import { databaseUrl } from './adapters/database.js';
import type { Cable } from './cable.js';
import { ANCHORS, BROKERS, COACH_APIS } from './core/parts.js';
import { doorOf, porterOf, type Wiring } from './wiring.js';

export interface ServicesOptions {
  readonly state: State;
  readonly keys: KeyFiles;
  /** File of the policy. */
  readonly policy: string;
  readonly wiring: Wiring;
  /** Ports of MQTT of the brokers' nodes. */
  readonly nodes: ReadonlyMap<string, number>;
  /** Milliseconds that leaves wait for others. */
  readonly batchMs: number;
}

/** The databases of the server. */
export const DATABASES = { coach: 'coach', anchor: 'anchor' } as const;

type Env = Readonly<Record<string, string>>;

/** Every program of ours, under its name here. */
export function servicesOf(options: ServicesOptions): readonly Service[] {
  return [
    ...witnesses(options),
    ...BROKERS.flatMap((name) => brokerPrograms(options, name)),
    ...COACH_APIS.map((name) => coachApi(options, name)),
    ...ANCHORS.map((name) => anchor(options, name)),
  ];
}

/** What a service is told of the others: the ends of its own cables. */
function madeOf({ keys, policy, wiring }: ServicesOptions, gates: Partial<Made['gates']>): Made {
  const nobody = address();
  const coach = address(wiring.outside.coachApis);
  return { keys, policy, gates: { broker: nobody, door: nobody, anchor: nobody, coach, witnesses: [], ...gates } };
}

const address = (cable?: Cable, listenOn = 0): Address => ({
  ...{ port: cable?.port ?? 0, url: cable?.url ?? '', listenOn, target: undefined },
  close: async () => undefined,
});

function folder({ state }: ServicesOptions, ...names: readonly string[]): string {
  const path = join(state.root, ...names);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

const renamed = (service: Service, name: string, env: Env = {}): Service => ({
  ...service,
  name,
  env: { ...service.env, ...env },
});

const portOf = ({ wiring }: ServicesOptions, name: string): number => wiring.ports.get(name) ?? 0;

function witnesses(options: ServicesOptions): readonly Service[] {
  const gates = options.keys.witnesses.map(({ name }) => address(undefined, portOf(options, `witness-${name}`)));
  return witnessesOf(madeOf(options, { witnesses: gates }), folder(options, 'witnesses'));
}

/** The porter before a node and the door beside it. */
function brokerPrograms(options: ServicesOptions, name: string): readonly Service[] {
  const [broker, door] = [
    address(undefined, portOf(options, porterOf(name))),
    address(undefined, portOf(options, doorOf(name))),
  ];
  const made = madeOf(options, { broker, door });
  const behind = { FIT4WORK_BROKER_BEHIND: `127.0.0.1:${options.nodes.get(name)}` };
  return [renamed(ownBroker(made, behind), porterOf(name)), renamed(doorService(made), doorOf(name))];
}

function coachApi(options: ServicesOptions, name: string): Service {
  const { state, wiring } = options;
  const leads = wiring.coachApis.get(name);
  const coach = address(wiring.outside.coachApis, portOf(options, name));
  const made = madeOf(options, { coach, broker: address(leads?.brokers), anchor: address(leads?.log) });
  const one = coachApiOf(made, {
    ...{ state: folder(options, name), admin: sha256Hex(state.manifest.adminToken), login: {} },
    database: databaseUrl(leads?.database.port ?? 0, DATABASES.coach),
  });
  return renamed(one, name, {
    FIT4WORK_COACH_CLUSTER: name.slice(-1),
    FIT4WORK_COACH_CLUSTER_ADDRESS: leads?.peers.url ?? '',
    FIT4WORK_COACH_ERASURES: folder(options, 'journals', 'erasures'),
    FIT4WORK_COACH_CONSENTS: folder(options, 'journals', 'consents'),
    FIT4WORK_COACH_EXCLUSIONS: folder(options, 'journals', 'exclusions'),
    FIT4WORK_COACH_PUBLIC_URL: wiring.outside.coachApis.url,
    FIT4WORK_COACH_PUBLIC_BROKER_URL: `mqtt://127.0.0.1:${wiring.outside.brokers.port}`,
    FIT4WORK_COACH_PUBLIC_LOG_URL: wiring.outside.log.url,
    // Enrolling everybody is one administrator's work, and everything comes from one address.
    FIT4WORK_COACH_REQUESTS: '999999',
    FIT4WORK_COACH_ADDRESS_REQUESTS: '999999',
  });
}

function anchor(options: ServicesOptions, name: string): Service {
  const leads = options.wiring.anchors.get(name);
  const made = madeOf(options, {
    anchor: address(undefined, portOf(options, name)),
    broker: address(leads?.brokers),
    witnesses: (leads?.witnesses ?? []).map((cable) => address(cable)),
  });
  const { batchMs } = options;
  const one = anchorOf(made, { state: folder(options, name), log: folder(options, 'log'), batchMs });
  return renamed(one, name, {
    FIT4WORK_ANCHOR_DATABASE_URL: databaseUrl(leads?.database.port ?? 0, DATABASES.anchor),
  });
}
