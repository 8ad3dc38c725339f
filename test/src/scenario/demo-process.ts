import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunDocument } from '@fit4work/demo';
import { afterAll, afterEach } from 'vitest';

/** A run of the demo as a person would start it, in a process of its own. */
export interface DemoRun {
  readonly process: ChildProcess;
  readonly finished: Promise<DemoResult>;
}

export interface DemoResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL('../../../demo/dist/main.js', import.meta.url));

const running = new Set<DemoRun>();
/** Those that a whole suite asks. */
const kept = new Set<DemoRun>();

/** A test that fails or takes too long leaves its run behind, and nothing may outlive it. The children go with it. */
async function endAll(runs: ReadonlySet<DemoRun>): Promise<void> {
  for (const run of runs) run.process.kill('SIGKILL');
  await Promise.all([...runs].map(({ finished }) => finished));
}
afterEach(() => endAll(running));
afterAll(() => endAll(kept));

export const startDemo = (...args: readonly string[]): DemoRun => start(running, args);

/** Of a suite that starts it once for all its tests: it ends with them. */
export const startSharedDemo = (...args: readonly string[]): DemoRun => start(kept, args);

function start(runs: Set<DemoRun>, args: readonly string[]): DemoRun {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (part: string) => stdout.push(part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => stderr.push(part));
  const finished = new Promise<DemoResult>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout: stdout.join(''), stderr: stderr.join('') }));
  });
  const run = { process: child, finished };
  runs.add(run);
  void finished.then(() => runs.delete(run));
  return run;
}

/** Runs the line once. @throws when it does not exit with 0: with what it said */
export async function runOnce(...args: readonly string[]): Promise<RunDocument> {
  return documentOf(await startDemo('--once', '--json', ...args).finished);
}

export function documentOf({ code, stdout, stderr }: DemoResult): RunDocument {
  if (code !== 0) throw new Error(`the demo ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** The children of a process whose command line names a program, by pid. Linux only. */
export function childrenOf(parent: number, program: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const ppid = Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
        return ppid === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program);
      } catch {
        return false;
      }
    });
}

/** What the first child that runs a program was told by the demo. Linux only. */
export function environmentOf(run: DemoRun, program: string): Record<string, string> {
  const [child] = childrenOf(run.process.pid ?? 0, program);
  const pairs = readFileSync(`/proc/${child}/environ`, 'utf8').split('\0');
  return Object.fromEntries(pairs.flatMap((pair) => (pair.startsWith('FIT4WORK_') ? [pair.split(/=(.*)/s)] : [])));
}

/** How many leaves of agents the published checkpoint of a run covers: the first of a new log is the coach API's (SPEC.md clause 15.4). */
export function leavesOfAgents(state: string): number {
  const checkpoint = join(state, 'log', 'checkpoint');
  return existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8').split('\n')[1]) - 1 : 0;
}

/** Waits until something is so; a run that ends before is an error. */
export async function until(run: DemoRun, what: string, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    if (run.process.exitCode !== null) throw new Error(`the demo ended before ${what}: ${(await run.finished).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What must be the same in two runs of the same people, whatever happened on the way. */
export const numbersOf = ({ employees, reads }: RunDocument): unknown => ({
  reads,
  employees: employees.map(({ source, samples, envelopes, receipts, anchored, days, refused, grant }) => ({
    ...{ source, samples, envelopes, receipts, anchored, days, refused, grant },
  })),
});
