import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, logIn, openCoach } from './coach-stand.js';
import { at } from './coach-ways.js';
import { barriersOf, focusOf, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'en', theme: 'light' } as const;
const EXCHANGED = /^Meanwhile somebody else logged in in this browser/;

/** Each is one coach's work up to the press that sends it. */
const WORKS = {
  message: {
    part: 'letters',
    begin: (page: Page) => page.getByLabel(/^Write to/).fill('Written by Ann'),
    end: (page: Page) => button(page, 'Send').press('Enter'),
  },
  programme: {
    part: 'compose',
    begin: async (page: Page) => {
      await button(page, 'Make it').press('Enter');
      await page.getByLabel('Title').fill('Made by Ann');
      await page.locator('.load p.tone-good').waitFor();
      await button(page, 'Send…').press('Enter');
      await button(page, 'Send now').waitFor();
    },
    end: (page: Page) => button(page, 'Send now').press('Enter'),
  },
  read: {
    part: 'measured',
    begin: (page: Page) => page.getByLabel(/^Why do you look/).fill('talk of Ann'),
    end: (page: Page) => button(page, 'Look').press('Enter'),
  },
} as const;
type Work = keyof typeof WORKS;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describeWith(['chromium'], 'a coach at work in a browser in which somebody logs in again', () => {
  const here = coachStands(TIMEOUT);

  const logInBeside = async (page: Page, account: string): Promise<void> => {
    const other = await page.context().newPage();
    await other.goto(`${here.stand.world.provider.origin}/v1/login?to=/coach/&fresh=1`);
    await logIn(other, account);
    await other.close();
  };

  /** What the coach API has of a coach by now. */
  async function doneBy(token: string) {
    const { world, eva } = here.stand;
    const had = async (path: string) => (await world.desk.http('GET', path, { token })).body;
    const { messages } = await had(`/v1/people/${eva.name}/messages`);
    const { programmes } = await had(`/v1/people/${eva.name}/programmes`);
    const { reads } = await had('/v1/reads');
    return {
      message: messages.filter(({ from }: { from: string }) => from === 'coach').length,
      ...{ programme: programmes.length, read: reads.length },
    };
  }

  /** At a piece of work that nothing but its last press tells of who is logged in by now. */
  async function working(work: Work) {
    const { eva, world } = here.stand;
    await world.desk.share(eva, { recipient: 'coach-2' });
    const sight = await openCoach(here.browser, here.stand, { ...LOOK, place: at(eva, WORKS[work].part) });
    await sight.page.getByRole('navigation', { name: 'About this person' }).waitFor();
    await sight.page.route('**/grants', (route) => route.abort());
    await WORKS[work].begin(sight.page);
    return sight;
  }

  it.each(['message', 'programme', 'read'] as const)(
    'lets no %s of one coach go out as that of another',
    async (work) => {
      const { page, close } = await working(work);
      const before = await Promise.all([doneBy(COACH), doneBy('other')]);
      await logInBeside(page, 'ben');
      await WORKS[work].end(page);
      await page
        .getByRole('main')
        .getByText(/^Logged in as Ben/)
        .waitFor();
      await page.getByRole('main').getByText(EXCHANGED).waitFor();
      expect(await Promise.all([doneBy(COACH), doneBy('other')])).toEqual(before);
      expect(await page.getByText(/Ann/).count()).toBe(0);
      expect(await page.locator('dialog[open]').count()).toBe(0);
      await expect.poll(() => focusOf(page)).toMatch(/^Person /);
      expect(await barriersOf(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 900 });
      expect(await overflowOf(page)).toBe(0);
      await picture(page, `coach-exchanged-${work}`);
      await close();
    },
    TIMEOUT,
  );

  it.each(['message', 'programme', 'read'] as const)(
    'lets a %s go out once the same coach logged in again',
    async (work) => {
      const { page, close } = await working(work);
      const before = await doneBy(COACH);
      await logInBeside(page, 'ann');
      await WORKS[work].end(page);
      await expect.poll(async () => (await doneBy(COACH))[work], { timeout: 30_000 }).toBe(before[work] + 1);
      expect(await page.getByText(EXCHANGED).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'becomes the page of who is logged in where it hears first that the login before is over',
    async () => {
      const { eva } = here.stand;
      const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place: at(eva, 'letters') });
      await page.getByLabel(/^Write to/).fill('Written by Ann');
      // What was asked just before the other login is answered after it.
      const late = async (route: Route): Promise<void> => {
        await logInBeside(page, 'ben');
        await route.fulfill({
          ...{ status: 401, contentType: 'application/problem+json' },
          body: JSON.stringify({ code: 'unauthorised' }),
        });
      };
      await page.route(/\/grants$/, late, { times: 1 });
      await page.getByRole('main').getByText(EXCHANGED).waitFor();
      expect(await page.getByText(/Written by|Ann/).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'becomes the page of who is logged in by itself, and shows nothing of what the coach before saw',
    async () => {
      const { eva } = here.stand;
      const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place: at(eva, 'letters') });
      await page
        .getByRole('main')
        .getByText(/^Mijn knie doet pijn/)
        .waitFor();
      await page.getByLabel(/^Write to/).fill('Written by Ann');
      await logInBeside(page, 'ben');
      await page.getByRole('main').getByText(EXCHANGED).waitFor();
      await page.getByRole('main').getByText('This person shares nothing with you now.').waitFor();
      expect(await page.getByText(/^Mijn knie doet pijn|Ann/).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
