import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDocument } from '@fit4work/demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLong } from '../long-run.js';
import {
  childrenOf,
  type DemoRun,
  documentOf,
  leavesOfAgents,
  numbersOf,
  runOnce,
  startDemo,
  until,
} from './demo-process.js';

const PEOPLE = ['--employees', '2', '--days', '2', '--seed', '11'];
const TIMEOUT = 180_000;

/** Each is killed in a long run, and every other one otherwise. */
const PROGRAMS = [
  ['an agent', 'edge-agent/dist/main.js'],
  ['the broker', 'broker/dist/main.js'],
  ['the anchor service', 'anchor-service/dist/main.js'],
  ['the simulator', 'firmware-sim/dist/main.js'],
  ['the coach API', 'coach-api/dist/main.js'],
  ['a witness', 'anchor-service/dist/witness/main.js'],
] as const;

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  folders.push(folder);
  return folder;
};

let untouched: RunDocument;

beforeAll(async () => {
  untouched = await runOnce(...PEOPLE);
}, TIMEOUT);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** In the middle: envelopes are sealed, some are anchored, and agents are still at work. @returns how many were anchored */
async function killInTheMiddle(run: DemoRun, state: string, program: string): Promise<number> {
  const parent = run.process.pid ?? 0;
  const target = (): number | undefined => childrenOf(parent, program)[0];
  await until(run, 'the log grew', () => leavesOfAgents(state) > 0 && target() !== undefined);
  const pid = target();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  return leavesOfAgents(state);
}

describe('killed with kill -9 in the middle and started again on the same state', () => {
  it.each(PROGRAMS.filter((_, i) => isLong || i % 2 === 0))(
    '%s: the same numbers, no envelope missing, none stored or anchored twice',
    async (_, program) => {
      const state = newFolder();
      const run = startDemo('--once', '--json', '--state', state, ...PEOPLE);
      const anchored = await killInTheMiddle(run, state, program);
      const result = await run.finished;
      const document = documentOf(result);
      expect(anchored).toBeLessThan(document.employees.reduce((total, { envelopes }) => total + envelopes, 0));
      expect(result.stderr).toContain('ended unexpectedly and is started again');
      expect(numbersOf(document)).toEqual(numbersOf(untouched));
      expect(Object.values(document.checks)).not.toContain(false);
    },
    TIMEOUT,
  );

  it(
    'the whole run: a second one on its folder ends with the same numbers, and no process of the first is left',
    async () => {
      const state = newFolder();
      const run = startDemo('--once', '--json', '--state', state, ...PEOPLE);
      await until(run, 'the log grew', () => leavesOfAgents(state) > 0);
      const children = childrenOf(run.process.pid ?? 0, 'dist/main.js');
      run.process.kill('SIGKILL');
      await run.finished;
      await expect.poll(() => children.filter(isAlive), { timeout: 30_000 }).toEqual([]);
      const document = await runOnce('--state', state, ...PEOPLE);
      expect(numbersOf(document)).toEqual(numbersOf(untouched));
      expect(Object.values(document.checks)).not.toContain(false);
    },
    TIMEOUT,
  );
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
