import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  DAY,
  dayBounds,
  PASSPHRASE,
  PageWorld,
  repairedConsent,
  tellMessage,
  tellProgramme,
} from '../../../edge-agent/test/index.js';
import { lookAtChallenges, lookAtDayToCome } from './employee-day-states.js';
import { soundAndSeen } from './employee-heard.js';
import { arrived, button, text, unfoldAll, wear } from './every-look.js';
import { lookAt, openBrowser, overflowOf, picture, type Sight } from './page-stand.js';

const TIMEOUT = 240_000;
const LOOK = { language: 'nl', theme: 'light' } as const;

/** @param seen takes what each state says */
export function lookAtDays(seen: string[]): void {
  const sound = soundAndSeen(seen);
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
  });
  afterEach(() => world.close());

  const openAt = async (at = world): Promise<Sight> =>
    lookAt(browser, `http://127.0.0.1:${at.port}/#login=${await at.token()}`, { ...LOOK, now: at.reads.now });
  const goTo = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).press('Enter');
    await arrived(page);
  };
  const give = async (page: Page, act: string, passphrase = PASSPHRASE): Promise<void> => {
    const form = page.locator('form', { has: button(page, act) });
    await form.getByLabel(/^Uw wachtwoordzin/).fill(passphrase);
    await form.getByLabel(/^Uw wachtwoordzin/).press('Enter');
  };
  const unfold = async (page: Page): Promise<void> => {
    const closed = page.locator('details:not([open]) > summary');
    while ((await closed.count()) > 0) await closed.first().click();
  };

  it(
    'has no barrier where there is nothing yet, nobody is signed in, or a link was used',
    async () => {
      const { page, close } = await openAt();
      await text(page, 'Er is nog niets gemeten');
      await sound(page, 'today, nothing');
      for (const [name, said] of [
        ['Verloop', 'Er is nog niets gemeten'],
        ['Delen', /^U deelt met niemand/],
        ['Wie keek', 'Uw verleden is gesloten'],
        ['Programma', 'Uw verleden is gesloten'],
        ['Berichten', 'Uw verleden is gesloten'],
        ['Uw gegevens', /^U liet nog niets wissen/],
      ] as const) {
        await goTo(page, name);
        await text(page, said);
        await sound(page, `${name}, nothing`);
      }
      await goTo(page, 'Wie keek');
      await give(page, 'Openen', 'een andere zin');
      await text(page, 'Dit is niet uw wachtwoordzin');
      await sound(page, 'a passphrase that is wrong');
      await give(page, 'Openen');
      await text(page, /^Niemand keek nog/);
      await sound(page, 'nobody looked');
      await button(page, 'Afmelden').press('Enter');
      await text(page, 'U bent niet aangemeld');
      await sound(page, 'signed out');
      await page.goto(`http://127.0.0.1:${world.port}/#login=${'A'.repeat(43)}.1`);
      await text(page, 'Deze link is al gebruikt of vervallen.');
      await sound(page, 'a link that was used');
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over what was measured, and over the challenge that is known or not',
    async () => {
      await world.measure();
      const { page, close } = await openAt();
      await page.locator('.glance canvas').first().waitFor();
      await unfold(page);
      await sound(page, 'today');
      await goTo(page, 'Verloop');
      await lookAtChallenges(page, { world, look: sound });
      await give(page, 'Openen');
      await page.getByLabel(/^Hoe lang/).selectOption('week');
      await text(page, /^Op \d+ dagen werd iets gemeten/);
      await unfold(page);
      await sound(page, 'a week, open');
      await goTo(page, 'Uw gegevens');
      await lookAtDayToCome(page, sound);
      await button(page, 'Toon wat er gebeurt').press('Enter');
      await page.getByRole('dialog').waitFor();
      await sound(page, 'erasing, asked');
      await page.keyboard.press('Escape');
      for (const field of await page.getByLabel(/^Woord \d+/).all()) await field.fill('verkeerd');
      await give(page, 'Nagaan');
      await expect
        .poll(() =>
          page
            .getByLabel(/^Woord \d+/)
            .first()
            .getAttribute('aria-invalid'),
        )
        .toBe('true');
      await sound(page, 'words that are wrong');
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier once everything was erased, and shows nothing of it any more',
    async () => {
      await world.measure();
      await world.reads.share();
      const { page, close } = await openAt();
      await goTo(page, 'Uw gegevens');
      await page.getByLabel(/^Wat/).selectOption('all');
      await button(page, 'Toon wat er gebeurt').press('Enter');
      await page.getByLabel(/^Typ WISSEN/).fill('WISSEN');
      await give(page, 'Wissen');
      await page.getByRole('heading', { name: /^Alles tot en met/ }).waitFor();
      await sound(page, 'everything erased');
      await picture(page, 'employee-everything-erased');
      await goTo(page, 'Vandaag');
      await text(page, 'Er is nog niets gemeten');
      expect(await page.locator('.glance').count()).toBe(0);
      await sound(page, 'everything erased, today');
      await goTo(page, 'Delen');
      await page.getByRole('switch', { name: /^coach-1 zag/ }).waitFor();
      await sound(page, 'everything erased, sharing');
      await wear(page, 'en', 'dark');
      await page.setViewportSize({ width: 320, height: 800 });
      await goTo(page, 'Your data');
      await page.getByRole('heading', { name: /^Everything up to/ }).waitFor();
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'employee-everything-erased-320-en-dark');
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over what coaches looked at',
    async () => {
      const grant = await world.reads.share();
      await world.reads.tell(world.reads.record([grant]));
      world.reads.now += 60;
      await world.reads.tell(world.reads.record([]));
      const { page, close } = await openAt();
      await goTo(page, 'Wie keek');
      await give(page, 'Openen');
      await text(page, /^Met één inzage is iets niet in orde/);
      await unfold(page);
      await sound(page, 'reads, sound and not');
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over what coaches plan and say',
    async () => {
      await world.reads.share();
      // On the first day of the programme.
      world.reads.now = dayBounds(DAY).start + 3_600;
      await tellProgramme(world.reads);
      await tellMessage(world.reads, { text: 'Hoe gaat het?' });
      await tellMessage(world.reads, { pseudonym: new Uint8Array(16) });
      const { page, close } = await openAt();
      await goTo(page, 'Programma');
      await give(page, 'Openen');
      await text(page, /^Vandaag: Wandelen/);
      await unfold(page);
      await sound(page, 'a programme');
      await goTo(page, 'Berichten');
      await text(page, 'Hoe gaat het?');
      await sound(page, 'messages');
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over what is shared, asked for, shown before it is signed, and stopped',
    async () => {
      await world.measure();
      await world.reads.share();
      const { page, close } = await openAt();
      await goTo(page, 'Delen');
      await page.getByRole('switch', { name: /coach-1/ }).waitFor();
      await sound(page, 'shared');
      await page.getByRole('switch', { name: /coach-1/ }).press('Space');
      await page.getByRole('dialog').waitFor();
      await sound(page, 'to be stopped');
      await page.keyboard.press('Escape');
      await give(page, 'Openen');
      await page.getByLabel(/^Kenmerk van uw coach/).fill('coach-2');
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      await page.getByRole('alert').waitFor();
      await sound(page, 'nothing chosen');
      for (const name of ['stappen', 'hartslag', 'slaap']) {
        await page.getByRole('switch', { name, exact: true }).press('Space');
      }
      await page.getByLabel(/^Jaar/).selectOption('2020');
      const answered = page.waitForResponse(/\/v1\/grants\/preview$/);
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      await text(page, /^Precies dit zal coach-2 zien/);
      await text(page, /in rust .* per minuut/);
      await sound(page, 'shown before it is signed');
      await page.setViewportSize({ width: 320, height: 800 });
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'employee-preview-narrow');
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(5_000);
      const { preview } = await (await answered).json();
      const shown = [preview.shown, preview.example?.shown ?? []].flat();
      const windows = shown.flatMap((each: { readonly windows: readonly unknown[] }) => each.windows);
      expect(windows.length).toBeGreaterThan(200);
      await unfoldAll(page);
      await expect.poll(() => page.locator('tbody tr').count()).toBe(windows.length);
      expect(await overflowOf(page)).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'ends a grant once however often it is pressed, and asks for no passphrase where that is not what is missing',
    async () => {
      await world.reads.share();
      const { page, close } = await openAt();
      await goTo(page, 'Delen');
      await give(page, 'Openen');
      await page.getByLabel(/^Kenmerk van uw coach/).waitFor();
      let asked = 0;
      let answer = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/v1/withdrawals', async (route) => {
        asked += 1;
        await held;
        await route.fulfill({ status: 503 });
      });
      const shared = page.getByRole('switch', { name: /coach-1/ });
      await shared.press('Space');
      await shared.press('Space');
      answer();
      await page.locator('.notice', { has: button(page, 'Opnieuw') }).waitFor();
      expect([asked, await page.locator('dialog[open]').count()]).toEqual([1, 0]);
      await page.unroute('**/v1/withdrawals');
      await button(page, 'Opnieuw').press('Enter');
      await page.getByRole('switch', { name: /^coach-1 zag/ }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier where consent was lost and came back',
    async () => {
      const repaired = await repairedConsent();
      const { page, close } = await openAt(repaired.world);
      await goTo(page, 'Delen');
      await text(page, /^Van uw toestemmingen ontbreekt/);
      await sound(page, 'consent, lost');
      await give(page, 'Terughalen');
      await button(page, 'Terughalen').waitFor({ state: 'detached' });
      await sound(page, 'consent, back');
      await give(page, 'Ze gelden nog');
      await button(page, 'Ze gelden nog').waitFor({ state: 'detached' });
      await sound(page, 'consent, confirmed');
      await close();
      await repaired.world.close();
    },
    TIMEOUT,
  );
}
