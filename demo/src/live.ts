import { join } from 'node:path';
import { addDays, civilDay } from '@fit4work/protocol';
import { Employee } from './employee.js';
import { DemoError } from './error.js';
import { freePort } from './gate.js';
import { coachOne } from './live-coach.js';
import { type Network, startNetwork } from './network.js';
import type { OncePorts } from './once.js';
import { inParallel } from './parallel.js';
import { playersOf } from './population.js';
import type { State } from './state.js';

const ZONE = 'Europe/Brussels';
const BATCH_MS = 500;
const GRANT_DAYS = 30;
const FIRST_DAY = '2000-01-01';

/** The network with its people, up until it is told to stop. */
export async function runLive(
  { onStarted, options, progress, state, supervisor }: Omit<OncePorts, 'search'>,
  stopped: Promise<void>,
): Promise<void> {
  const players = playersOf(options, state.manifest.started);
  progress.stage('start', `${players.length} wristbands, broker, log, two witnesses, coach API, a provider to log in`);
  const network = await startNetwork({
    state,
    supervisor,
    players,
    port: options.port,
    ...{ database: options.database, broker: options.broker },
    batchMs: BATCH_MS,
    login: await freePort(),
    inspector: undefined,
  });
  onStarted();
  try {
    const employees = players.map((player) => new Employee({ state, network, supervisor }, player));
    progress.stage('enrol', `${employees.length} agents make their keys`);
    await inParallel(employees, employees.length, (employee) => employee.enrol());
    progress.stage('share', 'the employees grant the coach hours and days');
    const until = addDays(civilDay(state.manifest.started, ZONE), GRANT_DAYS);
    await inParallel(employees, employees.length, async (employee) =>
      employee.share({ from: FIRST_DAY, until }, await employee.status()),
    );
    progress.stage('synchronise', 'over Bluetooth LE');
    follow(employees, (text) => progress.update(text));
    const status = await employees[0]?.status();
    const page = await freePort();
    const running = employees.map((employee, i) => employee.run(i === 0 ? page : undefined));
    const own = employees[0]?.pageCommand ?? '';
    progress.note(whereToLook(network, { state, person: status?.pseudonym ?? '', own }));
    progress.stage('live', 'new windows are published as they close; Ctrl-C ends everything');
    const ended = Promise.race([stopped, ...running]);
    const [first] = employees;
    if (first !== undefined) {
      const coached = async (): Promise<void> => {
        await first.delivered();
        if (!options.idleCoach) await coachOne({ state, network, supervisor }, first);
      };
      await Promise.race([ended, showPages(network, first, { coached, note: (text) => progress.note(text) })]);
    }
    await ended;
    for (const employee of employees) employee.onEvent = () => undefined;
  } finally {
    progress.stage('stop', 'every process ends');
    await supervisor.stop();
    await network.close();
    progress.end();
  }
}

function follow(employees: readonly Employee[], show: (text: string) => void): void {
  let [minutes, envelopes] = [0, 0];
  for (const employee of employees) {
    employee.onEvent = ({ event, minutes: read, envelopes: sealed }) => {
      if (event === 'synchronised') minutes += Number(read);
      if (event === 'sealed') envelopes += Number(sealed);
      show(`${minutes} minutes read from the wristbands, ${envelopes} envelopes sealed; Ctrl-C ends everything`);
    };
  }
}

interface Shown {
  /** Settles as soon as the pages have something to show. */
  readonly coached: () => Promise<void>;
  readonly note: (text: string) => void;
}

/** Tells the three pages, each with a way in that works once. */
async function showPages({ coachLink, logUrl }: Network, first: Employee, { coached, note }: Shown): Promise<void> {
  try {
    await coached();
    note(
      [
        '',
        'Three pages; the first two links work once (the first within five minutes, the command above makes another):',
        `  an employee                 ${await first.pageLink()}`,
        `    with the passphrase of    ${first.passphraseFile}`,
        `  the coach                   ${coachLink ?? ''}`,
        `  an auditor                  ${logUrl}/#/blocks`,
        '',
      ].join('\n'),
    );
  } catch (error) {
    // Of an agent that was ended from outside meanwhile; the rest goes on.
    if (!(error instanceof DemoError)) throw error;
    note('There is no link to the first employee’s page now: the command above makes one once its agent runs.');
  }
}

function whereToLook(
  network: { coachUrl: string; logUrl: string },
  { state, person, own }: { state: State; person: string; own: string },
): string {
  const { coachToken, started } = state.manifest;
  const header = `-H 'Authorization: Bearer ${coachToken}'`;
  const yesterday = addDays(civilDay(started, ZONE), -1);
  const query = `metrics=steps&granularity=day&from=${yesterday}&to=${yesterday}&purpose=a+look`;
  return [
    '',
    'Where to look:',
    `  who shares with the coach   curl ${header} ${network.coachUrl}/v1/people`,
    `  yesterday's steps           curl ${header} '${network.coachUrl}/v1/people/${person}/summaries?${query}'`,
    `  logging in                  ${network.coachUrl}/v1/login?to=/v1/session (no login: whoever you choose is believed)`,
    `  the first employee's page   ${own}`,
    `  the coach's page            ${network.coachUrl}/coach/ (log in as Coach)`,
    `  the coach API's routes      ${network.coachUrl}/openapi.json`,
    `  the log's checkpoint        ${network.logUrl}/checkpoint`,
    `  the log as files            ${join(state.root, 'log')}`,
    '',
  ].join('\n');
}
