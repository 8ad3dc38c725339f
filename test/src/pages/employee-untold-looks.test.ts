import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DAY,
  dayBounds,
  PASSPHRASE,
  PageWorld,
  ReadWorld,
  tellMessage,
  tellProgramme,
  WitnessedLog,
} from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { arrived, text } from './every-look.js';
import { lookAt, openBrowser, type Sight } from './page-stand.js';
import { whole } from './whole-state.js';

const TIMEOUT = 240_000;

describeWith(['chromium'], 'the page of an employee, of what it cannot show or prove', () => {
  let browser: Browser;
  beforeAll(async () => {
    await cryptoReady;
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

  it.each([
    ['no witness', false, 'In het logboek op plaats', 'en door nog geen getuige bevestigd.', 'tone-care'],
    ['two witnesses', true, 'Bewezen: plaats', 'door 2 getuigen bevestigd.', 'tone-good'],
  ])(
    'ticks a programme and a message that %s confirmed as it ticks a read',
    async (witnesses, isWitnessed, place, confirmed, tone) => {
      const world = await PageWorld.over(await ReadWorld.open(isWitnessed ? new WitnessedLog() : undefined));
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
      await whole(page, 'employee', `a programme, ${witnesses}`);
      await goTo(page, 'Berichten');
      await text(page, 'Hoe gaat het?');
      expect(await ticks.allTextContents()).toEqual([expect.stringMatching(`^${place} 1.*${confirmed}$`)]);
      expect(await ticks.getAttribute('class')).toContain(tone);
      await whole(page, 'employee', `messages, ${witnesses}`);
      await close();
      await world.close();
    },
    TIMEOUT,
  );
});
