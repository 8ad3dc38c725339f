import { cryptoReady } from '@fit4work/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSPHRASE, PageWorld, SetupWorld } from '../../../edge-agent/test/index.js';
import { soundAndSeen } from './employee-heard.js';
import { answering, TWINS } from './employee-rare-answers.js';
import { arrived, button, text, unfoldAll } from './every-look.js';
import { lookAt, openBrowser } from './page-stand.js';

const TIMEOUT = 240_000;
/** A wristband that takes no connection. */
const SILENT = { uuids: [], read: () => undefined, write: () => undefined, tell: () => undefined };
const LOOK = { language: 'nl', theme: 'light' } as const;

/** @param seen takes what each state says */
export function lookAtFirstSteps(seen: string[]): void {
  const sound = soundAndSeen(seen);
  let browser: Browser;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it(
    'has no barrier over wristbands that are looked for, found, paired, and cannot be had',
    async () => {
      const [near, far] = ['c0:ff:ee:00:00:0a', 'c0:ff:ee:00:00:0b'];
      const world = await PageWorld.open();
      const url = `http://127.0.0.1:${world.port}/#login=${await world.token()}`;
      const { page, close } = await lookAt(browser, url, LOOK);
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
      await page.locator('.bands > li').nth(1).waitFor();
      await sound(page, 'wristbands, found');
      await page.getByRole('button', { name: /^Koppel Een polsband zonder naam/ }).press('Enter');
      await text(page, /^Bevestig op de polsband/);
      await sound(page, 'a wristband, to be confirmed');
      await text(page, /^De polsband liet te lang op zich wachten/);
      await sound(page, 'a wristband, not had');
      await page.getByRole('button', { name: /^Koppel Bangle/ }).press('Enter');
      await text(page, 'U deelt met niemand.');
      await sound(page, 'sharing, the last step');
      await page.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
      await page.getByLabel(/^Uw wachtwoordzin/).press('Enter');
      await button(page, 'Toon wat de coach zal zien').waitFor();
      await unfoldAll(page);
      await sound(page, 'sharing, the last step, open');
      await button(page, 'Niets delen').press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Vandaag' }).waitFor();
      await answering(page, TWINS);
      // It is folded, and comes with the answer about wristbands.
      await expect
        .poll(() => unfoldAll(page).then(() => button(page, 'Zoek polsbanden').isVisible()), { timeout: 30_000 })
        .toBe(true);
      await button(page, 'Zoek polsbanden').press('Enter');
      await text(page, /adres eindigt op/);
      await sound(page, 'wristbands that are called the same');
      await close();
      await world.close();
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
      await button(page, 'Ze staan op papier').waitFor();
      await arrived(page);
      await button(page, 'Ze staan op papier').press('Enter');
      const fields = page.getByLabel(/^Woord \d+/);
      await fields.first().waitFor();
      await arrived(page);
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
      await text(page, /^Dit duurt langer dan gewoonlijk/);
      await sound(page, 'the agent starts, for long');
      await close();
      await server.close();
      setup.close();
      await begun.close();
    },
    TIMEOUT,
  );
}
