import type { Browser } from 'playwright-core';
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
