import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, type DemoRun, documentOf, numbersOf, startDemo } from './demo-process.js';

/* One agent of the demo, killed with kill -9 again and again while it reads, seals and delivers. */

const PROGRAM = 'edge-agent/dist/main.js';
const AGENT = '/employees/001';
/** Longest that an agent works before it is killed, in milliseconds: about as long as a whole day takes it. */
const LONGEST_LIFE = 1_500;
const PEOPLE = ['--employees', '1', '--seed', '23'];

export interface Killed {
  readonly kills: number;
  /** From each kill of `run` until the next was connected and at work, in milliseconds; in order. */
  readonly restarts: readonly number[];
  /** What the run came to, and what one comes to in which nothing is killed. */
  readonly numbers: unknown;
  readonly untouched: unknown;
  readonly checks: readonly boolean[];
}

/** @param days of history: the more, the more there is to be killed in */
export async function killOften(days: number, { seed, most }: { seed: number; most: number }): Promise<Killed> {
  const people = [...PEOPLE, '--days', String(days)];
  const untouched = documentOf(await startDemo('--once', '--json', ...people).finished);
  const state = mkdtempSync(join(tmpdir(), 'killed-often-'));
  try {
    const run = startDemo('--once', '--json', '--state', state, ...people);
    const restarts = await killUntilDone(run, state, { random: randomOf(seed), most });
    const document = documentOf(await run.finished);
    return {
      kills: restarts.kills,
      restarts: restarts.times.sort((a, b) => a - b),
      numbers: numbersOf(document),
      untouched: numbersOf(untouched),
      checks: Object.values(document.checks),
    };
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

async function killUntilDone(
  run: DemoRun,
  state: string,
  { random, most }: { random: () => number; most: number },
): Promise<{ kills: number; times: number[] }> {
  const times: number[] = [];
  let kills = 0;
  let killedAt: number | undefined;
  while (run.process.exitCode === null && kills < most) {
    const before = connections(state);
    const agent = await waitFor(run, () => (connections(state) > before || kills === 0 ? agentOf(run) : undefined));
    if (agent === undefined) break;
    if (killedAt !== undefined) times.push(Date.now() - killedAt);
    // An agent that ends by itself before it is struck started once, and is counted once.
    killedAt = undefined;
    await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_LIFE));
    const now = agentOf(run);
    if (now === undefined) continue;
    const isRun = commandOf(now) === 'run';
    process.kill(now, 'SIGKILL');
    kills += 1;
    // What an enrolment still has to do when it begins anew, as to ask for a passphrase, is not the restart of an agent.
    if (isRun) killedAt = Date.now();
  }
  return { kills, times };
}

/** The one that keeps its vault in the folder of the first employee. */
function agentOf(run: DemoRun): number | undefined {
  return childrenOf(run.process.pid ?? 0, PROGRAM).find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(AGENT);
    } catch {
      return false;
    }
  });
}

/** What the agent was asked to do: `enrol`, `run`. */
function commandOf(pid: number): string | undefined {
  const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return argv[argv.findIndex((each) => each.endsWith(PROGRAM)) + 1];
}

/** How often the agent was connected to the broker: it has opened its vault then, and is at work. */
function connections(state: string): number {
  const log = join(state, 'logs', 'agent-1.log');
  return existsSync(log) ? readFileSync(log, 'utf8').split('"event":"broker-connected"').length - 1 : 0;
}

async function waitFor<T>(run: DemoRun, look: () => T | undefined): Promise<T | undefined> {
  while (run.process.exitCode === null) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return undefined;
}

/** Of [0, 1), the same for the same seed (xorshift32, Marsaglia 2003). */
function randomOf(seed: number): () => number {
  let x = seed >>> 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 0x1_0000_0000;
  };
}
