import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { coachStands, openCoach } from './coach-stand.js';
import { at, goTo, press } from './coach-ways.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'nl', theme: 'light' } as const;
const TOO_MANY = /^Dat was te veel ineens/;

describeWith(['chromium'], 'what a coach sent and was refused', () => {
  const here = coachStands(TIMEOUT);
  const open = (place: string) => openCoach(here.browser, here.stand, { ...LOOK, place });
  const said = (page: Page, words: string | RegExp) => page.getByRole('main').getByText(words).first();
  const heard = (page: Page, words: string | RegExp) => page.getByRole('status').getByText(words).first().waitFor();

  /** What is sent to a path is on its way until it is refused. @returns once it is on its way, how it is */
  async function refusable(page: Page, path: RegExp): Promise<() => Promise<() => Promise<void>>> {
    const held = new Promise<Route>((resolve) => {
      void page.route(path, (route) => (route.request().method() === 'POST' ? resolve(route) : route.continue()));
    });
    return async () => {
      const sending = await held;
      return async () => {
        const json = { type: 'about:blank', title: 'refused', status: 429, code: 'too-many-requests' };
        const refused = page.waitForResponse((response) => response.status() === 429);
        await sending.fulfill({ status: 429, contentType: 'application/problem+json', json });
        await (await refused).finished();
        await page.unrouteAll({ behavior: 'wait' });
      };
    };
  }

  it(
    'is told also to whoever went elsewhere meanwhile, until it is changed or sent again',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'letters'));
      const field = page.getByLabel(/^Schrijf naar/);
      const sending = await refusable(page, /\/messages$/);
      await field.fill('Te snel.');
      await press(page, 'Versturen');
      const refuse = await sending();
      await goTo(page, 'Programma');
      await refuse();
      await goTo(page, 'Berichten');
      await said(page, TOO_MANY).waitFor();
      expect(await field.inputValue()).toBe('Te snel.');
      await field.fill('Te snel?');
      await said(page, TOO_MANY).waitFor({ state: 'detached' });
      await field.fill('Te snel.');
      await press(page, 'Opnieuw');
      await heard(page, 'Uw bericht is verstuurd.');
      expect(await said(page, TOO_MANY).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is told, aloud too, to whoever typed on meanwhile',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'letters'));
      const field = page.getByLabel(/^Schrijf naar/);
      const sending = await refusable(page, /\/messages$/);
      await field.fill('Traag.');
      await press(page, 'Versturen');
      const refuse = await sending();
      await field.press('End');
      await page.keyboard.type(' En nog iets.');
      await refuse();
      await said(page, TOO_MANY).waitFor();
      await heard(page, TOO_MANY);
      expect(await field.inputValue()).toBe('Traag. En nog iets.');
      await close();
    },
    TIMEOUT,
  );

  it(
    'is told of a programme where it is made once the dialogue is closed, and in the dialogue while it is open',
    async () => {
      const { page, close } = await open(at(here.stand.fas, 'compose'));
      await press(page, 'Opstellen');
      const sending = await refusable(page, /\/programmes$/);
      await page.locator('.load p.tone-good').waitFor();
      await press(page, 'Versturen…');
      await press(page, 'Nu versturen');
      const refuse = await sending();
      await page.keyboard.press('Escape');
      await refuse();
      await said(page, TOO_MANY).waitFor();
      await heard(page, TOO_MANY);
      await press(page, 'Opnieuw');
      const dialog = page.getByRole('dialog');
      await dialog.getByText(TOO_MANY).waitFor();
      expect(await page.getByRole('main').getByText(TOO_MANY).count()).toBe(await dialog.getByText(TOO_MANY).count());
      await press(page, 'Nu versturen');
      await page.getByRole('heading', { name: 'Gedaan van het programma' }).waitFor();
      await close();
    },
    TIMEOUT,
  );
});
