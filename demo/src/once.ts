import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64Url } from '@fit4work/protocol';
import { canaryMarkers, canarySteps } from './canary.js';
import { type Metric, type Reading, readSummaries, type SummaryAnswer } from './coach.js';
import { type CanaryOf, coachCanary } from './coached.js';
import { type EmployeeReport, hoursAgree, type RunDocument, toDayNumbers, toEmployeeReport } from './document.js';
import { type AgentStatus, Employee } from './employee.js';
import { DemoError } from './error.js';
import type { Inspect } from './gate.js';
import { type KeyFiles, makeKeys, ORIGIN } from './keys.js';
import type { Marker } from './marker-finder.js';
import type { MarkerSearch } from './markers.js';
import { type Network, startNetwork } from './network.js';
import type { DemoOptions } from './options.js';
import { inParallel } from './parallel.js';
import { canaryOf, playersOf } from './population.js';
import type { Progress } from './progress.js';
import { Recording } from './recording.js';
import { searchSecrets } from './secrets.js';
import type { State } from './state.js';
import type { Supervisor } from './supervisor.js';
import { allAnchored, inspectLog, isReadLogged, type LogFacts } from './verify.js';

export interface OncePorts {
  readonly options: DemoOptions;
  readonly state: State;
  readonly supervisor: Supervisor;
  readonly search: MarkerSearch;
  readonly progress: Progress;
  /** Told when every service listens: from then on the folder holds a run that can be gone on with. */
  readonly onStarted: () => void;
}

const METRICS: readonly Metric[] = ['steps', 'heart-rate', 'sleep'];
const CANARY_DATE = '2024-02-02';
/** Agents at work at once: more would only wait for the two or four cores of an ordinary machine. */
const AT_ONCE = 6;
const BATCH_MS = 200;

/** The markers that a run plants in its canary. */
export const markersOf = (state: State): readonly Marker[] =>
  canaryMarkers(Buffer.from(state.manifest.canary, 'hex'), CANARY_DATE);

interface Result {
  readonly employee: Employee;
  readonly report: EmployeeReport;
  readonly leaves: readonly string[];
  readonly reads: number;
  readonly logged: boolean;
  readonly hoursAgree: boolean;
}

/** The whole line, once. @returns the document; the checks in it say whether everything holds */
export async function runOnce(ports: OncePorts): Promise<RunDocument> {
  const { options, progress, search, state, supervisor } = ports;
  const players = playersOf(options, state.manifest.started);
  const canary = canaryOf(state.manifest.canary, CANARY_DATE);
  progress.stage('start', `${players.length} wristbands and one with markers, broker, log, two witnesses, coach API`);
  const recording = options.coached ? new Recording(join(state.root, 'recorded')) : undefined;
  const network = await startNetwork({
    state,
    supervisor,
    players: [canary, ...players],
    port: options.port,
    ...{ database: options.database, broker: options.broker },
    batchMs: BATCH_MS,
    login: undefined,
    inspector: (place) => both(search.stream(place), recording?.stream(place)),
  });
  ports.onStarted();
  try {
    const employees = [canary, ...players].map((player) => new Employee({ state, network, supervisor }, player));
    const statuses = await shareAll(employees, await deliver(employees, progress), progress);
    const results = await readAll(ports, network, { employees, statuses });
    const coached = recording === undefined || (await coachFirst(ports, { network, employees, statuses, recording }));
    progress.stage('verify', 'the log, from its first leaf');
    const facts = await inspectLog(join(state.root, 'log'), network.policy, (text) => progress.update(text));
    const keys = await makeKeys(state, supervisor);
    return conclude(ports, { results, facts, keys, network, coached });
  } finally {
    await network.close();
  }
}

const both =
  (first: Inspect, second: Inspect | undefined): Inspect =>
  (chunk) => {
    first(chunk);
    second?.(chunk);
  };

/** The canary comes first. */
async function coachFirst(
  ports: OncePorts,
  of: Pick<CanaryOf, 'network' | 'recording'> & {
    readonly employees: readonly Employee[];
    readonly statuses: readonly AgentStatus[];
  },
): Promise<boolean> {
  const [[employee], [status]] = [of.employees, of.statuses];
  if (employee === undefined || status === undefined) return false;
  return coachCanary(ports, { ...of, employee, status, day: CANARY_DATE });
}

async function deliver(employees: readonly Employee[], progress: Progress): Promise<readonly AgentStatus[]> {
  progress.stage('enrol', `${employees.length} agents make their keys`);
  await inParallel(employees, AT_ONCE, (employee) => employee.enrol());
  progress.stage('synchronise', 'over Bluetooth LE');
  let [done, minutes, envelopes] = [0, 0, 0];
  const show = (): void =>
    progress.update(
      `${done} of ${employees.length} wristbands delivered; ${minutes} minutes read, ${envelopes} envelopes sealed`,
    );
  return inParallel(employees, AT_ONCE, async (employee) => {
    employee.onEvent = ({ event, minutes: read, envelopes: sealed }) => {
      if (event === 'synchronised') minutes += Number(read);
      if (event === 'sealed') envelopes += Number(sealed);
      if (event === 'synchronised' || event === 'sealed') show();
    };
    const status = await employee.runOnce();
    employee.onEvent = () => undefined;
    done += 1;
    show();
    return status;
  });
}

/** @returns the statuses with the leaves of the new grants */
async function shareAll(
  employees: readonly Employee[],
  statuses: readonly AgentStatus[],
  progress: Progress,
): Promise<readonly AgentStatus[]> {
  progress.stage('share', `${employees.length} employees grant the coach hours and days`);
  return inParallel([...employees.entries()], AT_ONCE, async ([i, employee]) => {
    const status = statuses[i];
    if (status === undefined) throw new DemoError('process-failed', 'An agent gave no status; see its log.');
    const grant = await employee.share(daysOf(status), status);
    return { ...status, leaves: [...status.leaves, ...(grant === undefined ? [] : [grant])] };
  });
}

