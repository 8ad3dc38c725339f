import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type EmployeeStand, startEmployee } from './employee-stand.js';
import {
  barriersOf,
  focusOf,
  LOOKS,
  lookAt,
  openBrowser,
  overflowOf,
  picture,
  type Sight,
  shiftsOf,
} from './page-stand.js';

const TIMEOUT = 120_000;

describeWith(['chromium'], 'the page of an employee, served by an agent of a running network', () => {
  let browser: Browser;
  let stand: EmployeeStand;
  beforeAll(async () => {
    stand = await startEmployee();
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await stand?.close();
  }, TIMEOUT);

  /** Everything that is more than a sentence is opened. */
  const unfold = (page: Page): Promise<void> =>
    page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
  const populated = async (page: Page): Promise<void> => {
    // In the small hours nobody has walked yet, and whoever is awake has no night: then a sentence says so.
    const told = page.locator('.glance:has(.ring, canvas, .hypnogram, .notice)');
    await expect.poll(() => told.count(), { timeout: 30_000 }).toBe(3);
    await page.locator('.glance .figure').first().waitFor();
  };
  const openPast = async (page: Page): Promise<void> => {
    await page.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/).fill(stand.passphrase);
    await page.getByRole('button', { name: /^(Openen|Open)$/ }).click();
  };
  const goTo = (page: Page, name: RegExp): Promise<void> => page.getByRole('link', { name }).click();
  const wish = async (page: Page): Promise<void> => {
    await page.getByLabel(/Kenmerk van uw coach|Id of your coach/).fill('coach-2');
    await page.getByRole('switch', { name: /^(hartslag|heart rate)$/ }).click();
    await page.getByLabel(/^(Jaar|Year)$/).selectOption('2020');
    await page.getByRole('button', { name: /Toon wat|Show what/ }).click();
    await page.getByRole('heading', { level: 3, name: /Precies dit|Exactly this/ }).waitFor();
  };

  /** Each state of the page, one after the other. */
  async function eachState({ page }: Sight, seen: (state: string) => Promise<void>): Promise<void> {
    await populated(page);
    await unfold(page);
    await seen('today');
    await goTo(page, /^(Verloop|Over time)$/);
    await page.getByText(/^(Op \d+ dag|Something was measured on \d+ day)/).waitFor();
    await unfold(page);
    await seen('history');
    await goTo(page, /^(Uw gegevens|Your data)$/);
    await page.getByText(/^(U liet nog niets wissen|You had nothing erased yet)/).waitFor();
    await page.getByRole('button', { name: /^(Toon wat er gebeurt|Show what happens)$/ }).click();
    await page.getByRole('dialog').waitFor();
    await seen('own-asking');
    await page.keyboard.press('Escape');
    await goTo(page, /^(Wie keek|Who looked)$/);
    await page.getByText(/Uw verleden is gesloten|Your past is closed/).waitFor();
    await seen('looked-closed');
    await openPast(page);
    await page.getByText(/^(Bewezen: plaats|Proven: place)/).waitFor();
    await unfold(page);
    await seen('looked');
    await goTo(page, /^(Delen|Sharing)$/);
    await page.getByRole('switch', { name: /coach-1/ }).waitFor();
    await seen('sharing');
    await wish(page);
    await unfold(page);
    await seen('sharing-preview');
    await page.reload();
    await page.getByRole('switch', { name: /coach-1/ }).click();
    await page.getByRole('dialog').waitFor();
    await seen('sharing-stop');
  }

  for (const look of LOOKS) {
    const name = `${look.language}-${look.theme}`;
    it(
      `has no barrier that axe finds in any state, asks nobody else and complains of nothing (${name})`,
      async () => {
        const link = await stand.link();
        const { origin } = new URL(link);
        const sight = await lookAt(browser, link, look);
        await eachState(sight, async (state) => {
          await picture(sight.page, `employee-${state}-${name}`);
          expect([state, ...(await barriersOf(sight.page))]).toEqual([state]);
        });
        expect(sight.requested.every((url) => url.startsWith(origin) || url === 'data:,')).toBe(true);
        expect(sight.complaints).toEqual([]);
        await sight.close();
      },
      TIMEOUT,
    );
  }

  it.each([
    ['320 pixels wide', 320],
    ['of a desk at 200 % zoom', 640],
  ])(
    'loses nothing to the side %s',
    async (_, width) => {
      const sight = await lookAt(browser, await stand.link(), { language: 'nl', theme: 'light', width });
      await eachState(sight, async (state) => {
        await picture(sight.page, `employee-${state}-${width}`);
        expect([state, await overflowOf(sight.page)]).toEqual([state, 0]);
      });
      await sight.close();
    },
    TIMEOUT,
  );

  it(
    'is opened by a link that works once, keeps no login in its address, and goes on after a reload',
    async () => {
      const first = await stand.link();
      const origin = new URL(first).origin;
      const { page, close } = await lookAt(browser, first, { language: 'en', theme: 'light' });
      await populated(page);
      expect(page.url()).toBe(`${origin}/`);
      expect(await shiftsOf(page)).toEqual([]);
      await page.reload();
      await populated(page);
      const other = await lookAt(browser, first, { language: 'en', theme: 'light' });
      await other.page.getByText('was used before').waitFor();
      expect(await barriersOf(other.page)).toEqual([]);

      // As the command opens it: by a file, so that no command line shows the link.
      const file = join(stand.folder, 'open.html');
      writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${await stand.link()}">`);
      await other.page.goto(`file://${file}`);
      await other.page.waitForURL(`${origin}/`);
      await populated(other.page);
      await other.page.getByRole('button', { name: 'Sign out' }).click();
      await other.page.getByText('Open your page again on this computer').waitFor();
      await other.page.reload();
      await other.page.getByText('Open your page again on this computer').waitFor();
      expect(await barriersOf(other.page)).toEqual([]);
      await Promise.all([close(), other.close()]);
    },
    TIMEOUT,
  );

  it(
    'ends a grant by one press, shows exactly what would be shared before it is signed, by the keyboard alone',
    async () => {
      const { page, close } = await lookAt(browser, await stand.link(), { language: 'en', theme: 'dark' });
      await populated(page);
      await page.getByRole('link', { name: 'Sharing' }).press('Enter');
      await expect.poll(() => focusOf(page)).toBe('Sharing');
      const shared = page.getByRole('switch', { name: /^coach-1 sees/ });
      await shared.press('Space');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => focusOf(page)).toMatch(/^coach-1 sees/);
      expect(await shared.getAttribute('aria-checked')).toBe('true');

      const passphrase = page.getByLabel('Your passphrase');
      // The dialogue's own goes with it.
      await expect.poll(() => passphrase.count()).toBe(1);
      await passphrase.fill('some other words');
      await passphrase.press('Enter');
      await page.getByText('This is not your passphrase. Try again.').first().waitFor();
      await passphrase.fill(stand.passphrase);
      await passphrase.press('Enter');
      // The past is open: one press is enough from here.
      await page.getByLabel('Id of your coach').waitFor();
      await shared.press('Space');
      await page.getByRole('switch', { name: /^coach-1 saw/ }).waitFor();
      await page.getByText('You share with nobody.').waitFor();
      await picture(page, 'employee-sharing-nobody');

      await page.getByRole('switch', { name: /^coach-1 saw/ }).press('Space');
      await expect.poll(() => focusOf(page)).toBe('Share with a coach');
      expect(await page.getByLabel('Id of your coach').inputValue()).toBe('coach-1');
      await page.getByRole('button', { name: 'Show what the coach will see' }).press('Enter');
      await page.getByText('Exactly this coach-1 will see').waitFor();
      await passphrase.fill(stand.passphrase);
      await passphrase.press('Enter');
      await page.getByRole('switch', { name: /^coach-1 sees/ }).waitFor();
      await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^(Shared|Signed)\. Your grant/);

      await page.getByRole('link', { name: 'Who looked' }).press('Enter');
      await page.getByText('Proven: place').waitFor();
      await page.getByRole('button', { name: 'Close the past' }).press('Enter');
      await page.getByText('Your past is closed').first().waitFor();
      expect(await page.getByText('Proven: place').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
