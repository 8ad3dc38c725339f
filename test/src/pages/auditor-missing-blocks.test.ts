import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { withhold } from './auditor-chain-states.js';
import { answer, believe, goTo, press, VERIFY, verified } from './auditor-states.js';
import { button, text } from './every-look.js';
import { lookAt, openBrowser, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const MISSING = 'ontbreekt';
const VERIFIED = 'nagegaan';
/** Of those that were verified the last. */
const NEWEST = 'nagegaan, ligt nog niet vast';

describeWith(['chromium'], 'the auditor’s page passes over no block that the log does not give', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 30, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) await log.grow(count);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  const look = (): Promise<Sight> => lookAt(browser, `${log.origin}/`, { language: 'nl', theme: 'light' });

  /** What stands in the list, from above: each block with what is said of it. */
  async function listed(page: Page): Promise<string[][]> {
    const rows = page.locator('.chain-block');
    await rows.first().waitFor();
    return rows.evaluateAll((all) =>
      all.map((row) => [row.querySelector('a')?.textContent ?? '', row.querySelector('.marked')?.textContent ?? '']),
    );
  }
  const notices = (page: Page): Promise<string[]> => page.locator('.notice').allTextContents();

  it(
    'in the middle of the list: which it is, what that means and whom to ask, and nothing of the others',
    async () => {
      const { page, close } = await look();
      await verified(page, log);
      await withhold(page, 8);
      await page.route('**/blocks/6', answer(Buffer.from('nonsense')));
      await goTo(page, 'Blokken');
      const expected = Array.from({ length: 10 }, (_, i) => {
        const height = 12 - i;
        return [`Blok ${height}`, height === 8 || height === 6 ? MISSING : height === 12 ? NEWEST : VERIFIED];
      });
      expect(await listed(page)).toEqual(expected);
      const [notice, ...others] = await notices(page);
      expect(others).toEqual([]);
      expect(notice).toMatch(
        /^Blokken 8, 6 ontbreken.*Dat betrapt nog niemand.*vraag de blokken aan een spiegel.*getuigen/,
      );
      await goTo(page, 'Blok 8');
      await text(page, 'Blok 8 ontbreekt');
      await goTo(page, 'Blok 9 (erna)');
      await text(page, 'Blok 8 ontbreekt');
      expect(await page.locator('.marked').allTextContents()).toEqual([VERIFIED]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'at the top of the older ones, where nothing says that the log has none',
    async () => {
      const { page, close } = await look();
      await withhold(page, 2, 0);
      await goTo(page, 'Blokken');
      await page.getByRole('link', { name: 'Blok 12', exact: true }).waitFor();
      await press(page, 'Oudere blokken');
      await text(page, 'Blokken 2, 0 ontbreken');
      expect((await listed(page)).map(([name]) => name)).toEqual(['Blok 2', 'Blok 1', 'Blok 0']);
      expect(await button(page, 'Oudere blokken').isDisabled()).toBe(true);
      await close();
    },
    TIMEOUT,
  );

  for (const [what, body, said] of [
    [
      'an older block',
      () => answer(log.file('blocks/4')),
      /^Het logboek toont maar 5 blokken, terwijl deze pagina er 13/,
    ],
    ['none', () => (route: Route) => route.fulfill({ status: 404 }), /^Het logboek noemt geen nieuwste blok, terwijl/],
  ] as const) {
    it(
      `at the end, where the log names ${what} as its newest: the list begins with the newest that was verified`,
      async () => {
        const { page, close } = await look();
        await verified(page, log);
        await page.route('**/blocks/latest', body());
        await withhold(page, 11);
        await goTo(page, 'Blokken');
        await text(page, said);
        expect((await listed(page)).slice(0, 3)).toEqual([
          ['Blok 12', NEWEST],
          ['Blok 11', MISSING],
          ['Blok 10', VERIFIED],
        ]);
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'where the verification ends while the list is looked at, and what it shows is less than was verified',
    async () => {
      const { page, close } = await look();
      await believe(page, log.policyText);
      await page.route('**/blocks/latest', answer(log.file('blocks/4')));
      const held: Route[] = [];
      await page.route('**/tile/entries/**', (route) => void held.push(route));
      await press(page, VERIFY);
      await goTo(page, 'Blokken');
      expect((await listed(page))[0]?.[0]).toBe('Blok 4');
      expect(await notices(page)).toEqual([]);
      await page.unroute('**/tile/entries/**');
      await Promise.all(held.map((route) => route.continue()));
      await text(page, /^Het logboek toont maar 5 blokken/);
      expect((await listed(page))[0]).toEqual(['Blok 12', NEWEST]);
      await close();
    },
    TIMEOUT,
  );
});
