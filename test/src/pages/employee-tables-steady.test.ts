import { setTimeout } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayBounds, measureDays, PASSPHRASE, PageWorld } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { unfoldAll } from './every-look.js';
import { lookAt, looksOfWidths, openBrowser, picture, shiftsOf } from './page-stand.js';

const TIMEOUT = 180_000;
/** More milliseconds after somebody's act than those in which a browser takes it that what moves was moved by it. */
const LATE = 700;
/** Forty days to a Thursday, of which some were not worn. */
const [FROM, DAYS, LAST] = ['2026-09-20', 40, '2026-10-29'];
/** Gone through by the arrow down, and back. */
const PERIODS = [
  { key: 'ArrowDown', days: 26 },
  { key: 'ArrowDown', days: 36 },
  { key: 'ArrowUp', days: 26 },
  { key: 'ArrowUp', days: 4 },
] as const;

describeWith(['chromium'], 'the opened tables of an employee', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    [browser, world] = await Promise.all([openBrowser(), PageWorld.open()]);
    world.reads.now = dayBounds(LAST).end - 3_600;
    await measureDays(world.reads.vault, { from: FROM, days: DAYS, open: 3 });
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const measured = (page: Page, days: number): Promise<void> =>
    page.getByText(new RegExp(`^(Op ${days} dag|Something was measured on ${days} day)`)).waitFor();

  for (const { language, width } of looksOfWidths([320, 768, 1024, 1280])) {
    it(
      `stay where they are while days are looked up, ${width} pixels wide (${language})`,
      async () => {
        const url = `http://127.0.0.1:${world.port}/#login=${await world.token()}`;
        const { page, close } = await lookAt(browser, url, { language, theme: 'light', width });
        await page.getByRole('link', { name: /^(Verloop|Over time)$/ }).press('Enter');
        await measured(page, 2);
        await unfoldAll(page);
        await setTimeout(LATE);
        // Nobody pressed for it: what opens so pushes away what stands below, which is no fault.
        const { length: byUnfolding } = await shiftsOf(page);
        // Each day comes by itself, later than what was pressed.
        await page.route('**/v1/samples*', async (route) => {
          await setTimeout(LATE);
          await route.continue().catch(() => undefined);
        });
        const field = page.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/);
        await field.fill(PASSPHRASE);
        await field.press('Enter');
        await measured(page, 4);
        for (const { key, days } of PERIODS) {
          await page.getByLabel(/^(Hoe lang|How long)/).press(key);
          await measured(page, days);
        }
        await picture(page, `employee-tables-${language}-${width}`);
        expect((await shiftsOf(page)).slice(byUnfolding)).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }
});
