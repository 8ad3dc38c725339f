import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { dayBounds, measureDays } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { button, wear } from './every-look.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 120_000;

describeWith(['chromium'], 'what somebody filled in on the page of an employee and cannot be done', () => {
  const here = employeeWorlds(async ({ reads }) => {
    reads.now = dayBounds('2026-10-29').end - 3_600;
    await measureDays(reads.vault, { from: '2026-10-20', days: 10, open: 3 });
  });
  const openAt = async (part: string) => {
    const sight = await here.open();
    await goTo(sight.page, part);
    return sight;
  };
  const chooseDay = async (page: Page, [month, day]: readonly [string, string]): Promise<void> => {
    await page.getByLabel('Maand', { exact: true }).selectOption(month);
    await page.getByLabel('Dag', { exact: true }).selectOption(day);
  };
  const wrongOf = (page: Page) => expect.poll(() => page.locator('.field-error').allTextContents());

  /** A sharing that would be over before it begins, not shown yet. */
  const wishTooLate = async () => {
    const sight = await openAt('Delen');
    await givePassphrase(sight.page);
    await sight.page.getByLabel(/^Kenmerk van uw coach/).fill('coach-1');
    await sight.page.getByRole('switch', { name: /^stappen/i }).press('Enter');
    await chooseDay(sight.page, ['12', '31']);
    return sight;
  };

  it(
    'is said beside the day that cannot be erased, before anything else is asked, in the language of the page',
    async () => {
      const { page, close } = await openAt('Uw gegevens');
      const show = button(page, 'Toon wat er gebeurt');
      const late = 'Deze dag moet nog komen: kies vandaag of een dag ervoor.';
      await chooseDay(page, ['10', '30']);
      await show.press('Enter');
      await wrongOf(page).toEqual([late]);
      await expect.poll(() => page.getByRole('status').textContent()).toContain(late);
      expect([await page.locator('dialog[open]').count(), await focusOf(page)]).toEqual([0, 'Toon wat er gebeurt']);
      await wear(page, 'en', 'light');
      await wrongOf(page).toEqual(['This day is still to come: choose today or a day before.']);
      await wear(page, 'nl', 'light');
      // Of before the first day here another machine may have sent something.
      await chooseDay(page, ['10', '19']);
      await wrongOf(page).toEqual([]);
      await show.press('Enter');
      await page.getByRole('dialog', { name: '19 oktober 2026 wissen' }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'is said by the agent of a sharing that would be over before it begins, and by the page in another language',
    async () => {
      const { page, close } = await wishTooLate();
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      await wrongOf(page).toEqual([
        expect.stringMatching(/^Deze toestemming zou vervallen op .* begint, en niets delen;/),
      ]);
      await wear(page, 'en', 'light');
      await wrongOf(page).toEqual([expect.stringMatching(/^Your agent cannot do this as asked/)]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is said by the page where it speaks another language by the time that the agent answers',
    async () => {
      const { page, close } = await wishTooLate();
      const asked = new Promise<Route>((resolve) => void page.route(/\/v1\/grants\/preview/, resolve));
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      const held = await asked;
      await wear(page, 'en', 'light');
      await held.continue();
      await wrongOf(page).toEqual([expect.stringMatching(/^Your agent cannot do this as asked/)]);
      await wear(page, 'nl', 'light');
      await wrongOf(page).toEqual([expect.stringMatching(/^Deze toestemming zou vervallen op/)]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is said of a passphrase in the language of the page, also where that is another by now',
    async () => {
      const { page, close } = await openAt('Berichten');
      const field = page.getByLabel(/^Uw wachtwoordzin/);
      await field.fill('een andere zin');
      await field.press('Enter');
      await wrongOf(page).toEqual(['Dit is niet uw wachtwoordzin. Probeer opnieuw.']);
      await wear(page, 'en', 'light');
      await wrongOf(page).toEqual(['This is not your passphrase. Try again.']);
      await close();
    },
    TIMEOUT,
  );
});
