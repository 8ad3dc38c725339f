import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerName } from './broker/names.js';
import { startBroker } from './broker/start.js';
import { type Address, directAddress, Gate, type Inspect } from './gate.js';
import { type KeyFiles, makeKeys } from './keys.js';
import { writeLogin } from './login.js';
import type { Player } from './population.js';
import { programOf } from './programs.js';
import type { BrokerTls, Gates, Made, Service } from './service.js';
import { type State, sha256Hex, writeWhole } from './state.js';
import type { Supervisor } from './supervisor.js';

/** Where everything answers. Each address is a gate's and stays while the process behind it is started again. */
export interface Network {
  readonly coachUrl: string;
  readonly brokerUrl: string;
  readonly logUrl: string;
  /** Value of FIT4WORK_HCI for an agent. */
  readonly radio: string;
  readonly policy: string;
  /** Logs the coach in on the coach's page, once; undefined where nobody logs in. */
  readonly coachLink: string | undefined;
  close(): Promise<void>;
}

export interface NetworkOptions {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly players: readonly Player[];
  readonly port: number;
  /** URL of a PostgreSQL database for the coach API. */
  readonly database: string | undefined;
  /** Our own over aedes unless told otherwise. */
  readonly broker?: BrokerName;
  readonly batchMs: number;
  /** Port of a provider at which people log in; undefined where the coach API takes tokens alone. */
  readonly login: number | undefined;
  /** Inspects what the broker and the anchor see. */
  readonly inspector: ((place: string) => Inspect) | undefined;
  /** By which the broker speaks TLS, and whom its services believe then. */
  readonly brokerTls?: BrokerTls | undefined;
  /** Nothing stands before the services, so that what they cost is theirs alone; nothing is inspected then. */
  readonly direct?: boolean;
  /** More settings, by the name of a service. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Starts every service as a process of its own. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { state, supervisor, brokerTls } = options;
  const keys = await makeKeys(state, supervisor);
  const gates = await openGates(options, keys);
  const all = [gates.broker, gates.door, gates.anchor, gates.coach, ...gates.witnesses];
  try {
    const policy = writePolicy(state, keys);
    const made = { keys, gates, policy: policy.file, brokerTls };
    const { radio, coachLink } = await startServices(options, made);
    return {
      coachLink,
      coachUrl: gates.coach.url,
      brokerUrl: brokerUrlOf(made),
      logUrl: gates.anchor.url,
      radio: `tcp:127.0.0.1:${radio}`,
      policy: policy.text,
      close: async () => {
        await Promise.all(all.map((gate) => gate.close()));
      },
    };
  } catch (error) {
    await Promise.all(all.map((gate) => gate.close()));
    throw error;
  }
}

async function openGates({ port, inspector, direct = false }: NetworkOptions, keys: KeyFiles): Promise<Gates> {
  const open = (place: string): Promise<Address> =>
    direct ? directAddress(0) : Gate.open(0, inspector && (() => inspector(place)));
  return {
    coach: await (direct ? directAddress(port) : Gate.open(port)),
    broker: await open('broker'),
    door: await (direct ? directAddress(0) : Gate.open(0)),
    anchor: await open('anchor'),
    witnesses: await Promise.all(keys.witnesses.map(({ name }) => open(`witness ${name}`))),
  };
}

/** The policy that everybody trusts: the log's key, and both witnesses. */
export function writePolicy(state: State, keys: KeyFiles): { file: string; text: string } {
  const witnesses = keys.witnesses.map(({ name, vkey }) => `witness ${name} ${vkey}`);
  const names = keys.witnesses.map(({ name }) => name).join(' ');
  const lines = [`log ${keys.logVkey}`, ...witnesses, `group both all ${names}`, 'quorum both', ''];
  const file = join(state.root, 'policy');
  const text = lines.join('\n');
  writeWhole(file, text);
  return { file, text };
}

async function startServices(
  { state, supervisor, players, batchMs, broker = 'aedes', database, login: loginPort, settings }: NetworkOptions,
  made: Made,
): Promise<{ readonly radio: number; readonly coachLink: string | undefined }> {
  const folder = (name: string): string => {
    const path = join(state.root, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const login = loginPort === undefined ? undefined : writeLogin(state, made.gates.coach.url, loginPort);
  const brokerParts = await startBroker({ broker, state, supervisor }, made);
  const services = [
    ...witnessesOf(made, folder('witnesses')),
    ...brokerParts,
    coachApiOf(made, {
      ...{ state: folder('coach-api'), admin: sha256Hex(state.manifest.adminToken), database },
      login: login?.env ?? {},
    }),
    anchorOf(made, { state: folder('anchor'), log: folder('log'), batchMs }),
  ];
  let radio = 0;
  await Promise.all([
    login && supervisor.service(login.provider, () => undefined),
    ...services.map(({ name, node = [], program, env, gate }) =>
      supervisor.service(
        { name, argv: [...node, programOf(program)], env: { ...env, ...settings?.[name] } },
        (port) => {
          gate.target = port;
        },
      ),
    ),
    players.length > 0 &&
      startWearables(supervisor, { players, plan: join(state.root, 'wearables.json') }, (port) => {
        radio = port;
      }),
  ]);
  return { radio, coachLink: login?.coachLink };
}

const brokerUrlOf = ({ gates, brokerTls }: Pick<Made, 'gates' | 'brokerTls'>): string =>
  `${brokerTls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${gates.broker.port}`;

/** What a service is told of where the broker is, under its own name of the setting. */
const brokerAt = (setting: string, made: Pick<Made, 'gates' | 'brokerTls'>): Readonly<Record<string, string>> => ({
  [setting]: brokerUrlOf(made),
  ...(made.brokerTls && { NODE_EXTRA_CA_CERTS: made.brokerTls.cert }),
});

export const witnessesOf = ({ keys, gates, policy }: Made, folder: string): readonly Service[] =>
  gates.witnesses.flatMap((gate, i) => {
    const witness = keys.witnesses[i];
    if (witness === undefined) return [];
    const env = {
      FIT4WORK_WITNESS_PORT: String(gate.listenOn),
      FIT4WORK_WITNESS_KEY: witness.key,
      FIT4WORK_WITNESS_LOG_VKEYS: policy,
      FIT4WORK_WITNESS_STATE: join(folder, `${witness.name}.state`),
    };
    return [{ name: `witness-${witness.name}`, program: 'anchor-service/witness/main', env, gate }];
  });

interface CoachApi {
  readonly state: string;
  readonly admin: string;
  readonly database: string | undefined;
  readonly login: Readonly<Record<string, string>>;
}

export const coachApiOf = (
  { keys, gates, policy, brokerTls }: Made,
  { state, admin, database, login }: CoachApi,
): Service => ({
  name: 'coach-api',
  // Its garbage is collected before it grows: what lives of 74,000 envelopes is some 30 MB (coach-api/README.md).
  node: ['--max-old-space-size=96'],
  program: 'coach-api/main',
  env: {
    FIT4WORK_COACH_PORT: String(gates.coach.listenOn),
    FIT4WORK_COACH_STATE: state,
    FIT4WORK_COACH_KEYS: keys.coach,
    ...brokerAt('FIT4WORK_COACH_BROKER_URL', { gates, brokerTls }),
    FIT4WORK_COACH_LOG_URL: gates.anchor.url,
    FIT4WORK_COACH_POLICY: policy,
    FIT4WORK_COACH_COACHES: keys.coaches,
    FIT4WORK_COACH_ADMIN_TOKEN_SHA256: admin,
    FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: sha256Hex(readFileSync(keys.registryToken, 'utf8')),
    ...login,
    ...(database === undefined ? {} : { FIT4WORK_COACH_DATABASE_URL: database }),
  },
  gate: gates.coach,
});

export const anchorOf = (
  { keys, gates, policy, brokerTls }: Made,
  { state, log, batchMs }: { state: string; log: string; batchMs: number },
): Service => ({
  name: 'anchor',
  program: 'anchor-service/main',
  env: {
    FIT4WORK_ANCHOR_PORT: String(gates.anchor.listenOn),
    FIT4WORK_ANCHOR_STATE: state,
    FIT4WORK_ANCHOR_LOG_DIR: log,
    FIT4WORK_ANCHOR_KEY: keys.log,
    FIT4WORK_ANCHOR_POLICY: policy,
    // Ports are others at each start, and a policy is one for ever.
    FIT4WORK_ANCHOR_WITNESSES: keys.witnesses.map(({ name }, i) => `${name}=${gates.witnesses[i]?.url}`).join(' '),
    ...brokerAt('FIT4WORK_ANCHOR_BROKER_URL', { gates, brokerTls }),
    FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor',
    FIT4WORK_ANCHOR_BROKER_KEY: keys.anchorBroker,
    FIT4WORK_ANCHOR_REGISTRY_URL: `${gates.coach.url}/v1/agents/key-set`,
    FIT4WORK_ANCHOR_REGISTRY_TOKEN: keys.registryToken,
    FIT4WORK_ANCHOR_SERVICES: keys.brokerServices,
    FIT4WORK_ANCHOR_BATCH_MS: String(batchMs),
  },
  gate: gates.anchor,
});

/** The most that a plan of firmware-sim takes. */
const MOST_MEMORY_DAYS = 3660;

/** All wristbands on one virtual radio, in one process. */
async function startWearables(
  supervisor: Supervisor,
  { players, plan }: { players: readonly Player[]; plan: string },
  onListening: (port: number) => void,
): Promise<void> {
  const write = (port: number): void => {
    const wearables = players.map(({ address, source }) => ({
      address,
      authKey: authKeyOf(address),
      // Every day that is asked for is played, however few a real wristband would keep.
      memoryDays: MOST_MEMORY_DAYS,
      source,
    }));
    writeWhole(plan, JSON.stringify({ port, wearables }));
  };
  write(0);
  const spec = { name: 'firmware-sim', argv: [programOf('firmware-sim/main'), '--plan', plan], env: {} };
  await supervisor.service(spec, (port) => {
    // The radio has no gate: a simulator that is started again takes the same port.
    write(port);
    onListening(port);
  });
}

/** The key that a wristband and its agent share; of no secrecy, since the wristband is simulated. */
export const authKeyOf = (address: string): string => sha256Hex(`wearable ${address}`).slice(0, 32);
