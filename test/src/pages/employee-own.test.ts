import { readFileSync } from 'node:fs';
import { cryptoReady, fromHex, toRecoveryWords } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { PASSPHRASE, PageWorld, tellCertificate } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import {
  barriersOf,
  focusOf,
  type Look,
  lookAt,
  ONCE_EACH,
  openBrowser,
  overflowOf,
  picture,
  type Sight,
} from './page-stand.js';

const TIMEOUT = 90_000;

describeWith(['chromium'], 'the page of an employee, of what is one’s own to take along and to have forgotten', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
    await world.measure();
  });
  afterEach(() => world.close());

  const openAt = async (look: Look): Promise<Sight> => {
    const sight = await lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, look);
    await sight.page.getByRole('link', { name: /^(Uw gegevens|Your data)$/ }).press('Enter');
    await sight.page.getByRole('heading', { name: /^(Wat u liet wissen|What you had erased)$/ }).waitFor();
    return sight;
  };
  const give = async (page: Page, near: string | RegExp, passphrase = PASSPHRASE): Promise<void> => {
    const form = page.locator('form', { has: page.getByRole('button', { name: near, exact: true }) });
    const field = form.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/);
    await field.fill(passphrase);
    await field.press('Enter');
  };
  const chooseDay = async (page: Page, [year, month, day]: readonly [string, string, string]): Promise<void> => {
    await page.getByLabel(/^(Jaar|Year)$/).selectOption(year);
    await page.getByLabel(/^(Maand|Month)$/).selectOption(month);
    await page.getByLabel(/^(Dag|Day)$/).selectOption(day);
  };
  const erasuresHere = async () => world.reads.vault.store.vault.erasures();

  for (const look of [...ONCE_EACH, { language: 'nl', theme: 'light', width: 320 } as const]) {
    const name = `${look.language}-${look.theme}${'width' in look ? '-320' : ''}`;
    it(
      `says what erasing does before it is done, and what came of it, without a barrier and without loss (${name})`,
      async () => {
        const { page, complaints, close } = await openAt(look);
        const sound = async (state: string): Promise<void> => {
          await picture(page, `employee-own-${state}-${name}`);
          expect([state, ...(await barriersOf(page)), await overflowOf(page)]).toEqual([state, 0]);
        };
        await page.getByText(/^(U liet nog niets wissen|You had nothing erased yet)/).waitFor();
        await sound('nothing');
        await chooseDay(page, ['2026', '3', '10']);
        await page.getByRole('button', { name: /^(Toon wat er gebeurt|Show what happens)$/ }).press('Enter');
        await page.getByRole('dialog', { name: /^(10 maart 2026 wissen|Erase 10 March 2026)$/ }).waitFor();
        await sound('asking');
        await page.getByLabel(/^Typ/).fill(look.language === 'nl' ? 'WISSEN' : 'ERASE');
        await give(page, /^(Wissen|Erase)$/);
        await page.getByText(/(de coach-API heeft het|the coach API has it)\.$/).waitFor();
        await sound('erased');
        const [erasure] = await erasuresHere();
        expect(erasure).toMatchObject({ from: '2026-03-10', until: '2026-03-10' });
        await tellCertificate(world.reads, [new Uint8Array(32)], { erasure: erasure?.leaf ?? fromHex('00') });
        await give(page, /^(Openen|Open)$/);
        await page.getByText(/^(Het certificaat noemt andere|The certificate names other)/).waitFor();
        await sound('certificate');
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'erases everything by the keyboard alone, only with the word and the passphrase, and gives the focus back',
    async () => {
      const { page, close } = await openAt({ language: 'en', theme: 'light' });
      await page.getByLabel(/^What/).selectOption('all');
      const show = page.getByRole('button', { name: 'Show what happens' });
      await show.press('Enter');
      await page.getByText('All that you share ends.').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => focusOf(page)).toBe('Show what happens');
      await show.press('Enter');
      const word = page.getByLabel(/^Type ERASE/);
      await word.fill('erase');
      await give(page, 'Erase');
      await page.getByText('This is not ERASE.').waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await word.fill('ERASE');
      await give(page, 'Erase', 'some other words');
      await page.getByText('This is not your passphrase. Try again.').first().waitFor();
      expect(await erasuresHere()).toEqual([]);
      await give(page, 'Erase');
      await page.getByRole('heading', { name: /^Everything up to/ }).waitFor();
      const spoken = () => page.getByRole('status').textContent();
      await expect.poll(spoken).toMatch(/^Erased; the coach API knows\. What another computer of yours shares/);
      // The coach API of this page does not say what was signed elsewhere.
      await page.locator('.notice', { hasText: 'a coach may still see what you shared there' }).waitFor();
      expect(await barriersOf(page)).toEqual([]);
      expect(await erasuresHere()).toHaveLength(1);
      await page.getByRole('link', { name: 'Today' }).press('Enter');
      await page.getByText('Nothing has been measured yet').waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'asks two of the recovery words back, by the keyboard alone, and shows none',
    async () => {
      const { page, close } = await openAt({ language: 'en', theme: 'dark' });
      const words = toRecoveryWords(world.reads.vault.root).split(' ');
      const fields = page.getByLabel(/^Word \d+/);
      const type = async (wordAt: (place: number) => string | undefined): Promise<void> => {
        for (const field of await fields.all()) {
          const label = await page.locator(`label[for="${await field.getAttribute('id')}"]`).textContent();
          await field.fill(wordAt(Number(/\d+/.exec(label ?? '')?.[0])) ?? '');
        }
      };
      await type(() => 'zoological');
      await give(page, 'Check');
      await page.locator('.field-error', { hasText: 'Not both words are right.' }).first().waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await picture(page, 'employee-own-words');
      await type((place) => words[place - 1]);
      await give(page, 'Check');
      await page.getByText('You gave two of them back: they are on paper.').waitFor();
      await expect.poll(() => page.getByRole('status').textContent()).toBe('Both words are right.');
      expect(await fields.count()).toBe(0);
      // The form that was given goes.
      await expect.poll(() => focusOf(page)).toBe('Your data');
      await close();
    },
    TIMEOUT,
  );

  it(
    'hands over the whole archive, byte for byte as the agent makes it, and none without the passphrase',
    async () => {
      const { page, close } = await openAt({ language: 'en', theme: 'dark' });
      await give(page, 'Make the archive', 'some other words');
      await page.getByText('This is not your passphrase. Try again.').first().waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), give(page, 'Make the archive')]);
      expect(download.suggestedFilename()).toBe('fit4work-export.tar');
      await page.locator('.notice', { hasText: /^Your archive is ready: \d/ }).waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await world.login();
      const asked = { method: 'POST', body: { passphrase: PASSPHRASE }, headers: { 'accept-language': 'en' } };
      const { bytes } = await world.ask('/v1/export', asked);
      expect(bytes.length).toBeGreaterThan(10_000);
      expect(bytes.equals(readFileSync(await download.path()))).toBe(true);
      await close();
    },
    TIMEOUT,
  );
});
