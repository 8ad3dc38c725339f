import { join } from 'node:path';
import { closeState, openState, type State, Supervisor } from '@fit4work/demo';
import { KINDS, PARTS } from './core/parts.js';
import { ClusterError } from './error.js';
import { startNetwork } from './network.js';
import type { ClusterOptions } from './options.js';
import { gatherPeople } from './people.js';
import { type ChaosDocument, runChaos } from './run-chaos.js';
import { runLive } from './run-live.js';

export interface ClusterPorts {
  readonly tell: (sentence: string) => void;
  /** Settles when nobody waits any longer. */
  readonly stopped: Promise<unknown>;
}

/** Of those who share some withdraw, one beside each blow; the others are read to the end. */
const SHARING = 20;
/** Milliseconds that leaves wait for others. Each checkpoint goes to everybody, and the brokers keep it three times for each. */
const BATCH_MS = 1_000;
const WHOLE_MS = 420_000;

/** @returns what a run with chaos came to; undefined of one that was up until it was told to stop */
export async function runCluster(options: ClusterOptions, ports: ClusterPorts): Promise<ChaosDocument | undefined> {
  const state = openRun(options.seed);
  const supervisor = new Supervisor({
    logs: join(state.root, 'logs'),
    inspector: undefined,
    onRestart: () => undefined,
  });
  const kept = { is: false };
  const closing: (() => unknown)[] = [() => kept.is || closeState(state), () => supervisor.stop()];
  try {
    const interrupted = ports.stopped.then(() => {
      if (options.chaos) throw new ClusterError('interrupted', 'The run was interrupted; start it again.');
      return undefined;
    });
    const document = await Promise.race([begin(options, { ...ports, state, supervisor, closing }), interrupted]);
    kept.is = document !== undefined && document.broken.length > 0;
    return document;
  } catch (error) {
    kept.is = error instanceof ClusterError && error.code === 'not-whole';
    throw error;
  } finally {
    if (kept.is) ports.tell(`What the run left, with every log, is in ${state.root}: remove it once you have looked.`);
    for (const end of closing.reverse()) await end();
  }
}

interface Begun extends ClusterPorts {
  readonly state: State;
  readonly supervisor: Supervisor;
  /** What has to be ended, the last first. */
  readonly closing: (() => unknown)[];
}

async function begin(options: ClusterOptions, ports: Begun): Promise<ChaosDocument | undefined> {
  const { state, supervisor, tell, stopped, closing } = ports;
  const network = await startNetwork({ state, supervisor, batchMs: BATCH_MS, tell });
  closing.splice(1, 0, () => network.close());
  await network.health.whole(
    KINDS.flatMap((kind) => PARTS[kind]),
    WHOLE_MS,
  );
  const administrator = { coachUrl: network.coachUrl, token: state.manifest.adminToken };
  const sharing = Math.min(SHARING, Math.ceil(options.agents / 2));
  const { agents, processes, seed } = options;
  const { layLine } = network;
  const people = await gatherPeople({ administrator, agents, processes, sharing, seed, layLine, tell });
  closing.push(() => people.close());
  const run = { options, state, network, people, tell };
  if (options.chaos) return runChaos(run);
  await runLive(run, stopped);
  return undefined;
}

const openRun = (seed: number): State =>
  openState(
    {
      ...{ once: true, json: false, coached: false, idleCoach: false, employees: 1, days: 1, replay: undefined, seed },
      ...{ state: undefined, port: 0, broker: 'rabbitmq' as const, database: undefined },
    },
    Math.floor(Date.now() / 1_000),
  );
