import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, until } from './demo-process.js';

const TIMEOUT = 120_000;
const AGENT = fileURLToPath(new URL('../../../edge-agent/dist/main.js', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-view-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly stdout: string;
}

/** Runs a command of the agent on the first employee's state. Nothing but the log is spoken to. */
function agent(logUrl: string, ...args: readonly string[]): Promise<Said> {
  const away = '127.0.0.1:9';
  const env = {
    FIT4WORK_AGENT_STATE: employee(),
    FIT4WORK_AGENT_COACH_URL: `http://${away}`,
    FIT4WORK_AGENT_BROKER_URL: `mqtt://${away}`,
    FIT4WORK_AGENT_LOG_URL: logUrl,
    LANG: 'nl_BE.UTF-8',
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [AGENT, ...args], { env }, (error, stdout, stderr) => {
      if (typeof error?.code === 'string' || stderr !== '') reject(new Error(`the agent failed: ${stderr}`));
      else resolve({ code: Number(error?.code ?? 0), stdout });
    });
  });
}

const employee = (): string => join(folder, 'employees', '001');
const withPassphrase = (): readonly string[] => ['--passphrase-file', join(employee(), 'passphrase')];

interface ReadsDocument {
  readonly sound: boolean;
  readonly reads: readonly { readonly from: string }[];
}

describe('an employee of a running network', () => {
  it(
    'sees who looked, proven on the own machine, and what was shared and measured; and still does when all others are gone',
    async () => {
      const run = startDemo('--idle-coach', '--employees', '1', '--days', '2', '--state', folder);
      const said: string[] = [];
      run.process.stderr?.on('data', (part: string) => said.push(part));
      await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
      const [, token, url] = /Bearer (\S+)' '(http\S+summaries\S+)'/.exec(said.join('')) ?? [];
      const [, logUrl = ''] = /(http\S+)\/checkpoint\n/.exec(said.join('')) ?? [];
      // The broker keeps what is told to an agent from the first time on that it is connected.
      const receipts = async (): Promise<number> =>
        JSON.parse((await agent(logUrl, 'status', '--json')).stdout).receipts;
      await expect.poll(receipts, { timeout: 30_000 }).toBeGreaterThan(0);
      const answer = await fetch(String(url), { headers: { authorization: `Bearer ${token}` } });
      const { reads: logged }: { reads: { leaf: string }[] } = JSON.parse(await answer.text());

      let told: ReadsDocument = { sound: false, reads: [] };
      const reads = async (): Promise<number> => {
        told = JSON.parse((await agent(logUrl, 'reads', '--json', ...withPassphrase())).stdout);
        return told.reads.length;
      };
      await expect.poll(reads, { timeout: 30_000 }).toBe(1);
      const { stdout: grants } = await agent(logUrl, 'grants', '--json');
      const [grant]: readonly { id: string; coach: string }[] = JSON.parse(grants).events;
      expect(told).toMatchObject({
        sound: true,
        reads: [
          {
            ...{
              leaf: logged[0]?.leaf,
              coach: grant?.coach,
              purpose: 'a look',
              metrics: ['steps'],
              granularity: 'day',
            },
            ...{ grants: [grant?.id], problems: [], acknowledged: null },
            proof: { witnesses: 2 },
          },
        ],
      });

      run.process.kill('SIGINT');
      await run.finished;
      const again = await agent(logUrl, 'reads', ...withPassphrase());
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('door 2 getuigen bevestigd') });
      expect(again.stdout).not.toContain('(nieuw)');
      const [day = ''] = [told.reads[0]?.from];
      const measured = await agent(
        logUrl,
        ...['samples', '--from', day, '--until', day, '--metrics', 'steps', '--json', ...withPassphrase()],
      );
      const { days, closed }: { days: { windows: { values: { total: number }[] }[] }[]; closed: string[] } = JSON.parse(
        measured.stdout,
      );
      expect(closed).toEqual([]);
      expect(days[0]?.windows[0]?.values[0]?.total).toBeGreaterThan(0);
    },
    TIMEOUT,
  );
});
