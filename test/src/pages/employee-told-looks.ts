import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, it } from 'vitest';
import { dayBounds, NEXT, PASSPHRASE, PageWorld, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { soundAndSeen } from './employee-heard.js';
import * as rare from './employee-rare-answers.js';
import { arrived, button, text } from './every-look.js';
import { lookAt, openBrowser } from './page-stand.js';

const TIMEOUT = 240_000;

/** What is told of an act once it is done. @param seen takes what each state says */
export function lookAtWhatIsDone(seen: string[]): void {
  const sound = soundAndSeen(seen);
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
  });
  afterEach(() => world.close());

  const openAt = async (name: string): Promise<Page> => {
    const { page } = await lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, {
      ...{ language: 'nl', theme: 'light', now: world.reads.now },
    });
    await goTo(page, name);
    await sound(page, `${name}, closed`);
    return page;
  };
  const goTo = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).press('Enter');
    await arrived(page);
  };
  const give = async (page: Page, act: string): Promise<void> => {
    const form = page.locator('form', { has: button(page, act) });
    await form.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
    await form.getByLabel(/^Uw wachtwoordzin/).press('Enter');
  };
  /** Said aloud, which is nowhere else to be read. */
  const aloud = (page: Page, said: RegExp): Promise<void> =>
    page.locator('[aria-live], [role=status]').getByText(said).first().waitFor({ state: 'attached' });

  it(
    'has no barrier where there is no letter, no programme, and the past is closed again',
    async () => {
      const page = await openAt('Programma');
      await give(page, 'Openen');
      await text(page, 'Er loopt geen programma.');
      await sound(page, 'no programme');
      await goTo(page, 'Berichten');
      await text(page, /^U kunt schrijven naar een coach/);
      await sound(page, 'nobody to write to');
      await button(page, 'Verleden sluiten').press('Enter');
      await text(page, 'Uw verleden is gesloten');
      await aloud(page, /^Uw verleden is weer gesloten/);
      await sound(page, 'closed again');
    },
    TIMEOUT,
  );

  it(
    'has no barrier over a session that was told, and a message that was sent',
    async () => {
      await world.measure();
      await world.reads.share();
      world.reads.now = dayBounds(NEXT).start + 12 * 3_600;
      const page = await openAt('Berichten');
      await give(page, 'Openen');
      await text(page, 'Nog geen berichten.');
      await sound(page, 'no messages');
      await button(page, 'Versturen').press('Enter');
      await text(page, 'Schrijf eerst iets.');
      await sound(page, 'nothing written');
      await page.getByLabel(/^Schrijf naar/).fill('x'.repeat(5_000));
      await text(page, /^Dit is te lang/);
      await sound(page, 'too much written');
      await page.getByLabel(/^Schrijf naar/).fill('Dag coach');
      await button(page, 'Versturen').press('Enter');
      await aloud(page, /^(Verstuurd|Geschreven)/);
      await sound(page, 'sent');
      await tellProgramme(world.reads);
      await tellMessage(world.reads, { text: 'Hoe gaat het?' });
      await goTo(page, 'Programma');
      await page
        .getByRole('button', { name: /^Gedaan: / })
        .first()
        .press('Enter');
      await aloud(page, /^Gezegd/);
      await sound(page, 'told');
      await rare.answering(page, rare.NOTHING_TODAY);
      await page.reload();
      await text(page, 'Vandaag staat er niets.');
      await sound(page, 'nothing today');
      await goTo(page, 'Vandaag');
      await text(page, /^Vandaag, /);
      for (const [name, answer, said] of [
        ['nothing of it', rare.NOT_MEASURED, 'Van deze dag is hier niets van gemeten.'],
        ['no wristband', rare.NO_WRISTBAND, 'Er is nog geen polsband gekoppeld.'],
      ] as const) {
        await rare.answering(page, answer);
        await page.reload();
        await text(page, said);
        await sound(page, `today, ${name}`);
      }
    },
    TIMEOUT,
  );

  it(
    'has no barrier over what was signed, ended, and taken along',
    async () => {
      await world.measure();
      const page = await openAt('Delen');
      await give(page, 'Openen');
      for (const [coach, answers, said] of [
        [
          'coach-1',
          [rare.grantProven(2)],
          /^Gedeeld\. Uw toestemming is bewezen in het logboek, door 2 getuigen bevestigd\.$/,
        ],
        [
          'coach-1',
          [rare.grantProven(1)],
          /^Gedeeld\. Uw toestemming is bewezen in het logboek, door 1 getuige bevestigd\.$/,
        ],
        [
          'coach-3',
          [rare.grantProven(0)],
          /^Gedeeld\. Uw toestemming staat in het logboek, door nog geen getuige bevestigd\.$/,
        ],
        ['coach-2', [], /^Getekend\./],
      ] as const) {
        await rare.answering(page, ...answers);
        await page.getByLabel(/^Kenmerk van uw coach/).fill(coach);
        await page.getByRole('switch', { name: 'stappen', exact: true }).press('Space');
        // Another grant than the one before, to the same coach.
        if (said.source.includes('1 getuige '))
          await page.getByRole('switch', { name: 'slaap', exact: true }).press('Space');
        await button(page, 'Toon wat de coach zal zien').press('Enter');
        await give(page, 'Tekenen en delen');
        await aloud(page, said);
        await sound(page, `signed, ${coach}`);
      }
      for (const [coach, confirms, said] of [
        ['coach-1', true, /^Deze toestemming is gestopt\. Door een andere toestemming ziet coach-1 nog/],
        ['coach-1', true, /^Gestopt: coach-1/],
        ['coach-2', false, /^Gestopt op deze computer/],
      ] as const) {
        world.confirms = confirms;
        const sees = page.getByRole('switch', { name: new RegExp(`^${coach} ziet`) });
        await sees.last().press('Space');
        await aloud(page, said);
        await sound(page, `ended, ${coach}`);
        await sees.nth(1).waitFor({ state: 'detached' });
      }
      for (const [witnesses, said] of [
        [0, 'In het logboek op plaats 7, en door nog geen getuige bevestigd.'],
        [2, 'Bewezen: plaats 7 in het logboek, door 2 getuigen bevestigd.'],
      ] as const) {
        await rare.answering(page, rare.grantedForEver(witnesses));
        await page.reload();
        await text(page, /^Van alles wat er is/);
        await page
          .locator(`.marked.tone-${witnesses === 0 ? 'care' : 'good'}`, { hasText: said })
          .first()
          .waitFor();
        await sound(page, `of all that there is, ${witnesses}`);
      }
      await rare.answering(page, rare.WORDS_THERE);
      await goTo(page, 'Uw gegevens');
      await text(page, /^U gaf er twee terug/);
      await give(page, 'Archief maken');
      await text(page, /^Uw archief is klaar/);
      await sound(page, 'taken along');
    },
    TIMEOUT,
  );
}
