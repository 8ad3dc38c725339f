import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoRun, startDemo, until } from './demo-process.js';

const TIMEOUT = 180_000;
const PATIENCE = { timeout: 60_000, interval: 500 };
const AGENT = fileURLToPath(new URL('../../../edge-agent/dist/main.js', import.meta.url));

let folder: string;
let network: Network;

/** Where a network runs, and how its coach is known. */
interface Network {
  readonly person: string;
  readonly yesterday: string;
  readonly logUrl: string;
  readonly token: string;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function startNetwork(): Promise<DemoRun> {
  const run = startDemo('--idle-coach', '--employees', '1', '--days', '2', '--state', folder);
  const said: string[] = [];
  run.process.stderr?.on('data', (part: string) => said.push(part));
  await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
  const text = said.join('');
  const [, token = '', person = ''] = /Bearer (\S+)' '(http\S+)\/summaries/.exec(text) ?? [];
  const [, yesterday = ''] = /from=(\d{4}-\d\d-\d\d)/.exec(text) ?? [];
  const [, logUrl = ''] = /(http\S+)\/checkpoint\n/.exec(text) ?? [];
  network = { person, yesterday, logUrl, token };
  return run;
}

/** What a command of the agent says; what it writes is sent by the one that runs. */
function agent(...args: readonly string[]): Promise<Record<string, unknown>> {
  const state = join(folder, 'employees', '001');
  const env = {
    FIT4WORK_AGENT_STATE: state,
    FIT4WORK_AGENT_COACH_URL: 'http://127.0.0.1:9',
    FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:9',
    FIT4WORK_AGENT_LOG_URL: network.logUrl,
  };
  const opening = args[0] === 'status' ? [] : ['--passphrase-file', join(state, 'passphrase')];
  const words = [AGENT, ...args, '--json', ...opening];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { env }, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(stderr));
      else resolve(JSON.parse(stdout));
    });
  });
}

/** What the coach API answers to the coach of this person. */
async function coach(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { person, token } = network;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${person}/${path}`, request);
  return JSON.parse(await answer.text());
}

/** A machine that is busy with other suites delivers late. */
const PATIENTLY = ['--wait', '60'] as const;

describe('an employee and a coach of a running network', () => {
  it(
    'write to each other, plan and report, and what the employee has erased stays certified',
    async () => {
      const run = await startNetwork();
      await expect.poll(async () => (await agent('status')).receipts, PATIENCE).toBeGreaterThan(0);
      const asked = await coach('messages', { text: 'Hoe gaat het?' });
      await expect
        .poll(() => agent('messages'), PATIENCE)
        .toMatchObject({
          sound: true,
          threads: [{ messages: [{ text: 'Hoe gaat het?', leaf: asked.leaf, problems: [], proof: { witnesses: 2 } }] }],
        });
      const mine = async () => ((await coach('messages')) as { messages: readonly unknown[] }).messages;
      await expect.poll(mine, PATIENCE).toMatchObject([{ acknowledged: true }]);
      const { threads } = (await agent('messages')) as { threads: readonly { coach: string }[] };
      const to = threads[0]?.coach ?? '';
      const sent = await agent(
        'messages',
        'send',
        '--coach',
        to,
        '--answers',
        '1',
        '--text',
        'Goed, dank u',
        ...PATIENTLY,
      );
      expect(sent).toMatchObject({ received: true });
      await expect
        .poll(mine, PATIENCE)
        .toMatchObject([{}, { from: 'person', text: 'Goed, dank u', answers: asked.leaf }]);

      const { yesterday } = network;
      const session = { day: yesterday, kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3_000 }, note: '' };
      const plan = {
        title: 'Meer stappen',
        from: yesterday,
        until: '2099-01-01',
        sessions: [session],
        advice: 'Rustig',
      };
      const { leaf } = await coach('programmes', plan);
      await expect.poll(() => agent('programme'), PATIENCE).toMatchObject({ sound: true, programmes: [{ leaf }] });
      expect(await agent('programme', 'done', '1', '--effort', '6', ...PATIENTLY)).toMatchObject({ received: true });
      await expect.poll(mine, PATIENCE).toMatchObject([{}, {}, { report: { programme: leaf, done: true, effort: 6 } }]);
      expect(await coach('programmes')).toMatchObject({ programmes: [{ acknowledged: true, stands: true }] });
      const adherence = await coach(`programmes/${leaf}/adherence`);
      expect(adherence).toMatchObject({ sessions: [{ state: 'done', effort: 6 }], weeks: [{ due: 1, done: 1 }] });

      expect(await agent('erase', '--day', yesterday, '--yes', ...PATIENTLY)).toMatchObject({
        erasure: { received: true },
      });
      await expect
        .poll(() => agent('erase', '--list'), PATIENCE)
        .toMatchObject({
          sound: true,
          erasures: [{ certificate: { envelopes: expect.any(Number), logIndex: expect.any(Number), problem: null } }],
        });
      const query = `metrics=steps&granularity=day&from=${yesterday}&to=${yesterday}&purpose=a+look`;
      expect(await coach(`summaries?${query}`)).toMatchObject({ days: [{ status: { steps: 'erased' } }] });
      run.process.kill('SIGINT');
      await run.finished;
    },
    TIMEOUT,
  );
});
