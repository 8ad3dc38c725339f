import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayBounds, measureDays, PASSPHRASE, PageWorld, stepsOfDay } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { actsOf, watchActs } from './acts.js';
import { barsIn } from './drawn-line.js';
import { comeBack } from './employee-worlds.js';
import {
  barriersOf,
  cutOf,
  DRAWN,
  focusOf,
  type Look,
  lookAt,
  ONCE_EACH,
  openBrowser,
  overflowOf,
  picture,
  type Sight,
  widen,
} from './page-stand.js';

const TIMEOUT = 90_000;
/** Milliseconds. */
const HANG = 10_000;
/** Forty days to the Thursday of the night in which summer time had ended. */
const [FROM, DAYS, LAST] = ['2026-09-20', 40, '2026-10-29'];

describeWith(['chromium'], 'the page of an employee, over weeks and months', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    [browser, world] = await Promise.all([openBrowser(), PageWorld.open()]);
    world.reads.now = dayBounds(LAST).end - 3_600;
    await measureDays(world.reads.vault, { from: FROM, days: DAYS, open: 3 });
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const openAt = async (look: Look): Promise<Sight> => {
    const sight = await lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, look);
    await sight.page.getByRole('link', { name: /^(Verloop|Over time)$/ }).click();
    await sight.page.getByText(/^(Op 2 dagen|Something was measured on 2 days)/).waitFor();
    return sight;
  };
  const openPast = async (page: Page): Promise<void> => {
    const field = page.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/);
    await field.fill(PASSPHRASE);
    await field.press('Enter');
  };
  const choose = (page: Page, period: 'week' | 'month' | 'challenge') =>
    page.getByLabel(/^(Hoe lang|How long)/).selectOption(period);
  const measured = (page: Page, days: number) =>
    page.getByText(new RegExp(`^(Op ${days} dag|Something was measured on ${days} day)`)).waitFor();
  const unfold = (page: Page): Promise<void> =>
    page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
  const rowsOf = (page: Page, table: string): Promise<readonly string[]> =>
    page
      .getByRole('region', { name: table, exact: true })
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent).join('|')));

  for (const look of [...ONCE_EACH, { language: 'nl', theme: 'light', width: 320 } as const]) {
    const name = `${look.language}-${look.theme}${'width' in look ? '-320' : ''}`;
    it(
      `shows week, month and challenge, each with its tables, without a barrier and without loss (${name})`,
      async () => {
        const { page, complaints, close } = await openAt(look);
        const sound = async (state: string): Promise<void> => {
          await unfold(page);
          await picture(page, `employee-history-${state}-${name}`);
          const lost = [await overflowOf(page), ...(await cutOf(page))];
          expect([state, ...(await barriersOf(page)), ...lost]).toEqual([state, 0]);
        };
        await page.getByText(/^(2 dagen zijn gesloten|2 days are closed)/).waitFor();
        await sound('closed');
        await openPast(page);
        await measured(page, 4);
        await sound('week');
        await choose(page, 'month');
        await measured(page, 26);
        await sound('month');
        await choose(page, 'challenge');
        await measured(page, 36);
        await page.getByText(/(Per week: een dag|By the week: a day)/).waitFor();
        await sound('challenge');
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }

  it('cuts no table of the day where three cards are in a row, nor 320 pixels wide, in the longer words of Dutch', async () => {
    const { page, close } = await openAt({ language: 'nl', theme: 'light' });
    await page.getByRole('link', { name: 'Vandaag' }).press('Enter');
    await page.locator('.hypnogram rect').first().waitFor();
    await unfold(page);
    for (const width of [1280, 320]) {
      await widen(page, width);
      await picture(page, `employee-today-tables-${width}`);
      expect([width, ...(await cutOf(page))]).toEqual([width]);
    }
    expect(await page.locator('.scroll').count()).toBe(3);
    await close();
  });

  it(
    'tells the numbers that were measured, and goes to other weeks by the keyboard as far as there is anything',
    async () => {
      const { page, close } = await openAt({ language: 'en', theme: 'light' });
      await unfold(page);
      // What is closed is not told as if it had not been measured.
      expect((await rowsOf(page, 'Steps by the day')).slice(0, 2)).toEqual(['Mon 26 Oct|closed', 'Tue 27 Oct|closed']);
      await openPast(page);
      await measured(page, 4);
      const steps = (number: number): string => stepsOfDay(number).toLocaleString('en-GB');
      expect(await rowsOf(page, 'Steps by the day')).toEqual([
        `Mon 26 Oct|${steps(36)}`,
        `Tue 27 Oct|${steps(37)}`,
        `Wed 28 Oct|${steps(38)}`,
        `Thu 29 Oct|${steps(39)}`,
      ]);
      expect((await rowsOf(page, 'Sleep by the day'))[0]).toBe('Mon 26 Oct|7 hrs 28 mins');
      const later = page.getByRole('button', { name: 'Later' });
      expect(await later.getAttribute('aria-disabled')).toBe('true');
      const earlier = page.getByRole('button', { name: 'Earlier' });
      await earlier.press('Enter');
      await page.getByText('19 October 2026 to 25 October 2026').waitFor();
      await measured(page, 6);
      expect(await focusOf(page)).toBe('Earlier');
      // The day on which the clocks went back, and one that was not worn.
      expect((await rowsOf(page, 'Worn by the day')).at(-1)).toBe('Sun 25 Oct|not measured');
      expect((await rowsOf(page, 'Worn by the day')).at(0)).toBe('Mon 19 Oct|24 hrs 0 mins');
      await later.press('Enter');
      await page.getByText('26 October 2026 to 1 November 2026').waitFor();
      for (let week = 0; week < 6; week++) await earlier.press('Enter');
      await page.getByText('14 September 2026 to 20 September 2026').waitFor();
      expect(await earlier.getAttribute('aria-disabled')).toBe('true');
      await expect.poll(() => rowsOf(page, 'Steps by the day')).toEqual([`Sun 20 Sept|${steps(0)}`]);
      await choose(page, 'challenge');
      await measured(page, 36);
      expect((await rowsOf(page, 'Steps by the week')).at(-1)).toBe(
        `26 Oct|${Math.round((stepsOfDay(36) + stepsOfDay(37) + stepsOfDay(38) + stepsOfDay(39)) / 4).toLocaleString('en-GB')}`,
      );
      await page.getByRole('button', { name: 'Close the past' }).press('Enter');
      await page.getByText(/^\d+ days are closed/).waitFor();
      await measured(page, 2);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of a challenge that has not begun when it does, and shows no chart of days that are to come',
    async () => {
      world.challenge = { from: '2026-11-15', until: '2026-12-20' };
      const { page, close } = await openAt({ language: 'nl', theme: 'light', now: world.reads.now });
      await choose(page, 'challenge');
      await page.getByText(/^Deze dagen komen nog/).waitFor();
      await page.getByText('De challenge begint op 15 november 2026.').waitFor();
      expect(await page.locator('main figure').count()).toBe(0);
      expect(await page.getByText('Op geen van deze dagen').count()).toBe(0);
      await choose(page, 'week');
      await measured(page, 2);
      world.challenge = undefined;
      await close();
    },
    TIMEOUT,
  );

  it(
    'goes nowhere from the challenge, which is one, and says so by its buttons',
    async () => {
      world.challenge = { from: '2026-10-05', until: '2026-10-18' };
      const { page, close } = await openAt({ language: 'nl', theme: 'light', now: world.reads.now });
      const ways = (): Promise<(string | null)[]> =>
        Promise.all(
          ['Vroeger', 'Later'].map((name) => page.getByRole('button', { name }).getAttribute('aria-disabled')),
        );
      expect(await ways()).toEqual(['false', 'true']);
      await choose(page, 'challenge');
      await page.getByText('5 oktober 2026 tot en met 18 oktober 2026', { exact: true }).waitFor();
      expect(await ways()).toEqual(['true', 'true']);
      await choose(page, 'week');
      await expect.poll(ways).toEqual(['false', 'true']);
      world.challenge = undefined;
      await close();
    },
    TIMEOUT,
  );

  it(
    'asks within a minute again when the challenge is, where nobody knew, and keeps it where nobody knows any more',
    async () => {
      const { page, close } = await openAt({ language: 'nl', theme: 'light', now: world.reads.now });
      const told = page.getByText('De challenge begint op 15 november 2026.');
      const renewed = async (): Promise<void> => {
        const answered = page.waitForResponse('**/v1/challenge');
        await comeBack(page, world, 60);
        await (await answered).finished();
      };
      await choose(page, 'challenge');
      await page
        .getByText(/nu niet bekend/)
        .first()
        .waitFor();
      world.challenge = { from: '2026-11-15', until: '2026-12-20' };
      await renewed();
      await told.waitFor();
      world.challenge = undefined;
      await renewed();
      await page.evaluate(DRAWN);
      expect(await told.isVisible()).toBe(true);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says that what stands there is of earlier until the newest of it was asked anew, whatever days are shown meanwhile',
    async () => {
      const { page, close } = await openAt({ language: 'nl', theme: 'light', now: world.reads.now });
      const answered = page.waitForResponse(/\/v1\/samples/);
      await choose(page, 'month');
      await (await answered).finished();
      await choose(page, 'week');
      await page.route(/\/v1\/samples/, (route) =>
        route.fulfill({ status: 503, contentType: 'application/json', body: '{}' }),
      );
      const told = page.getByText(/^Wat hier staat, is van /);
      await comeBack(page, world, 60);
      await told.waitFor();
      await choose(page, 'month');
      await page.evaluate(DRAWN);
      expect(await told.isVisible()).toBe(true);
      expect(await page.locator('.over-time').count()).toBeGreaterThan(0);
      await page.unrouteAll({ behavior: 'wait' });
      await choose(page, 'week');
      await told.waitFor({ state: 'detached' });
      await close();
    },
    TIMEOUT,
  );

  it(
    'shows each thing that somebody does, and hangs at none',
    async () => {
      const { page, close } = await openAt({ language: 'en', theme: 'light' });
      await openPast(page);
      await measured(page, 4);
      await watchActs(page);
      const period = page.getByLabel(/^How long/);
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp']) await period.press(key);
      for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Earlier' }).press('Enter');
      const { count, longest } = await actsOf(page);
      expect(count).toBe(8);
      // How fast it is, the slow suite tells of a year.
      expect(longest).toBeLessThan(HANG);
      await close();
    },
    TIMEOUT,
  );

  it(
    'keeps what it has where the agent goes away, and asks again',
    async () => {
      const { page, close } = await openAt({ language: 'en', theme: 'light' });
      await page.route('**/v1/samples*', (route) => route.abort());
      await choose(page, 'month');
      await page
        .getByText(/^Your agent, the program on this computer that keeps your data, does not answer\. Restart/)
        .first()
        .waitFor();
      expect(await barsIn(page)).toBeGreaterThan(0);
      await page.unroute('**/v1/samples*');
      await page.getByRole('button', { name: 'Try again' }).press('Enter');
      await page.getByText(/^24 days are closed/).waitFor();
      await close();
    },
    TIMEOUT,
  );
});
