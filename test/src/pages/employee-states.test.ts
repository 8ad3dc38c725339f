import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { PASSPHRASE, PageWorld, repairedConsent } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { barriersOf, lookAt, ONCE_EACH, openBrowser, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 60_000;
/** The days around the night in which summer time ended in 2026, Unix seconds. */
const [BEFORE, AFTER] = [1_792_792_800, 1_792_969_200];

describeWith(['chromium'], 'the page of an employee, in what happens to few', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
  });
  afterEach(() => world.close());

  const link = async (): Promise<string> => `http://127.0.0.1:${world.port}/#login=${await world.token()}`;
  const openPast = async (page: Page): Promise<void> => {
    const field = page.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/);
    await field.fill(PASSPHRASE);
    // At the field: the heading takes the focus once whoever went there has arrived.
    await field.press('Enter');
  };

  for (const look of ONCE_EACH) {
    const name = `${look.language}-${look.theme}`;
    it(
      `says that nothing was measured, that nobody looked and that nothing is shared, without a barrier (${name})`,
      async () => {
        const { page, complaints, close } = await lookAt(browser, await link(), look);
        await page.getByText(/nog niets gemeten|Nothing has been measured yet/).waitFor();
        await picture(page, `employee-nothing-${name}`);
        expect(await barriersOf(page)).toEqual([]);
        await page.getByRole('link', { name: /Delen|Sharing/ }).click();
        await page.getByText(/^(U deelt met niemand|You share with nobody)/).waitFor();
        expect(await barriersOf(page)).toEqual([]);
        await page.getByRole('link', { name: /Wie keek|Who looked/ }).click();
        await openPast(page);
        await page.getByText(/^(Niemand keek nog|Nobody has looked yet)/).waitFor();
        expect(await barriersOf(page)).toEqual([]);
        await page.getByRole('link', { name: /^Programm(a|e)$/ }).click();
        await page.getByText(/^(Er loopt geen programma|No programme is under way)/).waitFor();
        expect(await barriersOf(page)).toEqual([]);
        await page.getByRole('link', { name: /Berichten|Messages/ }).click();
        await page.getByText(/^(U kunt schrijven|You can write)/).waitFor();
        expect(await barriersOf(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );

    it(
      `says which read was not allowed, above those that were, and tells the others as new once (${name})`,
      async () => {
        const grant = await world.reads.share();
        await world.reads.tell(world.reads.record([grant]));
        world.reads.now += 60;
        await world.reads.tell(world.reads.record([]));
        const { page, close } = await lookAt(browser, await link(), look);
        await page.getByRole('link', { name: /Wie keek|Who looked/ }).click();
        await openPast(page);
        await page.getByText(/Met één inzage is iets niet in orde|Something is not right with one read/).waitFor();
        await page.getByText(/meld het aan uw programmabeheerder|report it to your programme administrator/).waitFor();
        const entries = page.locator('.timeline > li');
        expect(await entries.first().textContent()).toMatch(/U LIET DIT NOOIT TOE|YOU NEVER ALLOWED THIS/);
        expect(await entries.first().textContent()).not.toMatch(/Bewezen|Proven/);
        // No witness has confirmed it: it has no green tick.
        expect(await entries.last().textContent()).toMatch(/plaats 0, en door nog geen|place 0, and confirmed by no/);
        expect(await entries.last().locator('.tone-good').count()).toBe(0);
        expect(await entries.getByText(/\((nieuw|new)\)/).count()).toBe(2);
        await picture(page, `employee-unsound-${name}`);
        expect(await barriersOf(page)).toEqual([]);
        const isSeen = async (): Promise<boolean> => {
          await page.reload();
          await entries.first().waitFor();
          return (await entries.getByText(/\((nieuw|new)\)/).count()) === 0;
        };
        await expect.poll(isSeen, { timeout: 20_000 }).toBe(true);
        await close();
      },
      TIMEOUT,
    );
  }

  for (const look of [...ONCE_EACH, { language: 'nl', theme: 'light', width: 320 } as const]) {
    const name = `${look.language}-${look.theme}${'width' in look ? '-320' : ''}`;
    it(
      `fetches back what was lost of consent, and lets a grant count again only when it is confirmed (${name})`,
      async () => {
        const repaired = await repairedConsent();
        const url = `http://127.0.0.1:${repaired.world.port}/#login=${await repaired.world.token()}`;
        const { page, complaints, close } = await lookAt(browser, url, look);
        const sound = async (state: string): Promise<void> => {
          await picture(page, `employee-consent-${state}-${name}`);
          expect([state, ...(await barriersOf(page)), await overflowOf(page)]).toEqual([state, 0]);
        };
        const give = async (act: RegExp, passphrase: string): Promise<void> => {
          const form = page.locator('form', { has: page.getByRole('button', { name: act }) });
          await form.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/).fill(passphrase);
          await form.getByRole('button', { name: act }).press('Enter');
        };
        await page.getByRole('link', { name: /^(Delen|Sharing)$/ }).press('Enter');
        await page.getByText(/^(Van uw toestemmingen ontbreekt|Something of your grants)/).waitFor();
        await sound('lost');
        await give(/^(Terughalen|Fetch it back)$/, PASSPHRASE);
        await page.getByRole('heading', { name: /^(Gelden deze nog|Do these still stand)/ }).waitFor();
        await sound('returned');
        expect(await page.getByText(/^(Van uw toestemmingen ontbreekt|Something of your grants)/).count()).toBe(0);
        await give(/^(Ze gelden nog|They still stand)$/, 'some other words');
        await page.locator('.field-error').waitFor();
        await repaired.world.login();
        const unconfirmed = async () => (await repaired.world.ask('/v1/status')).body.grantsUnconfirmed;
        expect(await unconfirmed()).toEqual([repaired.lives]);
        await give(/^(Ze gelden nog|They still stand)$/, PASSPHRASE);
        await page
          .getByRole('heading', { name: /^(Gelden deze nog|Do these still stand)/ })
          .waitFor({ state: 'detached' });
        expect(await unconfirmed()).toEqual([]);
        // A passphrase that is wrong is answered with 403, which a browser notes.
        expect(complaints.filter((each) => !each.includes('403'))).toEqual([]);
        await close();
        await repaired.close();
      },
      TIMEOUT,
    );
  }

  it(
    'tells both hours of the night in which the clocks change apart, and since when a wristband is silent',
    async () => {
      const { vault } = world.reads;
      world.reads.now = AFTER;
      await vault.read(vault.batchOf(BEFORE, AFTER));
      await vault.store.vault.note(1, { synchronised: AFTER, battery: { percent: 42, charging: true } });
      const { page, close } = await lookAt(browser, await link(), { language: 'en', theme: 'light', width: 320 });
      await page.getByText('The last day that your wristband handed over: 25 October 2026').waitFor();
      await page.getByText(/^No data since 26 October 2026 at/).waitFor();
      await page.getByText('Steps by the hour: as a table').click();
      const rows = page.locator('figure', { hasText: 'Steps by the hour' }).locator('tbody th');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(25);
      expect(await rows.filter({ hasText: '03:00' }).allTextContents()).toEqual(['03:00']);
      expect(await rows.filter({ hasText: '02:00' }).allTextContents()).toEqual(['02:00 CEST', '02:00 CET']);
      expect(await barriersOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'employee-summer-time-ends');
      await close();
    },
    TIMEOUT,
  );
});
