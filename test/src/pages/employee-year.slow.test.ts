import { cryptoReady } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { dayBounds, measureDays, PASSPHRASE, PageWorld, tellMessage } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { actsOf, actsText, bareActsOf, watchActs } from './acts.js';
import { answering } from './employee-rare-answers.js';
import { A_YEAR, lettersFor, readsFor } from './employee-year-answers.js';
import { arrived } from './every-look.js';
import { DRAWN, lookAt, openBrowser, picture, shiftsOf } from './page-stand.js';

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
      const bare = await bareActsOf(page);
      await watchActs(page);
      for (let i = 0; i < 5; i++) {
        for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) await period.press(key);
        await page.getByRole('button', { name: 'Later' }).press('Enter');
      }
      await period.press('ArrowUp');
      for (let i = 0; i < 11; i++) await page.getByRole('button', { name: 'Earlier' }).press('Enter');
      await period.press('ArrowDown');
      const acts = await actsOf(page);
      const shifts = await shiftsOf(page);
      process.stderr.write(
        `a year: looked up in ${Math.round(looked)} ms; ${actsText(acts)}; ${shifts.length} shifts; keys that do nothing: ${actsText(bare)}\n`,
      );
      await picture(page, 'employee-history-year');
      expect(acts.count).toBeGreaterThanOrEqual(ACTS);
      expect(acts.median).toBeLessThan(AT_ONCE);
      // What a key that does nothing takes on this machine is not the page's.
      expect(acts.most - bare.most).toBeLessThan(AT_ONCE);
      // One act in twenty: what else a machine does meanwhile is not the page's, but nobody takes it for a hang.
      expect(acts.longest).toBeLessThan(10 * AT_ONCE);
      expect(shifts).toEqual([]);
      await browser.close();
      await world.close();
    },
    TIMEOUT,
  );

  it(
    'shows as fast who looked and what was said, in either language, and what would be shared',
    async () => {
      await cryptoReady;
      const [browser, world] = await Promise.all([openBrowser(), PageWorld.open()]);
      await measureDays(world.reads.vault, { from: FROM, days: DAYS, open: 3 });
      await world.reads.tell(world.reads.record([await world.reads.share()]));
      await tellMessage(world.reads);
      world.reads.now = dayBounds(LAST).end - 3_600;
      const url = `http://127.0.0.1:${world.port}/#login=${await world.token()}`;
      const { page } = await lookAt(browser, url, { language: 'en', theme: 'light', now: world.reads.now });
      await answering(page, readsFor(A_YEAR), lettersFor(A_YEAR));
      const goTo = async (name: string): Promise<void> => {
        await page.getByRole('link', { name, exact: true }).press('Enter');
        await arrived(page);
      };
      await goTo('Who looked');
      await page.getByLabel(/^Your passphrase/).fill(PASSPHRASE);
      await page.getByLabel(/^Your passphrase/).press('Enter');
      const entry = page.locator('.timeline > li').first();
      await entry.waitFor();
      await goTo('Today');
      // What is drawn there is no part of what is done next.
      await page.locator('.line-chart canvas').first().waitFor();
      await page.evaluate(DRAWN);
      await watchActs(page);
      const work = await workOf(page);
      const language = page.locator('.choices select').first();
      const took = new Map<string, number>();
      const act = async (name: string, doIt: () => Promise<unknown>): Promise<void> => {
        const before = await work();
        await doIt();
        took.set(name, (await work()) - before);
      };
      for (const [name, older] of [
        ['Who looked', 'who looked'],
        ['Messages', 'messages'],
      ] as const) {
        await act(`coming to ${older}`, async () => {
          await goTo(name);
          await entry.waitFor();
        });
        await act(`Dutch at ${older}`, async () => {
          await language.press('ArrowUp');
          await page.locator('html[lang^=nl]').waitFor({ state: 'attached' });
        });
        await act(`English at ${older}`, async () => {
          await language.press('ArrowDown');
          await page.locator('html[lang^=en]').waitFor({ state: 'attached' });
        });
        await act(`older ${older}`, () =>
          page
            .getByText(/that are older$/)
            .first()
            .press('Enter'),
        );
      }
      await goTo('Sharing');
      await page.getByLabel(/^Id of your coach/).fill('coach-2');
      await page.getByRole('switch', { name: 'steps', exact: true }).press('Space');
      await act('a preview', async () => {
        await page.getByRole('button', { name: 'Show what the coach will see' }).press('Enter');
        await page.getByRole('button', { name: 'Sign and share' }).waitFor({ timeout: 300_000 });
      });
      const acts = await actsOf(page);
      const told = [...took].map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(', ');
      process.stderr.write(`a year of looks: ${actsText(acts)}; of the page's thread: ${told}\n`);
      await picture(page, 'employee-preview-after-year');
      expect(acts.count).toBeGreaterThanOrEqual(took.size);
      // Each is a twentieth of them: of what a busy machine does meanwhile the work of the page's thread knows nothing.
      expect(acts.median).toBeLessThan(AT_ONCE);
      expect(acts.longest).toBeLessThan(10 * AT_ONCE);
      expect([...took].filter(([, ms]) => ms >= AT_ONCE)).toEqual([]);
      await browser.close();
      await world.close();
    },
    TIMEOUT,
  );
});

const measured = (page: Page, days: number): Promise<void> =>
  page.getByText(`Something was measured on ${days} days.`).waitFor({ timeout: 300_000 });

/** @returns what tells how long the thread of the page has worked since it began, in milliseconds: whoever else works on the machine is not counted */
async function workOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    await page.evaluate(DRAWN);
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
}
