import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { forgedBlock } from './auditor-chain-states.js';
import { goTo, press, verified } from './auditor-states.js';
import { text } from './every-look.js';
import { lookAt, openBrowser, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const OTHER = 'ander blok dan nagegaan';
const UNVERIFIED = 'niet nagegaan op dit bezoek';
const VERIFIED = 'nagegaan';
/** Of those that were verified the last. */
const NEWEST = 'nagegaan, ligt nog niet vast';

/** Also to a page from a disk. */
const served =
  (body: Buffer) =>
  (route: Route): Promise<void> =>
    route.fulfill({ body, headers: { 'access-control-allow-origin': '*' } });

describeWith(['chromium'], 'the auditor’s page says “verified” of the block that it verified alone', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 30, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) await log.grow(count);
    const file = join(import.meta.dirname, '../../../web/dist/pages/auditor/fit4work-auditor.html');
    copyFileSync(file, log.path('fit4work-auditor.html'));
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  const look = (url: string): Promise<Sight> => lookAt(browser, url, { language: 'nl', theme: 'light' });
  /** What is said of the blocks that are listed, by their names. */
  async function standings(page: Page): Promise<Record<string, string>> {
    const rows = page.locator('.chain-block');
    await rows.first().waitFor();
    const told = await rows.evaluateAll((all) =>
      all.map((row) => [row.querySelector('a')?.textContent, row.querySelector('.marked')?.textContent]),
    );
    return Object.fromEntries(told);
  }
  async function block(page: Page, height: number, said: RegExp): Promise<string[]> {
    await goTo(page, `Blok ${height}`);
    await text(page, said);
    return page.locator('.tone-good').allTextContents();
  }
  async function older(page: Page): Promise<void> {
    await press(page, 'Oudere blokken');
    await page.getByRole('link', { name: 'Blok 0', exact: true }).waitFor();
  }

  for (const [from, open] of [
    ['the log', async (): Promise<Sight> => look(`${log.origin}/`)],
    [
      'a disk',
      async (): Promise<Sight> => {
        const sight = await look(`file://${log.path('fit4work-auditor.html')}`);
        await sight.page.getByLabel('Adres van het logboek').fill(log.origin);
        return sight;
      },
    ],
  ] as const) {
    it(
      `names one that was put in its place since, in the chain and by itself (the page from ${from})`,
      async () => {
        const { page, close } = await open();
        await verified(page, log);
        await page.route('**/blocks/11', served(forgedBlock(log, 11)));
        await goTo(page, 'Blokken');
        const told = await standings(page);
        expect(told['Blok 11']).toContain(OTHER);
        expect([told['Blok 12'], told['Blok 10']]).toEqual([NEWEST, VERIFIED]);
        expect(await block(page, 11, /^Het logboek geeft hier een ander blok/)).toEqual([]);
        await page.getByText(OTHER).waitFor();
        await goTo(page, 'Blok 10 (ervoor)');
        await text(page, /^Deze pagina berekende de hash van blok 9/);
        await page.locator('.marked').getByText(VERIFIED, { exact: true }).waitFor();
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'says of one that does not hold to the one before, and of one that is another, which of the two is not right',
    async () => {
      const { page, close } = await look(`${log.origin}/`);
      const marksOf = (height: number): Promise<string[]> =>
        page
          .locator('.chain-block', { has: page.getByRole('link', { name: `Blok ${height}`, exact: true }) })
          .locator('.marked')
          .allTextContents();
      const loose = (): Promise<string[]> => page.locator('.chain-loose a').allTextContents();
      await goTo(page, 'Blokken');
      await text(page, 'Blok 11');
      expect(await loose()).toEqual([]);
      await goTo(page, 'Nagaan');
      await page.route('**/blocks/11', served(forgedBlock(log, 11)));
      await goTo(page, 'Blokken');
      await text(page, /^De hash van blok 11 is een andere: deze keten is gebroken/);
      expect(await loose()).toEqual(['Blok 12']);
      await page.unroute('**/blocks/11');
      await goTo(page, 'Nagaan');
      await verified(page, log);
      await page.route('**/blocks/11', served(forgedBlock(log, 11)));
      await goTo(page, 'Blokken');
      await text(page, OTHER);
      const beforeOther = expect.stringMatching(
        /^Dit blok is nagegaan; wat het logboek nu als blok 11 geeft, is een ander/,
      );
      expect([await marksOf(12), await marksOf(11)]).toEqual([[NEWEST, beforeOther], [OTHER]]);
      expect(await loose()).toEqual(['Blok 12']);
      await goTo(page, 'Blok 12');
      await text(page, /^Dit blok is nagegaan; wat het logboek nu als blok 11 geeft, is een ander/);
      await close();
    },
    TIMEOUT,
  );

  it(
    'refuses a block of another height, and says which was asked and which came',
    async () => {
      const { page, close } = await look(`${log.origin}/`);
      await verified(page, log);
      await page.route('**/blocks/11', served(log.file('blocks/1')));
      await page.goto(`${log.origin}/#/blocks/11`);
      await text(page, /^Gevraagd werd blok 11, en het logboek gaf blok 1\./);
      expect(await page.getByText(VERIFIED, { exact: true }).count()).toBe(0);
      await goTo(page, 'Blokken');
      await text(page, /^Gevraagd werd blok 11, en het logboek gaf blok 1\./);
      expect(await page.locator('.chain-block').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of none that it is beyond the log that was verified last, though an earlier run went through it',
    async () => {
      const { page, close } = await look(`${log.origin}/`);
      await verified(page, log);
      await press(page, 'Vergeet het vorige bezoek');
      await page.route('**/checkpoint', served(log.older()));
      await press(page, 'Ga alles na, van het eerste blad');
      await text(page, / in 12 blokken; medeondertekend door/);
      await goTo(page, 'Blokken');
      const told = await standings(page);
      expect([told['Blok 12'], told['Blok 11'], told['Blok 3']]).toEqual([UNVERIFIED, NEWEST, VERIFIED]);
      await text(page, 'Het logboek toont nu 13 blokken; nagegaan zijn er 12.');
      await close();
    },
    TIMEOUT,
  );

  it(
    'after the last visit says it of those that the chain leads to, as far as that was followed',
    async () => {
      const { page, close } = await look(`${log.origin}/`);
      await verified(page, log);
      await page.reload();
      await goTo(page, 'Blokken');
      expect(new Set(Object.values(await standings(page)))).toEqual(new Set([UNVERIFIED]));
      await goTo(page, 'Nagaan');
      await page.getByRole('button', { name: /^Ga verder van het vorige bezoek/ }).press('Enter');
      await text(page, /^De eerste .* plaatsen waren bij een vorig bezoek al nagegaan/);
      await page.goto(`${log.origin}/#/blocks/2`);
      await text(page, /^Deze pagina berekende de hash van blok 1/);
      expect(await page.locator('.marked').allTextContents()).toEqual([UNVERIFIED]);
      expect(await page.locator('.tone-good').count()).toBe(0);
      await page.route('**/blocks/1', served(forgedBlock(log, 1)));
      await goTo(page, 'Blokken');
      expect(new Set(Object.values(await standings(page)))).toEqual(new Set([NEWEST, VERIFIED]));
      await older(page);
      const told = await standings(page);
      expect([told['Blok 2'], told['Blok 0']]).toEqual([VERIFIED, UNVERIFIED]);
      expect(told['Blok 1']).toContain(OTHER);
      await close();
    },
    TIMEOUT,
  );

  it(
    'still says it of all that it verified on this visit once it went on from there',
    async () => {
      const { page, close } = await look(`${log.origin}/`);
      await verified(page, log);
      await log.grow(1);
      await page.getByRole('button', { name: /^Ga verder van het vorige bezoek/ }).press('Enter');
      await text(page, /^De eerste .* plaatsen waren bij een vorig bezoek al nagegaan/);
      await page.goto(`${log.origin}/#/blocks/1`);
      await text(page, /^Deze pagina berekende de hash van blok 0/);
      await page.locator('.marked').getByText(VERIFIED, { exact: true }).waitFor();
      await close();
    },
    TIMEOUT,
  );
});
