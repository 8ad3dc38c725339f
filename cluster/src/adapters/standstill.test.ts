import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Supervisor } from '@fit4work/demo';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { processOfPostgres, startPostgres } from '../postgres.js';
import { answers, databaseUrl } from './database.js';
import { standStill } from './standstill.js';

const LOOK_MS = 50;
/** Longer than an answer takes that comes at all. */
const SILENT_MS = 1_000;

let root: string;
let supervisor: Supervisor;
let session: pg.Client;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'f4w-standstill-'));
  chmodSync(root, 0o711);
  supervisor = new Supervisor({ logs: join(root, 'logs'), inspector: undefined, onRestart: () => undefined });
  const port = await startPostgres(supervisor, root);
  const connectionString = databaseUrl(port, 'postgres');
  while (!(await answers(connectionString, SILENT_MS))) await pause(LOOK_MS);
  session = new pg.Client({ connectionString });
  session.on('error', () => undefined);
  await session.connect();
}, 60_000);
afterEach(async () => {
  await session.end().catch(() => undefined);
  await supervisor.stop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

const answersWithin = async (answer: Promise<unknown>, ms: number): Promise<boolean> =>
  Promise.race([answer.then(() => true), pause(ms, false)]);
const statesOf = async (): Promise<string> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '--ppid', String(processOfPostgres(root))]);
  return stdout;
};

describeWith(['postgres'], 'a database that stands still', () => {
  it('answers nobody, also who is connected already, and goes on where it was', async () => {
    const wake = await standStill(processOfPostgres(root));
    const answer = session.query('SELECT 1 AS one');
    expect(await answersWithin(answer, SILENT_MS)).toBe(false);
    await wake();
    expect((await answer).rows).toEqual([{ one: 1 }]);
  });

  it('goes on as well once whoever stopped it is killed', async () => {
    const built = new URL('../../dist/adapters/standstill.js', import.meta.url).href;
    const script = `import(${JSON.stringify(built)}).then(async ({ standStill }) => { await standStill(${processOfPostgres(root)}); console.log('still'); setInterval(() => {}, 1000); })`;
    const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    const answer = session.query('SELECT 1 AS one');
    expect(await answersWithin(answer, SILENT_MS)).toBe(false);
    expect(await statesOf()).toMatch(/^T/m);
    other.kill('SIGKILL');
    expect((await answer).rows).toEqual([{ one: 1 }]);
  });
});
