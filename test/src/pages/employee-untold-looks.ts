import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DAY,
  dayBounds,
  measureDays,
  PASSPHRASE,
  PageWorld,
  ReadWorld,
  SmallLog,
  tellMessage,
  tellProgramme,
  WitnessedLog,
} from '../../../edge-agent/test/index.js';
import { wholeAndSeen } from './employee-heard.js';
import { arrived, button, text, unfoldAll } from './every-look.js';
import { lookAt, openBrowser, type Sight } from './page-stand.js';

const TIMEOUT = 240_000;

/** What it cannot show or prove. @param seen takes what each state says */
export function lookAtWhatIsUntold(seen: string[]): void {
  const whole = wholeAndSeen(seen);
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const openAt = async (world: PageWorld): Promise<Sight> =>
    lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, {
      ...{ language: 'nl', theme: 'light', now: world.reads.now },
    });
  const goTo = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).press('Enter');
    await arrived(page);
  };
  const openPast = async (page: Page): Promise<void> => {
    const field = page.getByLabel(/^Uw wachtwoordzin/).first();
    await field.fill(PASSPHRASE);
    await field.press('Enter');
  };

  const wish = async (page: Page): Promise<void> => {
    await page.getByLabel(/^Kenmerk van uw coach/).fill('coach-2');
    for (const name of ['stappen', 'hartslag', 'slaap']) {
      await page.getByRole('switch', { name, exact: true }).press('Space');
    }
  };
  const preview = async (page: Page): Promise<void> => {
    await button(page, 'Toon wat de coach zal zien').press('Enter');
    await text(page, /^Precies dit zal coach-2 zien/);
  };
  const rowsOf = (page: Page, table: RegExp): Promise<readonly string[]> =>
    page
      .getByRole('region', { name: table })
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent).join('|')));

  /** How often something is said that is not for ears alone. */
  const seenOf = (page: Page, said: RegExp): Promise<number> =>
    page
      .locator('main')
      .getByText(said)
      .evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().width > 1).length);

  it.each([
    {
      ...{ witnesses: 'no witness', logOf: () => new SmallLog(), place: 'In het logboek op plaats' },
      ...{ confirmed: 'en door nog geen getuige bevestigd.', tone: 'tone-care' },
    },
    {
      ...{ witnesses: 'two witnesses', logOf: () => new WitnessedLog(), place: 'Bewezen: plaats' },
      ...{ confirmed: 'door 2 getuigen bevestigd.', tone: 'tone-good' },
    },
  ])(
    'ticks a programme and a message that $witnesses confirmed as it ticks a read',
    async ({ witnesses, logOf, place, confirmed, tone }) => {
      const world = await PageWorld.over(await ReadWorld.open(logOf()));
      await world.reads.share();
      // On the first day of the programme.
      world.reads.now = dayBounds(DAY).start + 3_600;
      await tellProgramme(world.reads);
      await tellMessage(world.reads, { text: 'Hoe gaat het?' });
      const { page, close } = await openAt(world);
      await goTo(page, 'Programma');
      await openPast(page);
      await text(page, /^Vandaag: Wandelen/);
      const ticks = page.locator('main .marked');
      expect(await ticks.allTextContents()).toEqual([expect.stringMatching(`^${place} 0.*${confirmed}$`)]);
      expect(await ticks.getAttribute('class')).toContain(tone);
      await whole(page, `a programme, ${witnesses}`);
      await goTo(page, 'Berichten');
      await text(page, 'Hoe gaat het?');
      expect(await ticks.allTextContents()).toEqual([expect.stringMatching(`^${place} 1.*${confirmed}$`)]);
      expect(await ticks.getAttribute('class')).toContain(tone);
      await whole(page, `messages, ${witnesses}`);
      await close();
      await world.close();
    },
    TIMEOUT,
  );

  it(
    'says of days that are closed or damaged that they cannot be shown, and not that nothing was measured',
    async () => {
      const world = await PageWorld.open();
      const { vault } = world.reads;
      world.reads.now = dayBounds('2026-10-29').end - 3_600;
      await measureDays(vault, { from: '2026-09-20', days: 40, open: 3 });
      const { page, close } = await openAt(world);
      await goTo(page, 'Verloop');
      await text(page, 'Op 2 dagen werd iets gemeten dat nu te tonen is.');
      await button(page, 'Vroeger').press('Enter');
      await text(page, 'Van deze dagen is nu niets te tonen.');
      await text(page, /^6 dagen zijn gesloten/);
      await unfoldAll(page);
      await whole(page, 'a week, all of it closed');
      // Of a day beside one that is damaged not all is known either.
      vault.changeOnDisk("UPDATE chunk SET sealed = zeroblob(length(sealed)) WHERE day = '2026-10-29'");
      await page.reload();
      await text(page, /^2 dagen werden op de schijf veranderd/);
      await text(page, 'Van deze dagen is nu niets te tonen.');
      await whole(page, 'a week, closed and damaged');
      await openPast(page);
      await text(page, 'Op 2 dagen werd iets gemeten dat nu te tonen is.');
      await whole(page, 'a week, shown and damaged');
      await button(page, 'Vroeger').press('Enter');
      await expect.poll(() => page.getByText('Op 6 dagen werd iets gemeten.').count()).toBe(1);
      await close();
      await world.close();
    },
    TIMEOUT,
  );

  it(
    'says that nothing was measured where no day is closed or damaged, and nothing was',
    async () => {
      const world = await PageWorld.open();
      const { vault } = world.reads;
      const [first, last] = ['2026-10-12', '2026-10-29'].map(dayBounds);
      world.reads.now = (last?.end ?? 0) - 3_600;
      for (const bounds of [first, last]) await vault.read(vault.batchOf(bounds?.start ?? 0, bounds?.end ?? 0));
      const { page, close } = await openAt(world);
      await goTo(page, 'Verloop');
      await text(page, 'Op 1 dag werd iets gemeten.');
      await button(page, 'Vroeger').press('Enter');
      await expect.poll(() => page.getByText('Op geen van deze dagen werd iets gemeten.').count()).toBe(1);
      await close();
      await world.close();
    },
    TIMEOUT,
  );

  it(
    'says of today that the coach sees it later, and not that nothing was measured, before a grant is signed',
    async () => {
      const world = await PageWorld.open();
      await world.measureToday();
      const { page, close } = await openAt(world);
      await goTo(page, 'Delen');
      await openPast(page);
      await wish(page);
      // As the form stands: from today on, by the day.
      await preview(page);
      await text(page, '1 rij later te zien');
      await text(page, 'De coach ziet dit pas als de dag om is.');
      await unfoldAll(page);
      expect(await rowsOf(page, /^Per dag: 11 maart 2026/)).toEqual(['11 maart 2026later te zien|']);
      expect(await page.getByText(/zonder meting|niets gemeten/).count()).toBe(0);
      // What the rows are is said once to be read, opened or not.
      expect(await seenOf(page, /^Per dag: 11 maart 2026/)).toBe(1);
      await whole(page, 'a preview of today, not sealed yet');
      await button(page, 'Iets anders kiezen').press('Enter');
      await page.getByLabel(/^Hoe fijn/).selectOption('hour');
      await preview(page);
      await text(page, /^Wat sinds 11 maart 2026 om 15:00 CET gemeten werd, ziet de coach pas als het uur om is/);
      await unfoldAll(page);
      expect(await rowsOf(page, /^Per uur: 11 maart 2026/)).toHaveLength(15);
      await whole(page, 'a preview of today by the hour');
      await close();
      await world.close();
    },
    TIMEOUT,
  );

  it(
    'says before a grant is signed which days it cannot show, and of none of them that nothing was measured',
    async () => {
      const world = await PageWorld.open();
      await world.measureToday();
      const { page, close } = await openAt(world);
      world.reads.vault.changeOnDisk("UPDATE chunk SET sealed = zeroblob(length(sealed)) WHERE day = '2026-03-10'");
      await goTo(page, 'Delen');
      await openPast(page);
      await wish(page);
      await page.getByLabel(/^Dag/).selectOption('10');
      await preview(page);
      await page.getByRole('heading', { name: 'Precies dit zal coach-2 zien, op 2 dagen na', exact: true }).waitFor();
      await text(page, /^Hier niet te tonen: 10 maart 2026, 11 maart 2026\./);
      await text(page, '2 rijen niet te tonen');
      await unfoldAll(page);
      expect(await rowsOf(page, /^Per dag: 10 maart 2026 tot en met 11 maart 2026/)).toEqual([
        ...['10 maart 2026niet te tonen|', '11 maart 2026niet te tonen|'],
      ]);
      expect(await page.getByText(/zonder meting|niets gemeten/).count()).toBe(0);
      // Of none of them anybody can say when the coach will see it.
      expect(await page.getByText(/nog niet verzegeld|pas als/).count()).toBe(0);
      await whole(page, 'a preview of damaged days');
      await close();
      await world.close();
    },
    TIMEOUT,
  );
}
