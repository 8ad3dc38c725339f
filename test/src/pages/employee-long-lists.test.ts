import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, tellMessage } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { answering } from './employee-rare-answers.js';
import { comeBack, employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { A_YEAR, lettersFor, readsFor } from './employee-year-answers.js';
import { sound } from './every-look.js';
import { focusOf, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
/** As many stand there at once. */
const AT_ONCE = 30;

describeWith(['chromium'], 'the page of an employee at whom a coach looks twice a day', () => {
  const here = employeeWorlds(async ({ reads }) => {
    await reads.tell(reads.record([await reads.share()]));
    await tellMessage(reads);
    reads.now = dayBounds(DAY).start + 3_600;
  });

  const answeredBy = async (answers: Parameters<typeof answering>[1]): Promise<Page> => {
    const { page } = await here.open({ width: 320 });
    await answering(page, answers);
    return page;
  };
  const showAt = async (page: Page, name: string): Promise<void> => {
    await goTo(page, name);
    await givePassphrase(page);
    await page.locator('.timeline > li').first().waitFor();
  };
  /** What the page says was shown, from before anything is. */
  const toldBy = async (page: Page): Promise<readonly string[]> => {
    const told: string[] = [];
    await page.route(/\/v1\/reads\/seen$/, (route) => {
      told.push(...(Object.values<string[]>(route.request().postDataJSON())[0] ?? []));
      return route.fulfill({ status: 204 });
    });
    return told;
  };
  const entries = (page: Page): Promise<number> => page.locator('.timeline > li').count();

  it(
    'shows the newest looks, what is wrong however old it is, and all others behind a press, and says of what it shows alone that it was seen',
    async () => {
      const page = await answeredBy(readsFor(A_YEAR));
      const told = await toldBy(page);
      await showAt(page, 'Wie keek');
      expect(await entries(page)).toBe(AT_ONCE);
      const older = page.getByText(new RegExp(`^${A_YEAR - AT_ONCE} die ouder zijn$`));
      await sound(page, 'the newest of many');
      await picture(page, 'employee-looked-many-320');
      await expect.poll(() => told.length).toBe(AT_ONCE);
      await older.press('Enter');
      await page.getByText(new RegExp(`^${A_YEAR - 2 * AT_ONCE} die ouder zijn$`)).waitFor();
      expect(await entries(page)).toBe(2 * AT_ONCE);
      await expect.poll(() => new Set(told).size).toBe(2 * AT_ONCE);
      await sound(page, 'more of many');
      expect(await overflowOf(page)).toBe(0);

      await answering(page, readsFor(A_YEAR, { wrong: 3 }));
      await page.reload();
      await page.getByText('Met één inzage is iets niet in orde.').waitFor();
      expect(await page.locator('.timeline > li .notice').count()).toBe(1);
      expect(await entries(page)).toBe(AT_ONCE + 1);
    },
    TIMEOUT,
  );

  it(
    'keeps those before open, with the focus, where one more comes',
    async () => {
      const page = await answeredBy(readsFor(2 * AT_ONCE + 5));
      await showAt(page, 'Wie keek');
      const oneMore = async (count: number): Promise<void> => {
        await answering(page, readsFor(count));
        await comeBack(page, here.world, 60);
        await page.getByText(new RegExp(`^${count - AT_ONCE} die ouder zijn$`)).waitFor();
      };
      await page.getByText(/^35 die ouder zijn$/).press('Enter');
      await expect.poll(() => entries(page)).toBe(2 * AT_ONCE);
      await oneMore(2 * AT_ONCE + 6);
      expect([await entries(page), await focusOf(page)]).toEqual([2 * AT_ONCE, '36 die ouder zijn']);
      await page.getByText(/^6 die ouder zijn$/).press('Enter');
      await expect.poll(() => entries(page)).toBe(2 * AT_ONCE + 6);
      await oneMore(2 * AT_ONCE + 7);
      expect([await entries(page), await focusOf(page)]).toEqual([2 * AT_ONCE + 7, '7 die ouder zijn']);
    },
    TIMEOUT,
  );

  it(
    'shows the newest messages beside where one writes, and those before behind a press above them',
    async () => {
      const page = await answeredBy(lettersFor(A_YEAR));
      await showAt(page, 'Berichten');
      expect(await entries(page)).toBe(AT_ONCE);
      const said = page.locator('.timeline > li .notice-text');
      expect(await said.last().textContent()).toBe(`Bericht ${A_YEAR}`);
      await sound(page, 'the newest messages of many');
      await page.getByText(/die ouder zijn$/).press('Enter');
      await page.getByText(`Bericht ${A_YEAR - 2 * AT_ONCE + 1}`, { exact: true }).waitFor();
      const all = await said.allTextContents();
      expect(all).toEqual(Array.from({ length: 2 * AT_ONCE }, (_, i) => `Bericht ${A_YEAR - 2 * AT_ONCE + 1 + i}`));
      await sound(page, 'more messages of many');
    },
    TIMEOUT,
  );
});
