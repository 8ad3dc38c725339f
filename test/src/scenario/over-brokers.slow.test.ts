import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDocument } from '@fit4work/demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
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
import { describeOver, processOf } from './over.js';

const PEOPLE = ['--employees', '2', '--days', '2', '--seed', '11'];
const TIMEOUT = 300_000;
const BROKERS = ['aedes', 'mosquitto', 'rabbitmq'] as const;
const STORES = ['sqlite', 'postgres'] as const;
/** What carries the messages, and what of ours stands before or beside it. */
const PROGRAMS = {
  aedes: ['broker/dist/main.js'],
  mosquitto: ['mosquitto', 'broker/dist/main.js'],
  rabbitmq: ['beam.smp', 'broker/dist/main.js', 'broker/dist/door/main.js'],
} as const;

const folders: string[] = [];
let untouched: RunDocument;

beforeAll(async () => {
  untouched = await runOnce(...PEOPLE);
}, TIMEOUT);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'over-'));
  folders.push(folder);
  return folder;
}

/** In the middle: some leaves are anchored, and agents are still at work. */
async function killInTheMiddle(run: DemoRun, state: string, program: string): Promise<void> {
  const target = (): number | undefined => childrenOf(run.process.pid ?? 0, program)[0] ?? processOf(state, program);
  await until(run, `the log grew, and ${program} ran`, () => leavesOfAgents(state) > 0 && target() !== undefined);
  const pid = target();
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

for (const broker of BROKERS) {
  for (const store of STORES) {
    describeOver({ broker, store }, ({ args, isStored }) => {
      it.each(PROGRAMS[broker].map((program) => [program]))(
        'comes to the same numbers when %s is killed in the middle, and nothing is missing, or stored or anchored twice',
        async (program) => {
          const state = newFolder();
          const run = startDemo('--once', '--json', '--state', state, ...PEOPLE, ...(await args()));
          await killInTheMiddle(run, state, program);
          const result = await run.finished;
          const document = documentOf(result);
          expect(result.stderr).toContain('ended unexpectedly and is started again');
          expect(numbersOf(document)).toEqual(numbersOf(untouched));
          expect(Object.values(document.checks)).not.toContain(false);
          expect(await isStored()).toBe(true);
        },
        TIMEOUT,
      );

      it(
        'coaches a person, erases and withdraws, and shows nothing of it to anybody else',
        async () => {
          const { checks } = await runOnce('--coached', '--employees', '1', '--days', '1', ...(await args()));
          expect(Object.values(checks)).not.toContain(false);
        },
        TIMEOUT,
      );
    });
  }
}

describeWith(['mosquitto', 'rabbitmq'], 'a broker in the place of another', () => {
  it(
    'takes over in the middle of a run, twice, and nothing is missing, or stored or anchored twice',
    async () => {
      const state = newFolder();
      for (const broker of ['aedes', 'mosquitto']) {
        const before = leavesOfAgents(state);
        const run = startDemo('--once', '--json', '--state', state, ...PEOPLE, '--broker', broker);
        await until(run, 'the log grew', () => leavesOfAgents(state) > before);
        run.process.kill('SIGKILL');
        await run.finished;
        // Its processes end by themselves: one that held the state would keep the next run out.
        await expect.poll(() => processOf(state, 'mosquitto'), { timeout: 30_000 }).toBeUndefined();
      }
      const document = await runOnce('--state', state, ...PEOPLE, '--broker', 'rabbitmq');
      expect(numbersOf(document)).toEqual(numbersOf(untouched));
      expect(Object.values(document.checks)).not.toContain(false);
    },
    TIMEOUT,
  );
});
