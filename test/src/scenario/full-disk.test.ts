import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { documentOf, numbersOf, startDemo, until } from './demo-process.js';

const PEOPLE = ['--employees', '1', '--days', '3', '--seed', '17'];
const TIMEOUT = 180_000;

let state: string;
let small: string;

/** The agent's own file system, in memory: small enough to be filled by what it measures. */
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'full-'));
  small = join(state, 'employees', '001');
  mkdirSync(small, { recursive: true, mode: 0o700 });
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

function events(): readonly Record<string, unknown>[] {
  const log = join(state, 'logs', 'agent-1.log');
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}
const told = (event: string): boolean => events().some((each) => each.event === event);

describeWith(['root'], 'an agent whose disk is full', () => {
  it(
    'stays up and says so, goes on within ten seconds of there being room, and nothing is lost or doubled',
    async () => {
      const untouched = documentOf(await startDemo('--once', '--json', ...PEOPLE).finished);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k,mode=700', 'tmpfs', small]);
      try {
        const run = startDemo('--once', '--json', '--state', state, ...PEOPLE);
        await until(run, 'the disk was full', () => told('store-waits'));
        expect(statfsSync(small).bavail * 4096).toBeLessThan(100_000);
        execFileSync('mount', ['-o', 'remount,size=64m', small]);
        const room = Date.now();
        await until(run, 'the agent went on', () => told('store-goes-on'));
        expect(Date.now() - room).toBeLessThan(10_000);
        const document = documentOf(await run.finished);
        expect(numbersOf(document)).toEqual(numbersOf(untouched));
        expect(Object.values(document.checks)).not.toContain(false);
        expect(events().filter(({ event }) => event === 'store-waits')).toMatchObject([{ code: 'disk-full' }]);
      } finally {
        execFileSync('umount', ['-l', small]);
      }
    },
    TIMEOUT,
  );
});
