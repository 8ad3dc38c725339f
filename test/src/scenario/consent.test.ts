import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addDays } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childrenOf, environmentOf, startDemo, until } from './demo-process.js';

const TIMEOUT = 180_000;
const PROGRAM = 'edge-agent/dist/main.js';
const AGENT = fileURLToPath(new URL(`../../../${PROGRAM}`, import.meta.url));
const COACH_DECIDES = 5_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consent-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const employee = (): string => join(folder, 'employees', '001');
const withPassphrase = (): readonly string[] => ['--passphrase-file', join(employee(), 'passphrase')];

interface Said {
  readonly code: number;
  readonly document: Record<string, unknown>;
}

/** Runs a command of the agent beside the one that the demo keeps running on the same vault. */
function agent(env: Record<string, string>, ...args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [AGENT, ...args, '--json', ...withPassphrase()], { env }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`the agent failed: ${stderr}`));
      else resolve({ code: Number(error?.code ?? 0), document: JSON.parse(stdout) });
    });
  });
}

interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly days?: unknown; readonly hours?: unknown };
}

/** What the coach is told of days beside the numbers is not of the preview: it is said of days that came, and these have come. */
const numbersOf = (days: unknown): unknown[] =>
  (days as readonly Record<string, unknown>[]).map(({ status: _, window: __, ...numbers }) => numbers);

describe('consent on a running network', () => {
  it(
    'shows before it is signed what the coach API then answers, and ends within five seconds at the coach API',
    async () => {
      const run = startDemo('--idle-coach', '--employees', '1', '--days', '3', '--state', folder);
      const said: string[] = [];
      run.process.stderr?.on('data', (part: string) => said.push(part));
      await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
      await until(run, 'the agent runs', () => childrenOf(run.process.pid ?? 0, PROGRAM).length > 0);
      const env = environmentOf(run, PROGRAM);
      const [, token, url = ''] = /Bearer (\S+)' '(http\S+summaries)\S+'/.exec(said.join('')) ?? [];
      const sealed = async (): Promise<number> => {
        const { document } = await status(env);
        return document.envelopes === document.receipts && Number(document.envelopes) > 2 * 121 ? 1 : 0;
      };
      await expect.poll(sealed, { timeout: 60_000 }).toBe(1);
      const { document } = await status(env);
      const { from, until: today } = document.days as { from: string; until: string };
      // In the first hour of a day that of the day before is not sealed yet, and previewed as it will be.
      const last = addDays(today, -2);
      const days = ['--from', from, '--until', last];
      const asked = ['--coach', 'coach-2', '--metrics', 'steps', '--granularity', 'day,hour', ...days];
      const read = async (granularity: 'day' | 'hour'): Promise<Answer> => {
        const query = new URLSearchParams({
          metrics: 'steps',
          granularity,
          from,
          to: last,
          purpose: 'a look',
        });
        const answer = await fetch(`${url}?${query}`, { headers: { authorization: `Bearer ${token}` } });
        return { status: answer.status, body: (await answer.json()) as Answer['body'] };
      };

      const preview = await agent(env, 'grant', ...asked, '--preview');
      expect(preview.document).toMatchObject({ scope: { coach: 'coach-2' }, notice: { language: 'en' } });
      // The demo shares with its own coach already: the same data under the same keys.
      const [ofDays, ofHours] = [await read('day'), await read('hour')];
      expect(preview.document.preview).toMatchObject({
        past: { from, until: last },
        shown: [
          { granularity: 'day', windows: numbersOf(ofDays.body.days) },
          { granularity: 'hour', windows: ofHours.body.hours },
        ],
      });
      expect((ofDays.body.days as readonly { steps: { total: number } }[])[0]?.steps.total).toBeGreaterThan(0);

      expect(releases()).toBeGreaterThan(0);
      const ending = withdrawing(env);
      const signed = await ending.signed;
      const refusal = async (): Promise<unknown> => {
        const { status: code, body } = await read('day');
        return [code, body.code];
      };
      await expect.poll(refusal, { timeout: COACH_DECIDES, interval: 20 }).toEqual([403, 'not-granted']);
      expect(performance.now() - signed).toBeLessThan(COACH_DECIDES);
      expect(await ending.finished).toMatchObject({ code: 0, said: expect.stringContaining('has confirmed it') });
      expect(releases()).toBe(0);

      // Signed while nobody can be reached: it holds here, it says so at once, and the agent that runs sends it.
      const granted = await agent(env, 'grant', ...asked, '--yes');
      expect(granted.document).toMatchObject({ signed: true, stored: true, proven: true });
      const offline = { ...env, FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:9' };
      const alone = await agent(offline, 'withdraw', '--coach', 'coach-2', '--wait', '0');
      // Whether it was stored by then is up to the agent that runs, on a slow machine.
      expect(alone).toMatchObject({ code: 0, document: { withdrawn: [granted.document.grant] } });
      await expect.poll(releases, { timeout: 20_000 }).toBe(0);
      run.process.kill('SIGINT');
      await run.finished;
    },
    TIMEOUT,
  );
});

/** Ends everything, and tells when it was signed: it says so before it waits for anybody. */
function withdrawing(env: Record<string, string>) {
  const child = spawn(process.execPath, [AGENT, 'withdraw', '--all', '--wait', '60', ...withPassphrase()], { env });
  const said: string[] = [];
  const signed = new Promise<number>((resolve) => child.stdout.once('data', () => resolve(performance.now())));
  child.stdout.setEncoding('utf8').on('data', (part: string) => said.push(part));
  const finished = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, said: said.join('') }));
  });
  return { signed, finished };
}

const status = (env: Record<string, string>): Promise<Said> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [AGENT, 'status', '--json'], { env }, (error, stdout) => {
      if (error === null) resolve({ code: 0, document: JSON.parse(stdout) });
      else reject(error);
    });
  });

/** How many releases the coach API keeps. */
function releases(): number {
  const state = join(folder, 'coach-api');
  const [name = ''] = readdirSync(state).filter((file) => /\.(db|sqlite)$/.test(file));
  const database = new Database(join(state, name), { readonly: true });
  try {
    return Number(database.prepare('SELECT count(*) FROM releases').pluck().get());
  } finally {
    database.close();
  }
}
