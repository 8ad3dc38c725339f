import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { startDemo, until } from '../scenario/demo-process.js';
import { openBrowser } from './page-stand.js';

const TIMEOUT = 300_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeWith(['chromium'], 'the demo', () => {
  it(
    'ends with the addresses of three pages, of which each opens straight into what is there, and says where the passphrase is that opens the past',
    async () => {
      const run = startDemo('--employees', '1', '--days', '2', '--state', folder);
      const said: string[] = [];
      run.process.stderr?.on('data', (part: string) => said.push(part));
      await until(run, 'it says the pages', () => /an auditor +http\S+\n/.test(said.join('')));
      const linkOf = (who: string): string => new RegExp(`  ${who} +(http\\S+)`).exec(said.join(''))?.[1] ?? '';
      const browser = await openBrowser();
      try {
        const page = await browser.newPage({ locale: 'en-GB' });
        await page.goto(linkOf('an employee'));
        await page.getByText('Heart rate over the day').first().waitFor();
        const file = /with the passphrase of +(\S+)\n/.exec(said.join(''))?.[1] ?? '';
        await page.getByRole('link', { name: 'Who looked' }).click();
        await page.getByLabel(/^Your passphrase/).fill(readFileSync(file, 'utf8').trim());
        await page.getByRole('button', { name: 'Open', exact: true }).click();
        await page.getByText('One read, proven and allowed.').waitFor();
        await page.getByRole('link', { name: 'Programme', exact: true }).click();
        await page.getByText(/^Today: Walk, 30/).waitFor();
        await page.getByRole('link', { name: 'Messages', exact: true }).click();
        await page.locator('.timeline .notice-text').first().waitFor();
        expect(await page.getByText('does not verify').count()).toBe(0);
        await page.goto(linkOf('the coach'));
        await page.waitForURL(/\/coach\//);
        await page.getByText('Shares:').first().waitFor();
        await page.goto(linkOf('an auditor'));
        await page
          .getByRole('link', { name: /Block \d/ })
          .first()
          .waitFor();
        expect((await page.goto(linkOf('the coach')))?.status()).toBe(410);
      } finally {
        await browser.close();
      }
      run.process.kill('SIGINT');
      expect(await run.finished).toMatchObject({ code: 0 });
    },
    TIMEOUT,
  );
});
