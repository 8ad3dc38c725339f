import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, until } from './demo-process.js';

const TIMEOUT = 180_000;
const QUARTER = 900;
const AGENT = fileURLToPath(new URL('../../../edge-agent/dist/main.js', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lost-machine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Status {
  readonly findings: readonly { readonly code: string; readonly current: boolean }[];
  readonly receipts: number;
  readonly grants: readonly { readonly id: string; readonly recipient: string }[];
  readonly recordsWaiting: number;
}

/** Runs a command of the agent on a state folder. Addresses are those that were pinned: no variable names one. */
async function agent<T>(state: string, ...args: readonly string[]): Promise<T> {
  return JSON.parse(await said(state, ...args));
}

function said(state: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [AGENT, ...args],
      { env: { FIT4WORK_AGENT_STATE: state }, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${args[0]} failed: ${stderr}${stdout}`));
        else resolve(stdout);
      },
    );
  });
}

interface ShownSample {
  readonly metric: string;
  readonly start: number;
}

/** Every sample of the last days, in order. */
async function samplesOf(state: string, passphrase: readonly string[]): Promise<readonly ShownSample[]> {
  const [from, until] = [-4, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
  const { days } = await agent<{ days: readonly { readonly samples: readonly ShownSample[] }[] }>(
    state,
    ...['samples', '--granularity', 'raw', '--from', from ?? '', '--until', until ?? '', '--json', ...passphrase],
  );
  return days.flatMap(({ samples }) => samples).sort((a, b) => a.start - b.start || a.metric.localeCompare(b.metric));
}

describe('an employee whose machine is lost', () => {
  it(
    'has everything again on a new one from the 24 words alone, and the agent before is ended',
    async () => {
      const run = startDemo('--idle-coach', '--employees', '1', '--days', '2', '--state', join(folder, 'demo'));
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
      const told = await agent<{ agent: number; samples: number; findings: unknown[] }>(
        found,
        ...['recover', '--coach', coach, '--words-file', words, ...passphrase, '--json'],
      );
      expect(told).toMatchObject({ agent: 2, retired: [1], retiring: [], findings: [] });
      // Whoever has the lost machine speaks, and learns at once that nobody listens; what came down before is all there is.
      const { recipient } = before.grants[0] ?? { recipient: '' };
      const speaks = said(
        lost,
        'messages',
        'send',
        '--coach',
        recipient,
        '--text',
        'it is me',
        '--wait',
        '5',
        '--json',
      );
      await expect(speaks).rejects.toThrow(/"code":"agent-ended"/);
      await expect(said(lost, 'reads', ...passphrase)).rejects.toThrow(/This agent was ended/);
      const { findings } = await agent<Status>(lost, 'status', '--json');
      expect(findings.filter(({ current }) => current).map(({ code }) => code)).toContain('agent-ended');
      const after = await agent<Status>(found, 'status', '--json');
      expect(after.grants).toEqual(before.grants);
      // Every sample of every window that an envelope has. What the wristband measured after the last of them is in none yet,
      // nor is the quarter of an hour that was not over; `status` counts these too, and what two sources told of one minute twice.
      const [kept, restored] = [await samplesOf(lost, passphrase), await samplesOf(found, passphrase)];
      const end = Math.max(...restored.map(({ start }) => start));
      const sealed = kept.filter(({ start }) => start < (Math.floor(end / QUARTER) + 1) * QUARTER);
      expect(restored).toEqual(sealed);
      expect(restored.length).toBe(told.samples);
      expect(restored.length).toBeGreaterThan(3_000);

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
