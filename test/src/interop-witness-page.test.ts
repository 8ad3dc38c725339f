import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeVkey, formatNote, noteSigner, signCheckpoint } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Child, run, stop } from './children.js';
import { describeWith, requirement } from './requirement.js';

const WITNESS = fileURLToPath(new URL('../../anchor-service/dist/witness/main.js', import.meta.url));

let folder: string;
let witness: Child;
let origin: string;
let browser: Browser;
let page: Page;
const requested: string[] = [];
const complaints: string[] = [];

/** A witness that cosigned, and that was then given another root of the same size: everything is on its page. */
async function startWitness(): Promise<void> {
  await sodium.ready;
  const log = noteSigner(
    'log.example/fit4work/with-a-rather-long-name-that-has-to-fit-somewhere',
    1,
    new Uint8Array(32).fill(3),
  );
  const made = join(folder, 'witness');
  const init = ['init', '--name', 'council.example/w1', '--log', encodeVkey(log.key), '--folder', made];
  expect(spawnSync(process.execPath, [WITNESS, ...init]).status).toBe(0);
  const env = { ...process.env, FIT4WORK_WITNESS_PORT: '0' };
  witness = run(process.execPath, [WITNESS, 'run', '--config', join(made, 'witness.json')], env);
  const { port } = JSON.parse(await witness.said(/"listening"/)) as { port: number };
  origin = `http://127.0.0.1:${port}`;
  for (const [old, fill] of [
    [0, 1],
    [1234567, 2],
  ] as const) {
    const root = new Uint8Array(32).fill(fill);
    const note = formatNote(signCheckpoint({ origin: log.key.name, size: 1234567, root }, log));
    const body = Buffer.concat([Buffer.from(`old ${old}\n\n`), note]);
    await fetch(`${origin}/add-checkpoint`, { method: 'POST', body });
  }
}

describeWith(['chromium'], 'the page of a witness in Chromium', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-page-'));
    await startWitness();
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ];
    browser = await chromium.launch({ executablePath: requirement('chromium').path, args });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 320, height: 800 } });
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await stop(witness);
    rmSync(folder, { recursive: true, force: true });
  });

  it('speaks the language of the browser, and the other one by its switch', async () => {
    await page.goto(origin);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('h1').textContent()).toBe('Witness council.example/w1');
    await page.getByRole('link', { name: 'Nederlands' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('nl');
    expect(await page.getByRole('alert').textContent()).toContain('Alarm: er is 1 bewijs van bedrog gevonden.');
    expect(await page.locator('main').textContent()).toContain('stand van 1.234.567 regels');
  });

  it.each(['nl', 'en'])(
    'in %s has its style, and is read at 320 pixels without scrolling sideways',
    async (language) => {
      await page.goto(`${origin}/?lang=${language}`);
      const [wide, alarm, size] = await page.evaluate<[number, string, string]>(`[
      document.documentElement.scrollWidth,
      getComputedStyle(document.querySelector('.alarm')).borderLeftColor,
      getComputedStyle(document.body).fontSize,
    ]`);
      expect(wide).toBeLessThanOrEqual(320);
      expect(alarm).toBe('rgb(155, 28, 28)');
      expect(size).toBe('16px');
    },
  );

  it.each(['nl', 'en'])('in %s tells a reader of screens what is what', async (language) => {
    await page.goto(`${origin}/?lang=${language}`);
    const levels = await page.locator('h1, h2, h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect(levels).toEqual(['H1', 'H2', 'H2', 'H2']);
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('nav[aria-label]').count()).toBe(1);
    expect(await page.locator('table').count()).toBe(await page.locator('table > caption').count());
    expect(await page.locator('th:not([scope])').count()).toBe(0);
    expect(await page.title()).toContain('council.example/w1');
  });

  it('asked nobody but the witness, and had nothing to complain of', () => {
    expect(requested.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  });
});
