import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gate, type Inspect } from './gate.js';
import { type KeyFiles, makeKeys } from './keys.js';
import type { Player } from './population.js';
import { programOf } from './programs.js';
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
  close(): Promise<void>;
}

export interface NetworkOptions {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly players: readonly Player[];
  readonly port: number;
  readonly batchMs: number;
  /** Inspects what the broker and the anchor see. */
  readonly inspector: ((place: string) => Inspect) | undefined;
}

interface Gates {
  readonly broker: Gate;
  readonly anchor: Gate;
  readonly coach: Gate;
  readonly witnesses: readonly Gate[];
}

/** Starts every service as a process of its own. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { state, supervisor } = options;
  const keys = await makeKeys(state, supervisor);
  const gates = await openGates(options, keys);
  const all = [gates.broker, gates.anchor, gates.coach, ...gates.witnesses];
  try {
    const policy = writePolicy(state, { keys, gates });
    const radio = await startServices(options, { keys, gates, policy: policy.file });
    return {
      coachUrl: gates.coach.url,
      brokerUrl: `mqtt://127.0.0.1:${gates.broker.port}`,
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

async function openGates({ port, inspector }: NetworkOptions, keys: KeyFiles): Promise<Gates> {
  const inspect = (place: string): (() => Inspect) | undefined => inspector && (() => inspector(place));
  const coach = await Gate.open(port);
  return {
    coach,
    broker: await Gate.open(0, inspect('broker')),
    anchor: await Gate.open(0, inspect('anchor')),
    witnesses: await Promise.all(keys.witnesses.map(({ name }) => Gate.open(0, inspect(`witness ${name}`)))),
  };
}

/** The policy that everybody trusts: the log's key, and both witnesses. */
function writePolicy(state: State, { keys, gates }: { keys: KeyFiles; gates: Gates }): { file: string; text: string } {
  const witnesses = keys.witnesses.map(
    ({ name, vkey }, i) => `witness ${name} ${vkey} ${gates.witnesses[i]?.url ?? ''}`,
  );
  const names = keys.witnesses.map(({ name }) => name).join(' ');
  const lines = [`log ${keys.logVkey} ${gates.anchor.url}`, ...witnesses, `group both all ${names}`, 'quorum both', ''];
  const file = join(state.root, 'policy');
  const text = lines.join('\n');
  writeWhole(file, text);
  return { file, text };
}

async function startServices(
  { state, supervisor, players, batchMs }: NetworkOptions,
  { keys, gates, policy }: { keys: KeyFiles; gates: Gates; policy: string },
): Promise<number> {
  const folder = (name: string): string => {
    const path = join(state.root, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const start = (name: string, program: string, env: Record<string, string>, gate: Gate): Promise<void> =>
    supervisor.service({ name, argv: [programOf(program)], env }, (port) => {
      gate.target = port;
    });
  let radio = 0;
  const plan = join(state.root, 'wearables.json');
  const brokerUrl = `mqtt://127.0.0.1:${gates.broker.port}`;
  await Promise.all([
    ...keys.witnesses.map(({ name, key }, i) => {
      const gate = gates.witnesses[i] ?? gates.broker;
      const env = { FIT4WORK_WITNESS_KEY: key, FIT4WORK_WITNESS_LOG_VKEYS: policy };
      const state_ = join(folder('witnesses'), `${name}.state`);
      return start(`witness-${name}`, 'anchor-service/witness/main', { ...env, FIT4WORK_WITNESS_STATE: state_ }, gate);
    }),
    start(
      'broker',
      'broker/main',
      {
        FIT4WORK_BROKER_REGISTRY_URL: gates.coach.url,
        FIT4WORK_BROKER_SERVICES: keys.brokerServices,
      },
      gates.broker,
    ),
    start(
      'coach-api',
      'coach-api/main',
      {
        FIT4WORK_COACH_STATE: folder('coach-api'),
        FIT4WORK_COACH_KEYS: keys.coach,
        FIT4WORK_COACH_BROKER_URL: brokerUrl,
        FIT4WORK_COACH_LOG_URL: gates.anchor.url,
        FIT4WORK_COACH_POLICY: policy,
        FIT4WORK_COACH_COACHES: keys.coaches,
        FIT4WORK_COACH_ADMIN_TOKEN_SHA256: sha256Hex(state.manifest.adminToken),
      },
      gates.coach,
    ),
    start(
      'anchor',
      'anchor-service/main',
      {
        FIT4WORK_ANCHOR_STATE: folder('anchor'),
        FIT4WORK_ANCHOR_LOG_DIR: folder('log'),
        FIT4WORK_ANCHOR_KEY: keys.log,
        FIT4WORK_ANCHOR_POLICY: policy,
        FIT4WORK_ANCHOR_BROKER_URL: brokerUrl,
        FIT4WORK_ANCHOR_BROKER_USERNAME: 'anchor',
        FIT4WORK_ANCHOR_BROKER_KEY: keys.anchorBroker,
        FIT4WORK_ANCHOR_BATCH_MS: String(batchMs),
      },
      gates.anchor,
    ),
    startWearables(supervisor, players, plan, (port) => {
      radio = port;
    }),
  ]);
  return radio;
}

/** All wristbands on one virtual radio, in one process. */
async function startWearables(
  supervisor: Supervisor,
  players: readonly Player[],
  plan: string,
  onListening: (port: number) => void,
): Promise<void> {
  const write = (port: number): void => {
    const wearables = players.map(({ address, source }) => ({ address, authKey: authKeyOf(address), source }));
    writeFileSync(plan, JSON.stringify({ port, wearables }));
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
