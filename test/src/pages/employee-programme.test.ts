import { addDays } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { comeBack, employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { arrived, sound, unfoldAll } from './every-look.js';
import { overflowOf, picture } from './page-stand.js';

const TIMEOUT = 90_000;
const REPORTS = /\/v1\/programmes\/reports$/;

describeWith(['chromium'], 'the programme of an employee who said nothing for days', () => {
  const here = employeeWorlds(async ({ reads }) => {
    await reads.share();
    reads.now = dayBounds(DAY).start + 3_600;
    const walk = { kind: 'walk', minutes: 30, target: null, note: '' } as const;
    const sessions = Array.from({ length: 10 }, (_, i) => ({ day: addDays(DAY, i - 9), ...walk }));
    await tellProgramme(reads, { from: addDays(DAY, -9), sessions });
  });

  const open = async (): Promise<Page> => {
    const { page } = await here.open({ width: 320 });
    await goTo(page, 'Programma');
    await givePassphrase(page);
    await page.locator('legend').first().waitFor();
    return page;
  };
  /** Sessions that are seen, as they are told. */
  const seen = (page: Page): Promise<string[]> =>
    page.evaluate(
      "[...document.querySelectorAll('legend')].filter((one) => one.checkVisibility()).map((one) => one.textContent)",
    );
  const done = (page: Page) => page.getByRole('button', { name: /^Gedaan/ }).first();

  it(
    'has today’s session first, and those before behind one press',
    async () => {
      const page = await open();
      expect(await seen(page)).toEqual([expect.stringMatching(/^Vandaag: Wandelen/)]);
      await sound(page, 'earlier ones folded');
      await picture(page, 'employee-programme-earlier-320');
      await page.getByText(/^9 eerdere sessies/).press('Enter');
      await expect.poll(() => seen(page)).toHaveLength(10);
      expect((await seen(page))[0]).toMatch(/^Vandaag/);
      await sound(page, 'earlier ones unfolded');
      // One that is told leaves; the others stay where they are looked at.
      await page
        .getByRole('button', { name: /^Niet gedaan/ })
        .nth(1)
        .press('Enter');
      await page.getByText(/^8 eerdere sessies/).waitFor();
      expect(await seen(page)).toHaveLength(9);
      expect(await overflowOf(page)).toBe(0);
    },
    TIMEOUT,
  );

  it(
    'is open where it was opened, and another that takes its place is not',
    async () => {
      await tellProgramme(here.world.reads, { id: new Uint8Array(16).fill(4), title: 'Meer slaap' });
      const page = await open();
      const opened = () => page.locator('section:has(details[open]) > h2').allTextContents();
      const all = page.locator('section.card', { hasText: 'Meer slaap' }).getByText('Alle sessies');
      await all.press('Enter');
      await expect.poll(opened).toEqual([expect.stringMatching(/^Meer slaap/)]);
      for (const change of ['order', 'leaf'] as const) {
        await page.route(/\/v1\/programmes$/, async (route) => {
          const response = await route.fetch();
          const told = await response.json();
          const programmes = told.programmes
            .toReversed()
            .map((each: { readonly leaf: string; title: string }) =>
              change === 'leaf' && each.title === 'Meer slaap'
                ? { ...each, leaf: 'f'.repeat(64), title: 'Een andere' }
                : each,
            );
          await route.fulfill({ response, json: { ...told, programmes } });
        });
        const answered = page.waitForResponse(/\/v1\/programmes$/);
        await comeBack(page, here.world, 60);
        await answered;
        if (change === 'leaf') await page.getByRole('heading', { name: /^Een andere/ }).waitFor();
        await expect.poll(opened).toEqual(change === 'order' ? [expect.stringMatching(/^Meer slaap/)] : []);
      }
    },
    TIMEOUT,
  );

  it(
    'tells a session once however often it is pressed, and what went wrong before no longer than that',
    async () => {
      const page = await open();
      let asked = 0;
      await page.route(REPORTS, (route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{}' }));
      await done(page).press('Enter');
      await page.locator('.field-error').waitFor();
      await page.unroute(REPORTS);
      let answer = (): void => undefined;
      const isPressedTwice = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route(REPORTS, async (route) => {
        asked += 1;
        await isPressedTwice;
        await route.continue();
      });
      await done(page).dblclick();
      await page
        .getByRole('button', { name: /^Niet gedaan/ })
        .first()
        .dispatchEvent('click');
      answer();
      await page.locator('.notice', { hasText: 'U zei: gedaan' }).waitFor();
      expect(await page.locator('.field-error').count()).toBe(0);
      await page.getByRole('link', { name: 'Berichten', exact: true }).press('Enter');
      await arrived(page);
      await page.locator('.timeline > li').first().waitFor();
      await unfoldAll(page);
      expect([asked, await page.locator('.timeline > li').count()]).toEqual([1, 1]);
    },
    TIMEOUT,
  );
});
