import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Reading, readSummaries } from './coach.js';
import { type CoachingOptions, eraseAndWithdraw, writeAndPlan } from './coaching.js';
import type { AgentStatus, Employee } from './employee.js';
import type { Network } from './network.js';
import { askAsOnlookers, verifyAsAuditor } from './onlookers.js';
import type { Progress } from './progress.js';
import type { Recording } from './recording.js';
import type { State } from './state.js';
import type { Supervisor } from './supervisor.js';

/* What a run does besides with --coached: the canary is coached, and all that others could get is kept to be searched. */

/** The wearables; and programs that are none of ours, of which only what runs them would leave a core. */
const UNSEARCHED = ['firmware-sim', 'mosquitto', 'rabbitmq', 'epmd'];

interface CoachedPorts {
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}

export interface CanaryOf {
  readonly network: Network;
  readonly employee: Employee;
  readonly status: AgentStatus;
  /** The canary's day. */
  readonly day: string;
  readonly recording: Recording;
}

/** @returns whether everything was taken, and a read was refused after the withdrawal */
export async function coachCanary(ports: CoachedPorts, canary: CanaryOf): Promise<boolean> {
  const { progress, state, supervisor } = ports;
  const { network, status, recording } = canary;
  progress.stage('coach', 'messages, a programme, reports');
  const onStep = (text: string): void => progress.update(text);
  const options: CoachingOptions = { ...canary, state, supervisor, onStep };
  await writeAndPlan(options);
  progress.stage('dump', 'every service but the wearables leaves a core while the coach reads');
  await dumpWhileReading(ports, canary);
  const cores = coresOf(join(state.root, 'cores'));
  progress.update(cores === 0 ? 'no core: this machine writes none into the folder of a process' : `${cores} cores`);
  progress.stage('withdraw', 'a day is erased, every grant ends');
  const refused = await eraseAndWithdraw(options);
  progress.stage('onlook', 'what nobody, the administrator and an auditor get');
  const { adminToken } = state.manifest;
  const answers = await askAsOnlookers({ adminToken, network, pseudonym: status.pseudonym, recording });
  await verifyAsAuditor({ state, supervisor }, recording);
  progress.update(`${answers} answers kept`);
  return refused === 403;
}

async function dumpWhileReading(
  { state, supervisor }: CoachedPorts,
  { network, status, day }: CanaryOf,
): Promise<void> {
  const reading: Reading = {
    ...{ pseudonym: status.pseudonym, metrics: ['steps', 'heart-rate'], from: day, until: day },
    granularity: 'hour',
  };
  let over = false;
  // One after the other, so that there is one at whatever moment the process ends.
  const readOn = async (): Promise<void> => {
    while (!over) await readSummaries(network, state, reading);
  };
  const readers = Array.from({ length: 4 }, readOn);
  await Promise.race(readers.map(() => readSummaries(network, state, reading)));
  await supervisor.dump((name) => !name.startsWith('agent') && !UNSEARCHED.includes(name));
  over = true;
  await Promise.all(readers);
}

const coresOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
