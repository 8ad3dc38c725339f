import { cryptoReady } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { dayBounds, measureDays, PASSPHRASE, PageWorld } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { actsOf, watchActs } from './acts.js';
import { lookAt, openBrowser, picture, shiftsOf } from './page-stand.js';

const TIMEOUT = 600_000;
const [FROM, DAYS, LAST] = ['2025-10-30', 365, '2026-10-29'];
/** Milliseconds between what somebody does and what is seen of it. */
const AT_ONCE = 100;
/** As many keys are pressed below, at least. */
const ACTS = 38;

describeWith(['chromium'], 'the page of an employee who has a year of data', () => {
  it(
    'shows within a tenth of a second what somebody does, and moves nothing meanwhile',
    async () => {
      await cryptoReady;
      const [browser, world] = await Promise.all([openBrowser(), PageWorld.open()]);
      world.reads.now = dayBounds(LAST).end - 3_600;
      await measureDays(world.reads.vault, { from: FROM, days: DAYS, open: 3 });
      const url = `http://127.0.0.1:${world.port}/#login=${await world.token()}`;
      const { page } = await lookAt(browser, url, { language: 'en', theme: 'light' });
      await page.getByRole('link', { name: 'Over time' }).press('Enter');
      const field = page.getByLabel(/^Your passphrase/);
      await field.fill(PASSPHRASE);
      await field.press('Enter');
      await measured(page, 4);
      for (const table of await page.locator('summary').all()) await table.press('Enter');
      const began = performance.now();
      const period = page.getByLabel(/^How long/);
      for (const key of ['ArrowDown', 'ArrowDown']) await period.press(key);
      await measured(page, 325);
      const looked = performance.now() - began;
      await watchActs(page);
      for (let i = 0; i < 5; i++) {
        for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) await period.press(key);
        await page.getByRole('button', { name: 'Later' }).press('Enter');
      }
      await period.press('ArrowUp');
      for (let i = 0; i < 11; i++) await page.getByRole('button', { name: 'Earlier' }).press('Enter');
      await period.press('ArrowDown');
      const { count, median, most, longest } = await actsOf(page);
      const shifts = await shiftsOf(page);
      process.stderr.write(
        `a year: looked up in ${Math.round(looked)} ms; ${count} acts, median ${Math.round(median)}, 95 % within ${Math.round(most)}, longest ${Math.round(longest)}; ${shifts.length} shifts\n`,
      );
      await picture(page, 'employee-history-year');
      expect(count).toBeGreaterThanOrEqual(ACTS);
      expect(most).toBeLessThan(AT_ONCE);
      // One act in twenty: what else a machine does meanwhile is not the page's, but nobody takes it for a hang.
      expect(longest).toBeLessThan(10 * AT_ONCE);
      expect(shifts).toEqual([]);
      await browser.close();
      await world.close();
    },
    TIMEOUT,
  );
});

const measured = (page: Page, days: number): Promise<void> =>
  page.getByText(`Something was measured on ${days} days.`).waitFor({ timeout: 300_000 });
