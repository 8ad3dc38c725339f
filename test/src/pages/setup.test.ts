import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { barriersOf, focusOf, type Look, lookAt, openBrowser, overflowOf, picture, shiftsOf } from './page-stand.js';
import { Newcomer, openTown, type Town } from './setup-stand.js';
import {
  button,
  giveBack,
  goOn,
  type Hands,
  heading,
  KEYBOARD,
  MOUSE,
  PASSPHRASE,
  pair,
  toWords,
  wordsOf,
} from './setup-walk.js';

const TIMEOUT = 180_000;
describeWith(['chromium'], 'the first steps on the page', () => {
  let town: Town;
  let browser: Browser;
  let newcomer: Newcomer;
  beforeAll(async () => {
    town = await openTown();
    browser = await openBrowser();
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await town?.close();
  });
  beforeEach(async () => {
    newcomer = await Newcomer.of(town);
  });
  afterEach(() => newcomer.close());

  const looks: readonly (Look & { readonly tail: string; readonly hands: Hands; readonly by: string })[] = [
    { language: 'nl', theme: 'light', tail: '00:02', hands: MOUSE, by: 'by mouse' },
    { language: 'en', theme: 'dark', tail: '00:01', hands: KEYBOARD, by: 'by the keyboard alone' },
  ];
  for (const { tail, hands, by, ...look } of looks) {
    const name = `${look.language}-${look.theme}`;
    it(
      `lead from the invitation to the day that was measured, without a barrier and with nothing left behind (${name}, ${by})`,
      async () => {
        const link = await newcomer.start();
        const { origin } = new URL(link);
        const { page, requested, complaints, close } = await lookAt(browser, link, look);
        const seen = async (step: string): Promise<void> => {
          await picture(page, `setup-${step}-${name}`);
          expect([step, page.url(), ...(await barriersOf(page)), ...(await shiftsOf(page))]).toEqual([
            step,
            `${origin}/`,
          ]);
        };
        const walk = { page, hands, seen, invitation: newcomer.invitation };
        const words = await toWords(walk);
        expect(await focusOf(page)).toMatch(/^(Uw 24 woorden|Your 24 words)$/);
        await giveBack(walk, words);
        await pair(walk, tail);
        await seen('sharing');
        await hands.press(button(page, /^(Niets delen|Share nothing)/));
        await heading(page, /^(Vandaag|Today)$/);
        const isMeasured = async (): Promise<boolean> => {
          await page.reload();
          await heading(page, /^(Vandaag|Today)$/);
          // What there is of the day comes together.
          await page.locator('.progress').first().waitFor({ state: 'detached' });
          return (await page.getByRole('heading', { name: /^(Stappen|Steps)/ }).count()) > 0;
        };
        await expect.poll(isMeasured, { timeout: 60_000, interval: 2_000 }).toBe(true);
        await expect.poll(() => page.locator('.progress').count()).toBe(0);
        await picture(page, `setup-today-${name}`);
        expect(await barriersOf(page)).toEqual([]);
        expect(await shiftsOf(page)).toEqual([]);

        // The same process is the agent by now, and nothing is shared.
        expect(await newcomer.command('status')).toMatchObject({
          wordsConfirmed: true,
          grants: [],
          wearables: [{ wearable: 1 }],
        });
        expect(await newcomer.command('run')).toMatchObject({ error: { code: 'at-work' } });
        const stored: string = await page.evaluate(
          'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])',
        );
        for (const place of [newcomer.said, stored, requested.join(), newcomer.left().toString('latin1')]) {
          for (const secret of [PASSPHRASE, newcomer.invitation, words.slice(0, 2).join(' ')])
            expect(place.includes(secret)).toBe(false);
        }
        expect(requested.every((url) => url.startsWith(origin) || url === 'data:,')).toBe(true);
        expect(complaints).toEqual([]);
        await close();
        expect(await newcomer.stop()).toBe(0);
      },
      TIMEOUT,
    );
  }

  it.each([
    ['320 pixels wide', 320],
    ['of a desk at 200 % zoom', 640],
  ])(
    'lose nothing to the side %s, nor a step of who comes back later',
    async (_, width) => {
      const { page, close } = await lookAt(browser, await newcomer.start(newcomer.invitation), {
        ...{ language: 'nl', theme: 'light', width },
      });
      const seen = async (step: string): Promise<void> => {
        await picture(page, `setup-${step}-${width}`);
        expect([step, await overflowOf(page)]).toEqual([step, 0]);
      };
      // The invitation came with the command.
      await heading(page, /^Uw wachtwoordzin$/);
      await button(page, /^Een andere uitnodiging$/).click();
      const words = await toWords({ page, hands: MOUSE, seen, invitation: newcomer.invitation });
      await page.reload();
      // Nobody has them here any more but the agent, who wants the passphrase for them.
      await heading(page, /^Uw wachtwoordzin$/);
      await seen('passphrase-again');
      await page.getByLabel(/^Uw wachtwoordzin/).fill('een andere zin');
      await goOn(page).click();
      await page.getByText('De wachtwoordzin opent de kluis niet').first().waitFor();
      await page.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
      await goOn(page).click();
      await heading(page, /^Uw 24 woorden$/);
      expect(await wordsOf(page)).toEqual(words);
      await giveBack({ page, hands: MOUSE, seen, invitation: newcomer.invitation }, words);
      await seen('wearables');
      await page.reload();
      await button(page, /^Later koppelen$/).click();
      await heading(page, /^Delen, als u/);
      await seen('sharing');
      await page.reload();
      await heading(page, /^Delen, als u/);
      await button(page, /^Niets delen/).click();
      await page.getByText('Er is nog geen polsband gekoppeld.').waitFor();
      await seen('today-nothing');
      await close();
    },
    TIMEOUT,
  );

  it(
    'leave nothing half where they are broken off, and go on with the same words',
    async () => {
      const look = { language: 'en', theme: 'light' } as const;
      const seen = async (): Promise<void> => undefined;
      const first = await lookAt(browser, await newcomer.start(), look);
      await newcomer.stop();
      expect(await newcomer.command('status')).toMatchObject({ error: { code: 'not-enrolled' } });
      await first.close();

      const second = await lookAt(browser, await newcomer.start(), look);
      const words = await toWords({ page: second.page, hands: MOUSE, seen, invitation: newcomer.invitation });
      await newcomer.stop();
      expect(await newcomer.command('status')).toMatchObject({ error: { code: 'not-enrolled' } });
      await second.close();

      const third = await lookAt(browser, await newcomer.start(newcomer.invitation), look);
      await third.page.getByText(/^You began with this invitation before/).waitFor();
      expect(await barriersOf(third.page)).toEqual([]);
      await third.page.getByLabel(/^Your passphrase/).fill(PASSPHRASE);
      await goOn(third.page).click();
      await heading(third.page, /^Your 24 words$/);
      expect(await wordsOf(third.page)).toEqual(words);
      await giveBack({ page: third.page, hands: MOUSE, seen, invitation: newcomer.invitation }, words);
      await third.close();
    },
    TIMEOUT,
  );

  it(
    'say what is wrong in one sentence, with the way on, and share by the same preview as later',
    async () => {
      const { page, close } = await lookAt(browser, await newcomer.start(), { language: 'nl', theme: 'dark' });
      const field = page.getByLabel(/^De link van uw uitnodiging/);
      await field.fill(`${newcomer.invitation}x`);
      await goOn(page).click();
      await page.getByText(/^Dit is geen uitnodiging van dit programma/).waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await field.fill(newcomer.invitation);
      await goOn(page).click();
      await page.getByLabel(/^Kies een wachtwoordzin/).fill(PASSPHRASE);
      await page.getByLabel(/^Nogmaals dezelfde/).fill('iets anders');
      await goOn(page).click();
      await page.getByText(/^Dat zijn twee verschillende/).waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await page.getByLabel(/^Kies een wachtwoordzin/).fill('kort');
      await page.getByText(/^Te kort/).waitFor();
      await page.getByLabel(/^Nogmaals dezelfde/).fill('kort');
      await goOn(page).click();
      await page.getByText(/^De wachtwoordzin moet minstens acht tekens/).waitFor();
      await page.getByLabel(/^Kies een wachtwoordzin/).fill(PASSPHRASE);
      await page.getByLabel(/^Nogmaals dezelfde/).fill(PASSPHRASE);
      await goOn(page).click();
      await heading(page, /^Uw 24 woorden$/);
      const words = await wordsOf(page);
      await button(page, /^Ze staan op papier$/).click();
      for (const each of await page.getByLabel(/^Woord \d+/).all()) await each.fill('verkeerd');
      await goOn(page).click();
      await expect
        .poll(() =>
          page
            .getByLabel(/^Woord \d+/)
            .first()
            .getAttribute('aria-invalid'),
        )
        .toBe('true');
      await picture(page, 'setup-words-wrong-nl-dark');
      expect(await barriersOf(page)).toEqual([]);
      await button(page, /^Toon ze nog eens$/).click();
      await giveBack({ page, hands: MOUSE, seen: async () => undefined, invitation: newcomer.invitation }, words);
      await button(page, /^Later koppelen$/).click();
      await page.getByLabel(/^Kenmerk van uw coach/).fill('coach-1');
      await page.getByRole('switch', { name: /^stappen$/ }).click();
      await button(page, /^Toon wat/).click();
      await page.getByRole('heading', { level: 3, name: /^Precies dit/ }).waitFor();
      await picture(page, 'setup-sharing-preview-nl-dark');
      expect(await barriersOf(page)).toEqual([]);
      // It was given at the second step.
      expect(await page.locator('input[type=password]').count()).toBe(0);
      await button(page, /^Tekenen en delen$/).press('Enter');
      await heading(page, /^Vandaag$/);
      expect(await newcomer.command('status')).toMatchObject({ grants: [{ recipient: 'coach-1' }] });
      await close();
    },
    TIMEOUT,
  );
});
