import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { barriersOf, lookAt, openBrowser, picture } from './page-stand.js';
import { Newcomer, openTown, type Town } from './setup-stand.js';
import { button, goOn, heading, MOUSE, PASSPHRASE, toWords, wordsOf } from './setup-walk.js';

const TIMEOUT = 180_000;

describeWith(['chromium'], 'the first steps on the page, whose tab was closed', () => {
  let town: Town;
  let browser: Browser;
  let newcomer: Newcomer;
  beforeAll(async () => {
    town = await openTown();
    browser = await openBrowser();
    newcomer = await Newcomer.of(town);
  }, TIMEOUT);
  afterAll(async () => {
    await newcomer?.close();
    await browser?.close();
    await town?.close();
  });

  it(
    'go on in another one, by Enter in the window they began in, and for one person alone',
    async () => {
      const look = { language: 'en', theme: 'light' } as const;
      const first = await lookAt(browser, await newcomer.start(), look);
      const words = await toWords({
        page: first.page,
        hands: MOUSE,
        seen: async () => undefined,
        invitation: newcomer.invitation,
      });
      // Closed with all that the tab knew.
      await first.close();
      const link = await newcomer.pressEnter();
      const second = await lookAt(browser, link, look);
      await heading(second.page, /^Your passphrase$/);
      expect(await wordsOf(second.page)).toEqual([]);
      await picture(second.page, 'setup-opened-again');
      await askedForAnother(second.page);
      await second.page.getByLabel(/^Your passphrase/).fill(PASSPHRASE);
      await goOn(second.page).click();
      await heading(second.page, /^Your 24 words$/);
      expect(await wordsOf(second.page)).toEqual(words);

      // Whoever has the page loses it to whoever sits at the window, and a link that was used stays used.
      const third = await lookAt(browser, await newcomer.pressEnter(), look);
      await heading(third.page, /^Your passphrase$/);
      await button(second.page, /^They are on paper$/).click();
      for (const field of await second.page.getByLabel(/^Word \d+/).all()) await field.fill('words');
      await goOn(second.page).click();
      await heading(second.page, /^You are not signed in$/);
      await picture(second.page, 'setup-signed-out');
      expect(await barriersOf(second.page)).toEqual([]);
      const late = await lookAt(browser, link, look);
      await late.page.getByText('This link was used before or has expired.').waitFor();
      await Promise.all([second, third, late].map(({ close }) => close()));
      expect(await newcomer.stop()).toBe(1);
    },
    TIMEOUT,
  );
});

/** Asks for another invitation while the keys are made, whose words show themselves to nobody then; and comes back. */
async function askedForAnother(page: Page): Promise<void> {
  let letThrough = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/v1/setup/keys', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel(/^Your passphrase/).fill(PASSPHRASE);
  const answered = page.waitForResponse('**/v1/setup/keys');
  await goOn(page).click();
  await button(page, /^Another invitation$/).click();
  await heading(page, /^Welcome$/);
  letThrough();
  await (await answered).finished();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 500)))');
  await heading(page, /^Welcome$/);
  await page.reload();
  await heading(page, /^Your passphrase$/);
}
