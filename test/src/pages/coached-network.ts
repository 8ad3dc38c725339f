import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type Child, run as start } from '../children.js';
import { childrenOf, type DemoRun, environmentOf, startSharedDemo, until } from '../scenario/demo-process.js';
import { AGENT, AGENT_PROGRAM, askAgent } from './employee-stand.js';

/** As long as nothing hangs it is there before, however busy the machine is. */
export const PATIENCE = { timeout: 120_000, interval: 500 };
/** Whoever asks often takes the time in which it would come. */
const SELDOM = { ...PATIENCE, interval: 3_000 };
/** A trend takes fourteen days before the last seven. */
const DAYS = 22;
/** Of a day: its quarters, its hours and itself. */
const ENVELOPES_A_DAY = 96 + 24 + 1;

/** An employee of the network, whose agent runs. */
export interface Employee {
  readonly pseudonym: string;
  /** What a command beside the agent that runs answers; with the passphrase. */
  ask(...args: readonly string[]): Promise<string>;
  /** As `ask`, for whoever waits for what it says meanwhile. */
  begin(...args: readonly string[]): Child;
}

/** Wristbands, agents, broker, log, witnesses and a coach API, each of them a process, and people of whom all has come. */
export interface CoachedNetwork {
  readonly coachUrl: string;
  /** Of those who share at this moment, by pseudonym. */
  sharing(): Promise<readonly Employee[]>;
  /** What the coach API answers to the coach; a reading of it is none of the page. */
  answer<Body>(path: string): Promise<Body>;
  /** Leaves that the witnessed checkpoint covers. */
  logSize(): Promise<number>;
  close(): Promise<void>;
}

export async function startCoached(): Promise<CoachedNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'coached-'));
  const run = startSharedDemo('--idle-coach', '--employees', '3', '--days', String(DAYS), '--state', folder);
  const close = async (): Promise<void> => {
    run.process.kill('SIGINT');
    await run.finished;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await networkOf(run, folder)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function networkOf(run: DemoRun, folder: string): Promise<Omit<CoachedNetwork, 'close'>> {
  const said: string[] = [];
  run.process.stderr?.on('data', (part: string) => said.push(part));
  await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
  await until(run, 'agents run', () => childrenOf(run.process.pid ?? 0, AGENT_PROGRAM).length > 0);
  const [, token, coachUrl = ''] = /Bearer (\S+)' (http\S+)\/v1\/people\n/.exec(said.join('')) ?? [];
  const { FIT4WORK_AGENT_PAGE_PORT: _, ...env } = environmentOf(run, AGENT_PROGRAM);
  const employees = await Promise.all(['001', '002', '003'].map((name) => whole(join(folder, 'employees', name), env)));
  const answer = async <Body>(path: string): Promise<Body> =>
    JSON.parse(await textAt(`${coachUrl}${path}`, { authorization: `Bearer ${token}` }));
  return {
    ...{ coachUrl, answer },
    sharing: async () => {
      const { people } = await answer<{ readonly people: readonly { readonly pseudonym: string }[] }>('/v1/people');
      return people.flatMap(({ pseudonym }) => employees.find((each) => each.pseudonym === pseudonym) ?? []);
    },
    logSize: async () => Number((await textAt(`${env.FIT4WORK_AGENT_LOG_URL}/checkpoint`)).split('\n')[1]),
  };
}

const textAt = async (url: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(url, { headers })).text();

/** An employee of whom everything that was played is stored. */
async function whole(folder: string, env: Record<string, string>): Promise<Employee> {
  const own = { ...env, FIT4WORK_AGENT_STATE: folder };
  const pseudonym = await vi.waitFor(async () => {
    const told = JSON.parse(await askAgent(own, 'status', '--json'));
    if (told.receipts !== told.envelopes || told.envelopes < (DAYS - 1) * ENVELOPES_A_DAY) {
      throw new RangeError(`Of ${told.envelopes} envelopes ${told.receipts} are stored.`);
    }
    return String(told.pseudonym);
  }, SELDOM);
  const passphrase = ['--passphrase-file', join(folder, 'passphrase')];
  return {
    pseudonym,
    ask: (...args) => askAgent(own, ...args, '--json', ...passphrase),
    begin: (...args) => start(process.execPath, [AGENT, ...args, ...passphrase], own),
  };
}
