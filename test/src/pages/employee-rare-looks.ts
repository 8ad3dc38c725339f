import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE, PageWorld, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { soundAndSeen } from './employee-heard.js';
import * as rare from './employee-rare-answers.js';
import { arrived, button, text, unfoldAll } from './every-look.js';
import { cutOf, lookAt, openBrowser, overflowOf, type Sight, widen } from './page-stand.js';

const TIMEOUT = 240_000;

/** What agrees with what the agent knows is good only where a witness confirmed the log in which the certificate stands. */
async function ticksOfCertificates(page: Page): Promise<void> {
  const sound = page.locator('.timeline .notice', { hasText: 'Het klopt met wat uw agent ervan weet.' });
  const told = await sound.evaluateAll((all) => all.map(({ className, textContent }) => `${className} ${textContent}`));
  expect(told.sort()).toEqual([
    expect.stringMatching(/tone-care.*In het logboek op plaats 5, en door nog geen getuige bevestigd\.$/),
    expect.stringMatching(/tone-good.*Bewezen: plaats 5 in het logboek, door 2 getuigen bevestigd\.$/),
  ]);
}

/** @param seen takes what each state says */
export function lookAtWhatIsRare(seen: string[]): void {
  const sound = soundAndSeen(seen);
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
    await world.measure();
    const grant = await world.reads.share();
    await world.reads.tell(world.reads.record([grant]));
  });
  afterEach(() => world.close());

  const openAt = async (): Promise<Sight> =>
    lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, {
      ...{ language: 'nl', theme: 'light', now: world.reads.now },
    });
  const goTo = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).press('Enter');
    await arrived(page);
  };
  const openPast = async (page: Page): Promise<void> => {
    await page
      .getByLabel(/^Uw wachtwoordzin/)
      .first()
      .fill(PASSPHRASE);
    await button(page, 'Openen').press('Enter');
    await button(page, 'Verleden sluiten').waitFor();
  };
  /** Holds a state, with all that it has folded, also 320 pixels wide. */
  const whole = async (page: Page, name: string): Promise<void> => {
    await unfoldAll(page);
    await sound(page, name);
    await widen(page, 320);
    const lost = [await overflowOf(page), ...(await cutOf(page))];
    await widen(page, 1280);
    expect([name, ...lost]).toEqual([name, 0]);
  };

  it(
    'has no barrier over a day, wristbands and a log of which something is wrong',
    async () => {
      const { page, close } = await openAt();
      for (const [name, answer, said] of [
        ['noticed', rare.NOTICED, /^Uw agent merkte iets op/],
        ['wristbands', rare.wristbandsAt(world.reads.now), /^Geen gegevens sinds/],
        ['changed', rare.STATUS_DAMAGED, rare.CHANGED],
        ['vault full', rare.noRoom('full', world.reads.now), 'Uw kluis is vol'],
        ['disk full', rare.noRoom('diskFull', world.reads.now), /^De schijf van deze computer is vol/],
        ['damaged', rare.daysAre('damaged'), /^Deze dag werd op de schijf veranderd/],
        ['closed', rare.daysAre('closed'), /^Deze dag is gesloten/],
        [
          'kept, no witness',
          rare.keptBy(0),
          /: 8 bij de coach-API bevestigd, 7 in het logboek, door nog geen getuige bevestigd\.$/,
        ],
        [
          'kept, two witnesses',
          rare.keptBy(2),
          /: 8 bij de coach-API bevestigd, 7 bewezen in het logboek, door 2 getuigen bevestigd\.$/,
        ],
        ['no night', rare.NO_NIGHT, /^Van deze nacht/],
      ] as const) {
        await rare.answering(page, answer);
        await page.reload();
        await text(page, said);
        await whole(page, `today, ${name}`);
      }
      await goTo(page, 'Delen');
      await rare.answering(page, rare.STATUS_DAMAGED);
      await page.reload();
      await text(page, rare.CHANGED);
      await whole(page, 'sharing, changed');
      await goTo(page, 'Verloop');
      await text(page, rare.CHANGED);
      await whole(page, 'over time, changed');
      for (const what of ['damaged', 'closed'] as const) {
        await rare.answering(page, rare.daysAre(what));
        await page.reload();
        await text(page, what === 'damaged' ? /op de schijf veranderd/ : 'Uw verleden is gesloten');
        await whole(page, `over time, ${what}`);
      }
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over a passphrase that is not taken',
    async () => {
      const { page, close } = await openAt();
      await goTo(page, 'Wie keek');
      for (const [code, said] of [
        ['too-many-tries', /^Te veel pogingen mislukten/],
        ['clock-wrong', /^De klok van deze computer/],
        ['bad-request', /^Dit kan uw agent zo niet doen/],
        ['not-granted', /^Dit was al voorbij/],
      ] as const) {
        await rare.refusing(page, /\/v1\/unlock$/, code);
        await page.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
        await button(page, 'Openen').press('Enter');
        await text(page, said);
        await whole(page, `a passphrase, ${code}`);
      }
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over letters, reads and certificates that are not to be believed, or not yet',
    async () => {
      world.reads.now = dayBounds(DAY).start + 3_600;
      await tellProgramme(world.reads);
      await tellMessage(world.reads, { text: 'Hoe gaat het?' });
      const { page, close } = await openAt();
      await goTo(page, 'Wie keek');
      await openPast(page);
      for (const [view, answer, said] of [
        ['Wie keek', rare.READS_UNTOLD, /^Eén inzage kan nu niet nagegaan/],
        ['Wie keek', rare.READS_UNWITNESSED, /nog geen getuige/],
        ['Wie keek', rare.READS_SOUND, /^Eén inzage, bewezen/],
        ['Wie keek', rare.READS_CROSSED, /^Eén inzage gebeurde terwijl/],
        ['Wie keek', rare.READS_UNKNOWN, 'Een inzage die niet te lezen is'],
        ['Berichten', rare.UNBELIEVED, /^Er kwam één bericht/],
        ['Berichten', rare.LETTERS_UNSOUND, /^Dit bericht is niet na te gaan/],
        ['Programma', rare.UNBELIEVED, /^Er kwam één programma/],
        ['Programma', rare.PROGRAMME_UNSOUND, /^Dit programma is niet na te gaan/],
        ['Uw gegevens', rare.ERASURES, /^In het logboek op plaats 3, en door nog geen getuige/],
      ] as const) {
        await rare.answering(page, answer);
        await goTo(page, 'Vandaag');
        await goTo(page, view);
        await text(page, said);
        await whole(page, `${view}, ${said}`);
        if (answer === rare.ERASURES) await ticksOfCertificates(page);
      }
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier over a grant of which something is not sure, and over one that ends',
    async () => {
      const { page, close } = await openAt();
      await rare.answering(page, rare.ENDING);
      await goTo(page, 'Delen');
      await openPast(page);
      await whole(page, 'sharing, ending');
      for (const [name, answer, said] of [
        ['unsure', rare.PREVIEW_UNSURE, /^Ook gedeeld, en hier niet getoond/],
        ['without a past', rare.PREVIEW_WITHOUT_PAST, /^Van dagen die voorbij zijn/],
      ] as const) {
        await rare.answering(page, answer);
        await page.getByLabel(/^Kenmerk van uw coach/).fill('coach-1');
        const steps = page.getByRole('switch', { name: 'stappen', exact: true });
        if ((await steps.getAttribute('aria-checked')) === 'false') await steps.press('Space');
        await button(page, 'Toon wat de coach zal zien').press('Enter');
        await text(page, said);
        await text(page, /ziet daarnaast wat u eerder deelde/);
        await whole(page, `a preview, ${name}`);
        await button(page, 'Iets anders kiezen').press('Enter');
      }
      await close();
    },
    TIMEOUT,
  );

  it(
    'has no barrier where another computer of the person could not be asked',
    async () => {
      const { page, close } = await openAt();
      await goTo(page, 'Uw gegevens');
      await page.getByLabel(/^Jaar/).selectOption('2029');
      await button(page, 'Toon wat er gebeurt').press('Enter');
      await text(page, /^Een nacht telt op de dag waarop ze eindigt/);
      await sound(page, 'erasing, a day before today');
      await page.keyboard.press('Escape');
      await rare.answering(page, rare.ELSEWHERE);
      await page.getByLabel(/^Wat/).selectOption('all');
      await button(page, 'Toon wat er gebeurt').press('Enter');
      await page.getByLabel(/^Typ WISSEN/).fill('WISSE');
      const form = page.locator('dialog form');
      await form.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
      await form.getByLabel(/^Uw wachtwoordzin/).press('Enter');
      await text(page, /^Dit is niet WISSEN/);
      await sound(page, 'erasing, another word');
      await page.getByLabel(/^Typ WISSEN/).fill('WISSEN');
      await form.getByLabel(/^Uw wachtwoordzin/).press('Enter');
      await text(page, /^Wat een andere computer van u deelt/);
      await whole(page, 'erased, elsewhere unknown');
      await close();
    },
    TIMEOUT,
  );
}