function daysOf(status: AgentStatus): { from: string; until: string } {
  if (status.days) return status.days;
  throw new DemoError('process-failed', 'An agent measured no day at all; see its log.');
}

async function readAll(
  { progress, state }: OncePorts,
  network: Network,
  { employees, statuses }: { employees: readonly Employee[]; statuses: readonly AgentStatus[] },
): Promise<readonly Result[]> {
  progress.stage('read', 'the coach opens what was granted, after each read is in the log');
  let done = 0;
  return inParallel([...employees.entries()], employees.length, async ([i, employee]) => {
    const status = statuses[i];
    if (status === undefined) throw new DemoError('process-failed', 'An agent gave no status; see its log.');
    const result = await readOne({ state, network, employee, status });
    done += 1;
    progress.update(`${done} of ${employees.length} people read by the coach`);
    return result;
  });
}

async function readOne(of: {
  state: State;
  network: Network;
  employee: Employee;
  status: AgentStatus;
}): Promise<Result> {
  const { employee, network, state, status } = of;
  const { metrics, name } = employee.player;
  const base = { pseudonym: status.pseudonym, ...daysOf(status) };
  const readings = (['day', 'hour'] as const).map((granularity): Reading => ({ ...base, metrics, granularity }));
  const answers = await Promise.all(readings.map((reading) => openAnswer(network, state, reading)));
  const refused = await Promise.all(
    METRICS.filter((metric) => !metrics.includes(metric)).map(async (metric) => {
      const { status: code } = await readSummaries(network, state, { ...base, metrics: [metric], granularity: 'day' });
      return { metric, status: code };
    }),
  );
  const [days, hours] = answers;
  if (days === undefined || hours === undefined)
    throw new DemoError('refused', 'The coach was not answered; see its log.');
  const invitation = JSON.parse(readFileSync(join(employee.folder, 'invitation.json'), 'utf8'));
  const trust = { signingKey: fromBase64Url(invitation.coachApi.signingKey), policy: network.policy };
  return {
    employee,
    report: toEmployeeReport(name, status, {
      grant: metrics,
      days: (days.days ?? []).map(toDayNumbers),
      refused,
    }),
    leaves: status.leaves,
    reads: answers.length,
    logged: answers.every((answer, k) => {
      const reading = readings[k];
      return reading !== undefined && isReadLogged(answer, reading, trust);
    }),
    hoursAgree: hoursAgree(days, hours),
  };
}

async function openAnswer(network: Network, state: State, reading: Reading): Promise<SummaryAnswer> {
  const { status, text } = await readSummaries(network, state, reading);
  if (status !== 200) {
    throw new DemoError('refused', `The coach API answered ${status} to a read that was granted; see its log.`);
  }
  return JSON.parse(text);
}

function conclude(
  { options, progress, search, state, supervisor }: OncePorts,
  {
    results,
    facts,
    keys,
    network,
    coached,
  }: { results: readonly Result[]; facts: LogFacts; keys: KeyFiles; network: Network; coached: boolean },
): RunDocument {
  progress.stage('search', 'for marker values outside the edge and the coach');
  search.folder(state.root, mayHoldMarkers);
  if (options.coached) {
    const people = results.map(({ employee: { folder, player, words } }) => ({ folder, number: player.number, words }));
    search.sightings.push(...searchSecrets({ ...state, people }));
  }
  progress.update(`${search.bytes} bytes looked through, ${search.sightings.length} marker values seen`);
  progress.end();
  const people = results.filter(({ employee }) => employee.player.number > 0);
  const canary = results.find(({ employee }) => employee.player.number === 0);
  const shown = canary?.report.days.some(
    ({ steps }) => steps === canarySteps(Buffer.from(state.manifest.canary, 'hex'), CANARY_DATE),
  );
  return {
    version: 1,
    seconds: progress.seconds,
    peakRssMiB: supervisor.peaks,
    employees: people.map(({ report }) => report),
    log: {
      origin: ORIGIN,
      vkey: keys.logVkey,
      size: facts.size,
      root: facts.root,
      blocks: facts.blocks,
      witnesses: keys.witnesses.map(({ name, vkey }) => ({ name, vkey })),
      url: options.state === undefined ? network.logUrl : join(state.root, 'log'),
    },
    reads: results.reduce((total, { reads }) => total + reads, 0),
    checks: {
      everyEnvelopeAnchored: results.every(
        ({ leaves, report }) =>
          allAnchored(facts, leaves) && [report.receipts, report.anchored].every((count) => count === report.envelopes),
      ),
      chainVerified: facts.chainVerified,
      witnessQuorum: facts.witnessQuorum,
      readsLogged: results.every(({ logged }) => logged),
      // The coach saw the canary's steps, so the markers were in the system; nobody else may have seen them.
      noPlaintextOutsideEdgeAndCoach: shown === true && coached && search.bytes > 0 && search.sightings.length === 0,
      onlyGrantedOpened: people.every(({ report }) => report.refused.every(({ status }) => status === 403)),
      hoursAgreeWithDays: results.every((result) => result.hoursAgree),
    },
  };
}

/** The vaults are the edge, and the plan of the simulator and the manifest are where the markers come from. */
const mayHoldMarkers = (path: string): boolean =>
  /^employees\/\d+\/vault\.db(-wal|-shm)?$/.test(path) || path === 'wearables.json' || path === 'manifest.json';
