import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type CoachStand, look, openCoach, openCoachStand, unfold } from './coach-stand.js';
import { barriersOf, lookAt, nameOf, ONCE_EACH, openBrowser, overflowOf, picture, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;

describeWith(['chromium'], 'the page of a coach, served by a coach API', () => {
  let browser: Browser;
  let stand: CoachStand;
  beforeAll(async () => {
    await cryptoReady;
    stand = await openCoachStand();
    browser = await openBrowser();
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await stand?.world.close();
  });

  const goTo = (page: Page, name: RegExp): Promise<void> => page.getByRole('link', { name }).click();
  const toPerson = async (page: Page, person: { readonly name: string }): Promise<void> => {
    await goTo(page, /^(Mensen|People)$/);
    const name = `${person.name.slice(0, 4)} ${person.name.slice(4, 8)}`;
    await page.getByRole('link', { name: new RegExp(name) }).click();
  };

  /** Each state of the page, one after the other. */
  async function eachState({ page }: Sight, seen: (state: string) => Promise<void>): Promise<void> {
    await page.locator('.people > li').first().waitFor();
    await seen('people');
    await toPerson(page, stand.eva);
    await page.getByLabel(/^(Waarom kijkt u|Why do you look)/).waitFor();
    await seen('person');
    await page.getByRole('button', { name: /^(Kijken|Look)$/ }).click();
    await page.getByText(/op één regel|on one line/).waitFor();
    await seen('purpose-lacking');
    await look(page, 'weekly talk');
    await page.locator('.bars').first().waitFor();
    await unfold(page);
    await seen('measured');
    await page.getByLabel(/^(Tonen|Show)/).selectOption('week');
    await seen('measured-weeks');
    await goTo(page, /^Programm(a|e)$/);
    await page.locator('.bars').first().waitFor();
    await page.getByRole('button', { name: /^(Uit wat gezegd werd|From what was told)$/ }).click();
    await page.getByRole('heading', { level: 3, name: /^(Voorstel|Proposal)/ }).waitFor();
    await unfold(page);
    await seen('programme');
    await goTo(page, /^(Berichten|Messages)$/);
    await page.getByText('Mijn knie doet pijn').waitFor();
    await seen('messages');
    await toPerson(page, stand.fas);
    await look(page, 'weekly talk');
    await page.getByText(/^(Geen gegevens sinds|No data since)/).waitFor();
    await seen('stale');
    await goTo(page, /^Programm(a|e)$/);
    await goTo(page, /^(Een nieuw programma|Compose a new)/);
    await page.getByRole('button', { name: /^(Opstellen|Make it)$/ }).waitFor();
    await seen('template');
    await page.getByLabel(/^(Waarop mikt|What does it aim)/).selectOption('heart-rate');
    await page.getByLabel(/^(Aantal weken|How many weeks)/).fill('40');
    await page.getByRole('button', { name: /^(Opstellen|Make it)$/ }).click();
    await page.getByText(/^(Geef een geheel aantal weken|Give a whole number of weeks)/).waitFor();
    expect(await page.locator('.field-error').count()).toBe(3);
    await seen('template-lacking');
    await page.getByLabel(/^(Aantal weken|How many weeks)/).fill('4');
    await page.getByLabel(/^(Leeftijd|Age)/).fill('50');
    await page.getByLabel(/^(Hartslag in rust|Resting heart rate)/).fill('60');
    await page.getByRole('button', { name: /^(Opstellen|Make it)$/ }).click();
    await page.locator('.load p.tone-good').waitFor();
    await seen('compose');
    await page.locator('.session button').first().click();
    await page.getByRole('dialog').waitFor();
    await seen('compose-session');
    await page.getByRole('button', { name: /^(Klaar|Done)$/ }).click();
    await page.getByRole('button', { name: /^(Versturen…|Send…)$/ }).click();
    await page.getByRole('dialog').waitFor();
    await seen('compose-send');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^(Weggooien|Throw away)$/ }).click();
  }

  for (const each of ONCE_EACH) {
    it(
      `has no barrier that axe finds in any state, asks nobody else and complains of nothing (${nameOf(each)})`,
      async () => {
        const sight = await openCoach(browser, stand, each);
        await eachState(sight, async (state) => {
          await picture(sight.page, `coach-${state}-${nameOf(each)}`);
          expect([state, ...(await barriersOf(sight.page))]).toEqual([state]);
        });
        const { origin, issuer } = stand.world.provider;
        const isKnown = (url: string): boolean => [origin, issuer, 'data:,'].some((known) => url.startsWith(known));
        expect(sight.requested.filter((url) => !isKnown(url))).toEqual([]);
        expect(sight.complaints).toEqual([]);
        const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
        expect(await sight.page.evaluate(kept)).toBe('[{},{},""]');
        await sight.close();
      },
      TIMEOUT,
    );
  }

  it(
    'loses nothing to the side 320 pixels wide, and with letters of twice the size',
    async () => {
      const sight = await openCoach(browser, stand, { language: 'nl', theme: 'light', width: 320 });
      await eachState(sight, async (state) => {
        await picture(sight.page, `coach-${state}-320`);
        expect([state, await overflowOf(sight.page)]).toEqual([state, 0]);
      });
      await sight.close();
      const large = await openCoach(browser, stand, { language: 'en', theme: 'dark', width: 640 });
      await large.page.evaluate("document.documentElement.style.fontSize = '200%'");
      await eachState(large, async (state) => {
        expect([state, await overflowOf(large.page)]).toEqual([state, 0]);
      });
      await large.close();
    },
    TIMEOUT,
  );

  it(
    'shows nobody anything before a login, nor to an administrator, and nothing after it',
    async () => {
      for (const each of ONCE_EACH) {
        const { page, close } = await lookAt(browser, stand.world.page, { ...each, now: stand.world.desk.now });
        await page.getByRole('link', { name: /^(Aanmelden|Log in)$/ }).waitFor();
        await picture(page, `coach-signed-out-${nameOf(each)}`);
        expect(await barriersOf(page)).toEqual([]);
        await page.getByRole('link', { name: /^(Aanmelden|Log in)$/ }).click();
        await page.locator('button[value="admin"]').click();
        await page.getByRole('link', { name: /^(Als coach aanmelden|Log in as a coach)$/ }).waitFor();
        expect(await barriersOf(page)).toEqual([]);
        await close();
      }
      const { page, close } = await openCoach(browser, stand, { language: 'en', theme: 'light' });
      await toPerson(page, stand.gus);
      await look(page, 'weekly talk');
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('link', { name: 'Log in', exact: true }).waitFor();
      await page.getByRole('link', { name: /^Also log out/ }).waitFor();
      expect(await page.locator('.bars').count()).toBe(0);
      expect(await barriersOf(page)).toEqual([]);
      await close();
    },
    TIMEOUT,
  );
});
