import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { button } from './every-look.js';
import { barriersOf, focusOf } from './page-stand.js';

const TIMEOUT = 90_000;

describeWith(['chromium'], 'what somebody signs on the page of an employee', () => {
  const here = employeeWorlds(async (world) => {
    await world.measure();
    world.reads.now = dayBounds(DAY).start + 40 * 3_600;
  });

  const offered = async () => {
    const sight = await here.open();
    await goTo(sight.page, 'Delen');
    await givePassphrase(sight.page);
    await sight.page.getByLabel(/^Kenmerk van uw coach/).fill('coach-1');
    await sight.page.getByRole('switch', { name: 'stappen', exact: true }).press('Space');
    await button(sight.page, 'Toon wat de coach zal zien').press('Enter');
    await button(sight.page, 'Tekenen en delen').waitFor();
    return sight;
  };
  const ledOn = (page: Page) => expect.poll(() => focusOf(page)).toBe('Delen met een coach');

  it(
    'leads on to what is signed, back to the choice, and on once it is signed',
    async () => {
      const { page, close } = await offered();
      await ledOn(page);
      await button(page, 'Iets anders kiezen').press('Enter');
      await ledOn(page);
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      const passphrase = page.getByLabel(/^Uw wachtwoordzin/);
      await passphrase.fill(PASSPHRASE);
      await passphrase.press('Enter');
      await page.getByRole('switch', { name: /^coach-1 ziet/ }).waitFor();
      await ledOn(page);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is asked anew in the language that is chosen while it is shown, and until then says which language it is in',
    async () => {
      const { page, close } = await offered();
      await page.getByText('Wat u tekent', { exact: true }).press('Enter');
      const notice = page.locator('.notice-text');
      const before = await notice.textContent();
      let [letThrough, asked] = [(): void => undefined, false];
      const held = new Promise<void>((resolve) => {
        letThrough = resolve;
      });
      await page.route('**/v1/grants/preview', async (route) => {
        asked = true;
        await held;
        await route.continue();
      });
      await page.getByLabel('Taal').selectOption('en');
      await expect.poll(() => asked).toBe(true);
      expect([await notice.getAttribute('lang'), await notice.textContent()]).toEqual(['nl', before]);
      letThrough();
      await page.locator('.notice-text[lang=en]').waitFor();
      expect(await notice.textContent()).not.toBe(before);
      expect(await barriersOf(page)).toEqual([]);
      const signed = page.waitForRequest('**/v1/grants');
      await page.getByLabel(/^Your passphrase/).fill(PASSPHRASE);
      await page.getByLabel(/^Your passphrase/).press('Enter');
      expect((await signed).postDataJSON().language).toBe('en');
      await page.getByRole('switch', { name: /^coach-1 sees/ }).waitFor();
      await close();
    },
    TIMEOUT,
  );
});
