import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, logIn, look, openCoach } from './coach-stand.js';
import { at } from './coach-ways.js';
import { barriersOf, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'en', theme: 'light' } as const;
const ENDED = /^While you waited, something of what was shared ended/;

describeWith(['chromium'], 'what ends while a coach is at work', () => {
  const here = coachStands(TIMEOUT);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  /** Answers of a path are had, and come once they are let through. */
  async function held(
    page: Page,
    path: RegExp,
  ): Promise<{ readonly had: Promise<unknown>; readonly letThrough: () => void }> {
    const gate = new EventEmitter();
    const [had, through] = [once(gate, 'had'), once(gate, 'through')];
    await page.route(path, async (route) => {
      const response = await route.fetch();
      gate.emit('had');
      await through;
      await route.fulfill({ response });
    });
    return { had, letThrough: () => void gate.emit('through') };
  }

  /** One of two grants of somebody ends, and the page knows. */
  async function endOneOf(page: Page, person: (typeof here.stand)['gus'], id: string): Promise<void> {
    const { desk } = here.stand.world;
    const known = page.waitForResponse(
      async (response) => response.url().endsWith('/grants') && !(await response.text()).includes(id),
    );
    await desk.publishConsent(person, person.withdraw(id, desk.now));
    await known;
  }

  for (const [what, path, ask] of [
    ['days', /\/summaries\?/, (page: Page) => button(page, 'Look').press('Enter')],
    ['one day by the hour', /\/summaries\?/, (page: Page) => button(page, 'Look at this day').press('Enter')],
    [
      'steps of a programme',
      /\/adherence\?/,
      (page: Page) => button(page, 'Also look at the measured steps').press('Enter'),
    ],
    ['a proposal', /\/proposals$/, (page: Page) => button(page, 'From a read as well').press('Enter')],
  ] as const) {
    it(
      `shows nothing of ${what} that was on its way when a grant ended`,
      async () => {
        const { gus, world } = here.stand;
        const { desk } = world;
        const isOfProgramme = what === 'steps of a programme' || what === 'a proposal';
        const place = at(gus, isOfProgramme ? 'programme' : 'measured');
        const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place });
        const [{ id }] = (await desk.http('GET', `/v1/people/${gus.name}/grants`, { token: COACH })).body.grants;
        await desk.share(gus, { scope: [{ metric: 'steps', granularities: ['day', 'hour'] }] });
        if (what === 'one day by the hour') await look(page, 'weekly talk');
        else for (const field of await reasons(page)) await field.fill('weekly talk');
        const { had, letThrough } = await held(page, path);
        await ask(page);
        await had;
        await endOneOf(page, gus, id);
        letThrough();
        await page.getByRole('main').getByText(ENDED).waitFor();
        expect(await page.locator('.metric, figure:has-text("Steps by the hour")').count()).toBe(0);
        expect(await page.getByText(/with the steps measured on those days|^Proposal: /).count()).toBe(0);
        expect(await barriersOf(page)).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }

  async function reasons(page: Page) {
    const fields = page.getByLabel('Why do you look?');
    await fields.first().waitFor();
    return fields.all();
  }

  /** In another tab, as somebody of the demo's provider. */
  const logInBeside = async (page: Page, as: string): Promise<void> => {
    const again = page.getByRole('link', { name: 'Log in again (new tab)' });
    const [other] = await Promise.all([page.context().waitForEvent('page'), again.click()]);
    await logIn(other, as);
    await other.close();
    await button(page, 'Logged in: go on').press('Enter');
  };

  const composing = async () => {
    const sight = await openCoach(here.browser, here.stand, { ...LOOK, place: at(here.stand.fas, 'compose') });
    await button(sight.page, 'Make it').press('Enter');
    await sight.page.getByLabel('Title').fill('Half made');
    return sight;
  };

  it(
    'keeps a programme half made in its tab when the session is over, for the same coach and nobody else',
    async () => {
      const { world } = here.stand;
      const { page, close } = await composing();
      world.desk.now += 3_600;
      const again = page.getByRole('link', { name: 'Log in again (new tab)' });
      await again.waitFor();
      expect(await page.getByText('Half made').count()).toBe(0);
      expect(await barriersOf(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 900 });
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'coach-draft-kept');
      await logInBeside(page, 'ann');
      expect(await page.getByLabel('Title').inputValue()).toBe('Half made');
      expect(
        await page.evaluate('[localStorage, sessionStorage].some((kept) => JSON.stringify(kept).includes("Half"))'),
      ).toBe(false);
      world.desk.now += 3_600;
      await logInBeside(page, 'ben');
      await page.getByRole('main').getByText('This person shares nothing with you now.').waitFor();
      // Nothing is left to be thrown away.
      await button(page, 'Log out').press('Enter');
      await page.getByRole('link', { name: /^Also log out/ }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'keeps a message half written in its tab when the session is over, and asks before it is thrown away',
    async () => {
      const { world, eva } = here.stand;
      const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place: at(eva, 'letters') });
      const field = page.getByLabel(/^Write to/);
      await field.fill('Half written');
      world.desk.now += 3_600;
      const again = page.getByRole('link', { name: 'Log in again (new tab)' });
      await again.waitFor();
      expect(await page.getByText('Half written').count()).toBe(0);
      await logInBeside(page, 'ann');
      expect(await field.inputValue()).toBe('Half written');
      await button(page, 'Log out').press('Enter');
      await button(page, 'Stay logged in').press('Enter');
      expect(await field.inputValue()).toBe('Half written');
      await button(page, 'Send').press('Enter');
      await page.getByRole('main').getByText('Half written', { exact: true }).waitFor();
      expect(await field.inputValue()).toBe('');
      // Nothing is left to be thrown away.
      await button(page, 'Log out').press('Enter');
      await page.getByRole('link', { name: /^Also log out/ }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'asks before a programme half made is thrown away by logging out or by closing the tab',
    async () => {
      const { page, close } = await composing();
      await button(page, 'Log out').press('Enter');
      await page.getByRole('dialog').waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await picture(page, 'coach-draft-lost');
      await button(page, 'Stay logged in').press('Enter');
      expect(await page.getByLabel('Title').inputValue()).toBe('Half made');
      const [asked] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
      expect(asked.type()).toBe('beforeunload');
      await asked.dismiss();
      await button(page, 'Log out').press('Enter');
      await button(page, 'Log out all the same').press('Enter');
      await page.getByRole('link', { name: /^Also log out/ }).waitFor();
      expect(await page.getByRole('link', { name: 'Log in', exact: true }).count()).toBe(1);
      await close();
    },
    TIMEOUT,
  );
});
