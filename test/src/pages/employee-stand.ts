import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { childrenOf, type DemoRun, environmentOf, startSharedDemo, until } from '../scenario/demo-process.js';

export const AGENT_PROGRAM = 'edge-agent/dist/main.js';
export const AGENT = fileURLToPath(new URL(`../../../${AGENT_PROGRAM}`, import.meta.url));
const PATIENCE = { timeout: 60_000, interval: 250 };

/** One employee of a running network, whose agent serves the page, and at whom a coach has looked once. */
export interface EmployeeStand {
  readonly folder: string;
  readonly passphrase: string;
  /** A link into the page, from a command beside the agent that runs. */
  link(): Promise<string>;
  readonly coach: CoachOf;
  close(): Promise<void>;
}

/** The coach's side of the person: what the coach API answers, and takes. */
interface CoachOf {
  /** Below the person, such as `messages`. */
  answer<Body>(path: string): Promise<Body>;
  send(path: string, body: object): Promise<number>;
}

export async function startEmployee(): Promise<EmployeeStand> {
  const folder = mkdtempSync(join(tmpdir(), 'own-page-'));
  const run = startSharedDemo('--idle-coach', '--employees', '1', '--days', '3', '--state', folder);
  const close = async (): Promise<void> => {
    run.process.kill('SIGINT');
    await run.finished;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { link, coach } = await lookedAt(run);
    const passphrase = readFileSync(join(folder, 'employees', '001', 'passphrase'), 'utf8').trim();
    return { folder, passphrase, link, coach, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until the page is there and a look of the coach has come to it. @returns what makes a link */
async function lookedAt(run: DemoRun): Promise<Pick<EmployeeStand, 'link' | 'coach'>> {
  const said: string[] = [];
  run.process.stderr?.on('data', (part: string) => said.push(part));
  await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
  await until(run, 'the agent runs', () => childrenOf(run.process.pid ?? 0, AGENT_PROGRAM).length > 0);
  const env = environmentOf(run, AGENT_PROGRAM);
  const agent = (...args: readonly string[]): Promise<string> => askAgent(env, ...args, '--json');
  const link = async (): Promise<string> => JSON.parse(await agent('page', '--no-open')).link;
  await vi.waitFor(link, PATIENCE);
  const [, token, url] = /Bearer (\S+)' '(http\S+summaries\S+)'/.exec(said.join('')) ?? [];
  const isSo = (what: string, so: boolean): void => {
    if (!so) throw new RangeError(`${what} has not come.`);
  };
  await vi.waitFor(async () => {
    const { status } = await fetch(String(url), { headers: { authorization: `Bearer ${token}` } });
    isSo('the coach’s look', status === 200);
  }, PATIENCE);
  await vi.waitFor(async () => isSo('the read', JSON.parse(await agent('status')).letters.read.kept > 0), PATIENCE);
  return { link, coach: coachOf(String(url).replace(/summaries.*$/, ''), String(token)) };
}

function coachOf(person: string, token: string): CoachOf {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    answer: async (path) => JSON.parse(await (await fetch(`${person}${path}`, { headers })).text()),
    send: async (path, body) =>
      (await fetch(`${person}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status,
  };
}

/** What a command beside the agent that runs answers. */
export const askAgent = (env: Record<string, string>, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [AGENT, ...args], { env }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
