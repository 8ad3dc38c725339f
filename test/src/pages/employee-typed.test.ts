import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE, PageWorld, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { arrived, sound } from './every-look.js';
import { focusOf, lookAt, openBrowser, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 90_000;
/** What somebody types in the ten minutes. */
const TYPED = 'Waar ik twaalf minuten aan schreef.';

describeWith(['chromium'], 'what somebody types on the page of an employee', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
    await world.reads.share();
    world.reads.now = dayBounds(DAY).start + 3_600;
    await tellProgramme(world.reads);
    await tellMessage(world.reads, { text: 'Hoe gaat het?' });
  });
  afterEach(() => world.close());

  /** Opened with seconds in the place of ten minutes. @returns how often the passphrase was given */
  const openFor = async (page: Page, seconds: number): Promise<() => number> => {
    let given = 0;
    await page.route('**/v1/unlock', async (route) => {
      const response = await route.fetch();
      given += 1;
      await route.fulfill({ response, ...(given === 1 && { json: { unlockedFor: seconds } }) });
    });
    await give(page);
    return () => given;
  };
  const give = async (page: Page): Promise<void> => {
    const field = page.getByLabel(/^Uw wachtwoordzin/).first();
    await field.fill(PASSPHRASE);
    await field.press('Enter');
  };
  const openAt = async (name: string, width = 1280) => {
    const url = `http://127.0.0.1:${world.port}/#login=${await world.token()}`;
    const sight = await lookAt(browser, url, { language: 'nl', theme: 'light', now: world.reads.now, width });
    await sight.page.getByRole('link', { name, exact: true }).press('Enter');
    await arrived(sight.page);
    return sight;
  };
  const heard = (page: Page) => page.getByRole('status');

  it(
    'is there again once the passphrase is given anew, and the end of the ten minutes is said before and when it comes',
    async () => {
      const { page, complaints, close } = await openAt('Berichten');
      await openFor(page, 6);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill(TYPED);
      await heard(page)
        .getByText(/^Binnen \d+ seconden sluit uw verleden/)
        .waitFor();
      expect(await focusOf(page)).toMatch(/^Schrijf naar/);
      await page.getByRole('link', { name: 'Programma', exact: true }).press('Enter');
      await page.getByLabel(/^Hoe zwaar was het/).selectOption('6');
      const note = page.getByLabel(/^Voor uw coach/);
      await note.fill('Zwaar');
      await heard(page)
        .getByText(/^Uw verleden is gesloten: de tien minuten zijn om/)
        .waitFor();
      await page.locator('h2:focus', { hasText: 'Uw verleden is gesloten' }).waitFor();
      await give(page);
      await note.waitFor();
      expect(await focusOf(page)).toBe('Programma');
      expect(await note.inputValue()).toBe('Zwaar');
      expect(await page.getByLabel(/^Hoe zwaar was het/).inputValue()).toBe('6');
      await page.getByRole('link', { name: 'Berichten', exact: true }).press('Enter');
      await letter.waitFor();
      expect(await letter.inputValue()).toBe(TYPED);
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await page.getByText(TYPED, { exact: true }).waitFor();
      expect(await letter.inputValue()).toBe('');
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'goes on where the past is kept open by one press, without the passphrase',
    async () => {
      const { page, close } = await openAt('Berichten', 320);
      const given = await openFor(page, 30);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill(TYPED);
      const stay = page.getByRole('button', { name: 'Open houden' });
      await stay.waitFor();
      await sound(page, 'the past closes soon');
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'employee-closes-soon-320');
      await letter.focus();
      await stay.focus();
      await stay.press('Enter');
      await stay.waitFor({ state: 'detached' });
      expect([given(), await focusOf(page), await letter.inputValue()]).toEqual([
        2,
        expect.stringMatching(/^Schrijf naar/),
        TYPED,
      ]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is told to be safe where a reload took the passphrase from the page',
    async () => {
      const { page, close } = await openAt('Berichten');
      await openFor(page, 600);
      await page.getByLabel(/^Schrijf naar/).waitFor();
      await page.route('**/v1/session', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { enrolled: true, unlockedFor: 30 } });
      });
      await page.reload();
      await page.getByText('Geef daarna uw wachtwoordzin opnieuw, en u gaat verder.').first().waitFor();
      expect(await page.getByRole('button', { name: 'Open houden' }).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
