import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, until } from './demo-process.js';

const TIMEOUT = 180_000;
const AGENT = fileURLToPath(new URL('../../../edge-agent/dist/main.js', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lost-machine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Status {
  readonly samples: Readonly<Record<string, number>>;
  readonly receipts: number;
  readonly grants: readonly { readonly id: string }[];
  readonly recordsWaiting: number;
}

/** Runs a command of the agent on a state folder. Addresses are those that were pinned: no variable names one. */
async function agent<T>(state: string, ...args: readonly string[]): Promise<T> {
  return JSON.parse(await said(state, ...args));
}

function said(state: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [AGENT, ...args], { env: { FIT4WORK_AGENT_STATE: state } }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args[0]} failed: ${stderr}${stdout}`));
      else resolve(stdout);
    });
  });
}

describe('an employee whose machine is lost', () => {
  it(
    'has everything again on a new one from the 24 words alone, and the agent before is ended',
    async () => {
      const run = startDemo('--employees', '1', '--days', '2', '--state', join(folder, 'demo'));
      const heard: string[] = [];
      run.process.stderr?.on('data', (part: string) => heard.push(part));
      await until(run, 'it says where to look', () => heard.join('').includes('the log as files'));
      const [, coach = ''] = /(http:\/\/[^/\s']+)\/v1\/people\/[0-9a-f]{32}\/summaries/.exec(heard.join('')) ?? [];
      const lost = join(folder, 'demo', 'employees', '001');
      const passphrase = ['--passphrase-file', join(lost, 'passphrase')];
      await expect
        .poll(async () => (await agent<Status>(lost, 'status', '--json')).receipts, { timeout: 60_000 })
        .toBeGreaterThan(200);

      // Whoever enrolled unattended gets the words again as long as nobody said to have them.
      const invitation = join(lost, 'invitation.json');
      const { recoveryWords } = await agent<{ recoveryWords: string }>(
        lost,
        ...['enrol', invitation, '--unattended', ...passphrase, '--json'],
      );
      expect(await said(lost, 'enrol', invitation, '--unattended', ...passphrase, '--language', 'nl')).toMatch(
        new RegExp(`^Met deze 24 woorden [^]*${recoveryWords.split(' ').join('[^a-z]+')}[^]*Ingeschreven\\.`),
      );
      const words = join(folder, 'words');
      writeFileSync(words, `${recoveryWords}\n`);
      const before = await agent<Status>(lost, 'status', '--json');

      const found = join(folder, 'new');
      const told = await agent<{ agent: number; samples: number; retired: number[]; findings: unknown[] }>(
        found,
        ...['recover', '--coach', coach, '--words-file', words, ...passphrase, '--json'],
      );
      expect(told).toMatchObject({ agent: 2, retired: [1], findings: [] });
      const after = await agent<Status>(found, 'status', '--json');
      expect(after.grants).toEqual(before.grants);
      // The wristband goes on: what was measured last is in no envelope yet.
      for (const [metric, samples] of Object.entries(before.samples)) {
        expect(after.samples[metric]).toBeGreaterThan(0.9 * samples);
        expect(after.samples[metric]).toBeLessThanOrEqual(samples);
      }

      // The new agent speaks: its withdrawal, its keys and the end of the one before are stored.
      await agent(found, 'withdraw', after.grants[0]?.id ?? '', '--json', '--wait', '60', ...passphrase);
      expect(await agent<Status>(found, 'status', '--json')).toMatchObject({ grants: [] });
      const rotated = await agent<{ ended: number; agent: number }>(found, 'rotate', '--json', ...passphrase);
      expect(rotated).toMatchObject({ ended: 2, agent: 3 });
      expect(await agent<Status>(found, 'status', '--json')).toMatchObject({ recordsWaiting: 0 });
      run.process.kill('SIGINT');
      await run.finished;
    },
    TIMEOUT,
  );
});
