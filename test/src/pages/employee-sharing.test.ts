import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE, repairedConsent } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase, goTo, linkOf } from './employee-worlds.js';
import { button } from './every-look.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 90_000;

describeWith(['chromium'], 'what somebody shares, on the page of an employee', () => {
  const here = employeeWorlds(async (world) => {
    await world.measure();
    world.reads.now = dayBounds(DAY).start + 40 * 3_600;
  });

  const openSharing = async () => {
    const sight = await here.open();
    await goTo(sight.page, 'Delen');
    await givePassphrase(sight.page);
    await button(sight.page, 'Verleden sluiten').waitFor();
    return sight;
  };
  const seenBy = (page: Page, coach: string) => page.getByRole('switch', { name: new RegExp(`^${coach} ziet`) });
  const heard = (page: Page, said: RegExp | string) => page.getByRole('status').getByText(said).waitFor();
  const isAtHeading = (page: Page) => expect.poll(() => focusOf(page)).toBe('Delen');

  it(
    'says of a grant that ended what the coach still sees by another one, and leads from its card to the heading',
    async () => {
      await here.world.reads.share();
      await here.world.reads.share({ scope: [{ metric: 'steps', granularities: ['day', 'hour'] }] });
      await here.world.reads.share({ coach: 'coach-2' });
      const { page, close } = await openSharing();
      await seenBy(page, 'coach-1').nth(1).waitFor();
      await page.getByRole('switch', { name: /^coach-1 ziet .*slaap/ }).press('Space');
      await heard(
        page,
        'Deze toestemming is gestopt. Door een andere toestemming ziet coach-1 nog: stappen (per dag, per uur).',
      );
      await seenBy(page, 'coach-1').nth(1).waitFor({ state: 'detached' });
      await isAtHeading(page);
      await seenBy(page, 'coach-1').press('Space');
      await heard(page, 'Gestopt: coach-1 ziet hier niets meer van.');
      await page.getByRole('switch', { name: /^coach-1 zag/ }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'leads to the heading from a grant that was ended by the passphrase in a dialogue',
    async () => {
      for (const metric of ['steps', 'sleep'] as const)
        await here.world.reads.share({ scope: [{ metric, granularities: ['day'] }] });
      const { page, close } = await here.open();
      await goTo(page, 'Delen');
      await seenBy(page, 'coach-1').nth(1).waitFor();
      await seenBy(page, 'coach-1').first().press('Space');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
      await dialog.getByLabel(/^Uw wachtwoordzin/).press('Enter');
      await seenBy(page, 'coach-1').nth(1).waitFor({ state: 'detached' });
      await isAtHeading(page);
      await close();
    },
    TIMEOUT,
  );

  it(
    'shows what would be shared again with one coach, and not what was about to be signed for another',
    async () => {
      await here.world.reads.withdraw(await here.world.reads.share());
      const { page, close } = await openSharing();
      await page.getByLabel(/^Kenmerk van uw coach/).fill('coach-2');
      await page.getByRole('switch', { name: 'hartslag', exact: true }).press('Space');
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      await button(page, 'Tekenen en delen').waitFor();
      await page.getByRole('switch', { name: /^coach-1 zag/ }).press('Space');
      await expect.poll(() => page.getByLabel(/^Kenmerk van uw coach/).inputValue()).toBe('coach-1');
      expect(await button(page, 'Tekenen en delen').count()).toBe(0);
      expect(await focusOf(page)).toBe('Delen met een coach');
      // Nor does what was asked for one coach come over what is to be shared with another.
      const asked = new Promise<Route>((resolve) => void page.route(/\/v1\/grants\/preview$/, resolve, { times: 1 }));
      await page.getByLabel(/^Kenmerk van uw coach/).fill('coach-2');
      await button(page, 'Toon wat de coach zal zien').press('Enter');
      const held = await asked;
      await page.getByRole('switch', { name: /^coach-1 zag/ }).press('Space');
      const answered = page.waitForResponse(/\/v1\/grants\/preview$/);
      await held.continue();
      await (await answered).finished();
      await page.getByRole('progressbar').waitFor({ state: 'detached' });
      expect(await button(page, 'Tekenen en delen').count()).toBe(0);
      expect(await page.getByLabel(/^Kenmerk van uw coach/).inputValue()).toBe('coach-1');
      await close();
    },
    TIMEOUT,
  );

  it(
    'leads to the heading from what was fetched back, and from grants that still stand',
    async () => {
      const repaired = await repairedConsent();
      const { page, close } = await here.open({ now: repaired.world.reads.now });
      await page.goto(await linkOf(repaired.world));
      await goTo(page, 'Delen');
      for (const act of ['Terughalen', 'Ze gelden nog']) {
        const form = page.locator('form', { has: button(page, act) });
        await form.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
        await form.getByRole('button', { name: act }).press('Enter');
        await button(page, act).waitFor({ state: 'detached' });
        await isAtHeading(page);
      }
      await close();
      await repaired.close();
    },
    TIMEOUT,
  );
});
