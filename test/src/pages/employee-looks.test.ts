import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  DAY,
  dayBounds,
  PASSPHRASE,
  PageWorld,
  repairedConsent,
  SetupWorld,
  tellMessage,
  tellProgramme,
} from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { barriersInEveryLook } from './every-look.js';
import { lookAt, openBrowser, type Sight } from './page-stand.js';

const TIMEOUT = 240_000;
/** A wristband that takes no connection. */
const SILENT = { uuids: [], read: () => undefined, write: () => undefined, tell: () => undefined };
const LOOK = { language: 'nl', theme: 'light' } as const;

describeWith(['chromium'], 'every state of the page of an employee, in both languages and themes', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
  });
  afterEach(() => world.close());

  const openAt = async (at = world): Promise<Sight> =>
    lookAt(browser, `http://127.0.0.1:${at.port}/#login=${await at.token()}`, { ...LOOK, now: at.reads.now });
  const sound = async (page: Page, state: string): Promise<void> =>
    expect([state, ...(await barriersInEveryLook(page))]).toEqual([state]);
  const goTo = (page: Page, name: string): Promise<void> =>
    page.getByRole('link', { name, exact: true }).press('Enter');
  const text = (page: Page, said: string | RegExp): Promise<void> => page.getByText(said).first().waitFor();
  const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
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
      await page.reload();
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
      for (const [challenge, said] of [
        [undefined, /nu niet bekend/],
        [{ from: '2026-01-01', until: null }, /een laatste dag is er niet/],
        [{ from: '2026-01-01', until: '2099-01-01' }, /^De challenge loopt van/],
      ] as const) {
        world.challenge = challenge;
        await page.reload();
        await page.getByLabel(/^Hoe lang/).selectOption('challenge');
        await text(page, said);
        await sound(page, `the challenge, ${challenge?.until}`);
      }
      await give(page, 'Openen');
      await page.getByLabel(/^Hoe lang/).selectOption('week');
      await text(page, /^Op \d+ dagen werd iets gemeten/);
      await unfold(page);
      await sound(page, 'a week, open');
      await goTo(page, 'Uw gegevens');
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
    'has no barrier over wristbands that are looked for, found, paired, and cannot be had',
    async () => {
      const [near, far] = ['c0:ff:ee:00:00:0a', 'c0:ff:ee:00:00:0b'];
      const { page, close } = await openAt();
      await page.evaluate("sessionStorage.setItem('fit4work.step', 'wearables')");
      await page.reload();
      await button(page, 'Zoek polsbanden').waitFor();
      await sound(page, 'wristbands, not looked for');
      await button(page, 'Zoek polsbanden').press('Enter');
      await text(page, /^Uw agent luistert/);
      await sound(page, 'wristbands, looked for');
      await text(page, /^Er is geen polsband gehoord/);
      await sound(page, 'wristbands, none');
      for (const [address, services] of [
        [near, ['6e400001b5a3f393e0a9e50e24dcca9e']],
        [far, ['fee0']],
      ] as const) {
        world.central.bring(address, SILENT, false);
        world.central.says.set(address, { name: address === near ? 'Bangle.js' : undefined, services, signal: -90 });
      }
      await button(page, 'Zoek opnieuw').press('Enter');
      await text(page, /^Er zijn 2 polsbanden/);
      await sound(page, 'wristbands, found');
      await page.getByRole('button', { name: /^Koppel Een polsband zonder naam/ }).press('Enter');
      await text(page, /^Bevestig op de polsband/);
      await sound(page, 'a wristband, to be confirmed');
      await text(page, /^De polsband liet te lang op zich wachten/);
      await sound(page, 'a wristband, not had');
      await page.getByRole('button', { name: /^Koppel Bangle/ }).press('Enter');
      await text(page, 'Er wordt met niemand iets gedeeld.');
      await sound(page, 'sharing, the last step');
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
      await page.getByRole('switch', { name: 'stappen', exact: true }).press('Space');
      await page.getByLabel(/^Jaar/).selectOption('2020');
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      await text(page, /^Precies dit zal coach-2 zien/);
      await unfold(page);
      await sound(page, 'shown before it is signed');
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
      await close();
      await repaired.world.close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier on any of the first steps, whatever is wrong with what was given',
    async () => {
      const begun = new SetupWorld();
      const setup = begun.setup();
      const server = await begun.serve(setup);
      const url = `http://127.0.0.1:${server.address?.port}/#login=${await begun.token()}`;
      const { page, close } = await lookAt(browser, url, LOOK);
      const goOn = (): Promise<void> => button(page, 'Verder').press('Enter');
      await text(page, 'Welkom');
      await sound(page, 'the invitation');
      await page.getByLabel(/^De link van uw uitnodiging/).fill('geen link');
      await goOn();
      await text(page, /^Dit is geen uitnodiging/);
      await sound(page, 'no invitation');
      await page.getByLabel(/^De link van uw uitnodiging/).fill(begun.link);
      await goOn();
      for (const passphrase of ['kort', 'zomer2026', 'mijn hond heet Bo', 'fiets kaars wolk tafel']) {
        await page.getByLabel(/^Kies een wachtwoordzin/).fill(passphrase);
        await sound(page, `the passphrase ${passphrase}`);
      }
      await page.getByLabel(/^Nogmaals dezelfde/).fill('een andere');
      await goOn();
      await text(page, /^Dat zijn twee verschillende/);
      await sound(page, 'two passphrases');
      await page.getByLabel(/^Nogmaals dezelfde/).fill('fiets kaars wolk tafel');
      await goOn();
      const words = await page
        .locator('.words li')
        .first()
        .waitFor()
        .then(() => page.locator('.words li').allTextContents());
      await sound(page, 'the words');
      await page.reload();
      await text(page, /^Met deze uitnodiging bent u al begonnen/);
      await sound(page, 'the passphrase again');
      await page.getByLabel(/^Uw wachtwoordzin/).fill('fiets kaars wolk tafel');
      await goOn();
      await button(page, 'Ze staan op papier').press('Enter');
      const fields = page.getByLabel(/^Woord \d+/);
      for (const field of await fields.all()) await field.fill('verkeerd');
      await goOn();
      await expect.poll(() => fields.first().getAttribute('aria-invalid')).toBe('true');
      await sound(page, 'the words back, wrong');
      const labels = await page.locator('label', { hasText: /^Woord \d+/ }).allTextContents();
      for (const [i, label] of labels.entries())
        await fields.nth(i).fill(words[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
      begun.away();
      await goOn();
      await page.getByRole('alert').waitFor();
      await sound(page, 'not registered');
      begun.failure = undefined;
      await button(page, 'Opnieuw').press('Enter');
      await text(page, /^Uw agent start/);
      await sound(page, 'the agent starts');
      await close();
      await server.close();
      setup.close();
      await begun.close();
    },
    TIMEOUT,
  );
});
