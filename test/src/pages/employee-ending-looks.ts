import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE, PageWorld, tellMessage } from '../../../edge-agent/test/index.js';
import { soundAndSeen, wholeAndSeen } from './employee-heard.js';
import { answering, openFor, signedInFor } from './employee-rare-answers.js';
import { arrived, button, text } from './every-look.js';
import { lookAt, openBrowser } from './page-stand.js';

const TIMEOUT = 240_000;

/** What ends by itself: the ten minutes of a passphrase, and the agent. @param seen takes what each state says */
export function lookAtWhatEnds(seen: string[]): void {
  const sound = soundAndSeen(seen);
  const whole = wholeAndSeen(seen);
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
    await world.reads.share();
    world.reads.now = dayBounds(DAY).start + 3_600;
    await tellMessage(world.reads, { text: 'Hoe gaat het?' });
  });
  afterEach(() => world.close());

  const openAt = async (name: string): Promise<Page> => {
    const { page } = await lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, {
      ...{ language: 'nl', theme: 'light', now: world.reads.now },
    });
    await page.getByRole('link', { name, exact: true }).press('Enter');
    await arrived(page);
    return page;
  };

  it(
    'has no barrier while the past is about to close, and once it closed by itself',
    async () => {
      const page = await openAt('Berichten');
      // For half of the minute before the end: what is said of that stays until it is over.
      await answering(page, ...openFor(30));
      await page.getByLabel(/^Uw wachtwoordzin/).fill(PASSPHRASE);
      await button(page, 'Openen').press('Enter');
      await button(page, 'Open houden').waitFor();
      await sound(page, 'the past closes soon');
      await text(page, 'Uw verleden is gesloten');
      await sound(page, 'the past closed by itself');
      await page.reload();
      await text(page, /Geef daarna uw wachtwoordzin opnieuw/);
      await sound(page, 'the past closes soon, after a reload');
    },
    TIMEOUT,
  );

  it(
    'has no barrier while the session is about to end, and once it was put off',
    async () => {
      const page = await openAt('Vandaag');
      await answering(page, signedInFor(100));
      await page.reload();
      await text(page, /^Binnen twee minuten wordt u vanzelf afgemeld/);
      await sound(page, 'signed out soon');
      await answering(page);
      await button(page, 'Aangemeld blijven').press('Enter');
      await page.getByRole('status').getByText('U blijft aangemeld.').waitFor();
      await sound(page, 'still signed in');
    },
    TIMEOUT,
  );

  it(
    'is whole while the agent does not answer, and after a reload without it',
    async () => {
      const page = await openAt('Delen');
      await page.getByRole('switch', { name: /coach-1/ }).waitFor();
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      await page.reload();
      await page.getByRole('switch', { name: /coach-1/ }).waitFor();
      await world.pause();
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      await text(page, /^Wat hier staat, is van 10 maart 2026 om 01:00 /);
      await whole(page, 'the agent is silent');
      await page.reload();
      await page.getByRole('heading', { name: 'Uw agent draait niet' }).waitFor();
      await whole(page, 'the agent is stopped');
    },
    TIMEOUT,
  );
}
