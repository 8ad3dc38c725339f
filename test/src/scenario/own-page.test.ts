import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../requirement.js';
import { childrenOf, environmentOf, startDemo, until } from './demo-process.js';

const TIMEOUT = 120_000;
const PROGRAM = 'edge-agent/dist/main.js';
const AGENT = fileURLToPath(new URL(`../../../${PROGRAM}`, import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-page-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A link into the page, from a command beside the agent that runs. */
const link = (env: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [AGENT, 'page', '--json'], { env }, (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout).link);
      else reject(error);
    });
  });

describeWith(['chromium'], 'the page of an employee of a running network', () => {
  it(
    'is opened in a browser by a link that works once, asks nobody else, and keeps no login in its address',
    async () => {
      const run = startDemo('--employees', '1', '--days', '2', '--state', folder);
      const said: string[] = [];
      run.process.stderr?.on('data', (part: string) => said.push(part));
      await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
      await until(run, 'the agent runs', () => childrenOf(run.process.pid ?? 0, PROGRAM).length > 0);
      const env = environmentOf(run, PROGRAM);
      let first = '';
      await expect.poll(async () => (first = await link(env).catch(() => '')), { timeout: 20_000 }).not.toBe('');
      const origin = new URL(first).origin;
      const browser = await chromium.launch({ executablePath: requirement('chromium').path, args: ['--no-sandbox'] });
      try {
        const page = await (await browser.newContext()).newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(first);
        await page.getByText(/^envelopes /).waitFor();
        expect(page.url()).toBe(`${origin}/`);
        await page.reload();
        await page.getByText(/^envelopes /).waitFor();
        expect([...new Set(asked.map((url) => new URL(url).origin))]).toEqual([origin]);

        const other = await (await browser.newContext()).newPage();
        await other.goto(first);
        await other.getByText('was used before').waitFor();

        // As the command opens it: by a file, so that no command line shows the link.
        const file = join(folder, 'open.html');
        const second = await link(env);
        writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${second}">`);
        await other.goto(`file://${file}`);
        await other.waitForURL(`${origin}/`);
        await other.getByText(/^envelopes /).waitFor();
      } finally {
        await browser.close();
      }
      run.process.kill('SIGINT');
      await run.finished;
    },
    TIMEOUT,
  );
});
