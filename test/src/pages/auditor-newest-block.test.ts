import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { redated } from './auditor-chain-states.js';
import { answer, goTo, verified } from './auditor-states.js';
import { verdict } from './auditor-walk.js';
import { text } from './every-look.js';
import { lookAt, openBrowser } from './page-stand.js';

const TIMEOUT = 120_000;
/** The first of January 2028. */
const FAR_AHEAD = 1_830_297_600;

describeWith(['chromium'], 'the auditor’s page, of the newest block, which nobody signed yet', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 5, 1]) await log.grow(count);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  const look = () => lookAt(browser, `${log.origin}/`, { language: 'nl', theme: 'light' });
  const heard = (page: Page): Promise<string | null> => page.getByRole('status').textContent();
  const marks = (page: Page): Promise<string[]> => page.locator('.chain-block .marked').allTextContents();
  async function goOn(page: Page): Promise<void> {
    await page.getByRole('button', { name: /^Ga verder van het vorige bezoek/ }).press('Enter');
  }

  it(
    'is not green where the last visit was shown another than the log has bound since, and is the next time',
    async () => {
      const { page, close } = await look();
      await page.route('**/checkpoint', answer(log.older()));
      await page.route('**/blocks/1', answer(redated(log, 1, Math.floor(Date.now() / 1000) + 60)));
      await page.route('**/blocks/latest', answer(redated(log, 1, Math.floor(Date.now() / 1000) + 60)));
      await verified(page, log);
      await page.unrouteAll();
      await goOn(page);
      await verdict(page, /^Het logboek klopt nu, maar gaf u de vorige keer een ander nieuwste blok$/).waitFor();
      await text(page, /^Blok 1 kwam de vorige keer anders dan het logboek het sindsdien gebonden heeft/);
      expect(await page.locator('.notice.tone-good', { hasText: /^Het logboek/ }).count()).toBe(0);
      await expect.poll(() => heard(page)).toMatch(/^Het logboek klopt nu, maar gaf u de vorige keer/);
      await goOn(page);
      await verdict(page, /^Het logboek is in orde$/).waitFor();
      expect(await page.locator('.notice.tone-good', { hasText: /^Het logboek/ }).count()).toBe(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says that it is dated ahead of this clock, and never that all of it is fixed',
    async () => {
      const { page, close } = await look();
      await page.route('**/blocks/2', answer(redated(log, 2, FAR_AHEAD)));
      await page.route('**/blocks/latest', answer(redated(log, 2, FAR_AHEAD)));
      await verified(page, log);
      const ahead =
        /Vanaf blok 2 dragen blokken een tijdstip dat meer dan een dag na de klok van dit toestel ligt: .*2028/;
      await page.locator('.notice.tone-care', { hasText: ahead }).waitFor();
      await expect.poll(() => heard(page)).toMatch(ahead);
      await goTo(page, 'Blokken');
      await page.locator('.chain-block').first().waitFor();
      expect(await marks(page)).toEqual(['nagegaan, ligt nog niet vast', 'nagegaan', 'nagegaan']);
      expect(await page.locator('.chain-block').first().locator('.tone-good').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
