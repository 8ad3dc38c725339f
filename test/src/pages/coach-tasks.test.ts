import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, logIn, look, openCoach } from './coach-stand.js';
import { barsIn } from './drawn-line.js';
import { barriersOf, focusOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'en', theme: 'light' } as const;

describeWith(['chromium'], 'what a coach does by the page', () => {
  const here = coachStands(TIMEOUT);

  const at = (person: { readonly name: string }, part: string): string => `#/people/${person.name}/${part}`;
  const asked = async (path: string) => (await here.stand.world.desk.http('GET', path, { token: COACH })).body;
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const reads = async (): Promise<readonly { readonly purpose: string; readonly pseudonym: string }[]> =>
    (await asked('/v1/reads')).reads;
  const sentTo = async ({ name }: { readonly name: string }) =>
    (await asked(`/v1/people/${name}/programmes`)).programmes;

  it(
    'sees who needs attention first without a read, and what a read showed once it was made',
    async () => {
      const { page, complaints, close } = await openCoach(here.browser, here.stand, LOOK);
      const names = page.locator('.people h2');
      await names.first().waitFor();
      expect(await names.allTextContents()).toEqual(['Person 0101 0101', 'Person 0202 0202', 'Person 0303 0303']);
      expect(await page.locator('.people li .needs').first().textContent()).toMatch(/fewer than half.*your answer/);
      expect(await reads()).toEqual([]);
      await page.getByRole('link', { name: 'Person 0202 0202' }).press('Enter');
      await expect.poll(() => focusOf(page)).toBe('Person 0202 0202');
      await look(page, 'weekly talk');
      await page.getByRole('main').getByText('No data since 23 May 2026').waitFor();
      expect(await page.locator('.metric', { hasText: 'Not shared' }).count()).toBe(2);
      await page
        .getByRole('main')
        .getByText(/^By the hour this person shares no steps or heart rate/)
        .waitFor();
      expect(await reads()).toMatchObject([
        { purpose: 'weekly talk', pseudonym: here.stand.fas.name, metrics: ['steps'] },
      ]);
      await page.getByRole('link', { name: 'People' }).press('Enter');
      await expect
        .poll(() => names.allTextContents())
        .toEqual(['Person 0202 0202', 'Person 0101 0101', 'Person 0303 0303']);
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says once why somebody is looked at, and shows trend, coverage and what is not known of each day',
    async () => {
      const { page, close } = await openCoach(here.browser, here.stand, {
        ...LOOK,
        place: at(here.stand.eva, 'measured'),
      });
      await look(page, 'preparing our talk');
      await page
        .getByRole('main')
        .getByText('Of 34 days it is known how long the wearable was worn: 71% of the time.')
        .waitFor();
      expect(await page.getByText(/^The last seven days are lower than the 28 before: 3,160 steps/).count()).toBe(1);
      expect(await page.getByText(/^The middle of the sleep shifted by/).count()).toBe(1);
      await page.getByText('Steps by the day: as a table').click();
      const rows = page.locator('figure', { hasText: 'Steps by the day' }).locator('tbody tr');
      expect(await rows.count()).toBe(35);
      expect(await rows.filter({ hasText: 'Fri 8 May' }).first().textContent()).toContain('not received yet');
      await page.getByRole('link', { name: 'Programme' }).press('Enter');
      await button(page, 'Also look at the measured steps').press('Enter');
      await page.getByRole('main').getByText('with the steps measured on those days beside it').waitFor();
      expect((await reads()).map(({ purpose }) => purpose)).toEqual(['preparing our talk', 'preparing our talk']);
      await close();
    },
    TIMEOUT,
  );

  it(
    'sees that nothing came of somebody who shares, and not since when where that is not known',
    async () => {
      const hal = await here.stand.world.person(4, { days: 0, sealed: () => undefined });
      const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place: at(hal, 'measured') });
      await look(page, 'weekly talk');
      await page.getByRole('main').getByText('How long the wearable was worn is known of no day.').waitFor();
      expect(await page.getByText('Nothing came in this period').count()).toBe(3);
      expect(await page.getByText(/^No data since/).count()).toBe(0);
      expect(await barsIn(page)).toBe(0);
      expect(await barriersOf(page)).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is sent to a recent login for a first read, and goes on where that was',
    async () => {
      const { page, close } = await openCoach(here.browser, here.stand, {
        ...LOOK,
        place: at(here.stand.gus, 'measured'),
      });
      await page.getByLabel('Why do you look?').waitFor();
      here.stand.world.desk.now += 660;
      await page.getByLabel('Why do you look?').fill('weekly talk');
      await page.keyboard.press('Enter');
      await page.getByRole('main').getByText('Log in again', { exact: true }).waitFor();
      expect(await reads()).toEqual([]);
      await picture(page, 'coach-login-again');
      expect(await barriersOf(page)).toEqual([]);
      const [other] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Log in again (new tab)' }).click(),
      ]);
      await logIn(other, 'ann');
      await other.getByLabel('Why do you look?').waitFor();
      expect(new URL(other.url()).hash).toBe(at(here.stand.gus, 'measured'));
      await other.close();
      await button(page, 'Logged in: go on').press('Enter');
      await page.getByRole('main').getByText('Of 10 days it is known').waitFor();
      expect(await reads()).toMatchObject([{ purpose: 'weekly talk' }]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'moves sessions by drag and by the keyboard, is warned at once, and sends nothing that is not confirmed',
    async () => {
      const { page, close } = await openCoach(here.browser, here.stand, {
        ...LOOK,
        place: at(here.stand.fas, 'compose'),
      });
      await button(page, 'Make it').press('Enter');
      const sessionOn = (day: string) => page.getByRole('button', { name: new RegExp(`^(Walk|Rest).* on ${day}$`) });
      await sessionOn('1 June 2026').waitFor();
      const cell = (day: string) => page.locator('.day', { hasText: day }).first();
      // What scrolls under a pressed button drags nothing.
      await cell('Tue 2').scrollIntoViewIfNeeded();
      await page.locator('.session').first().dragTo(cell('Tue 2'), { steps: 8 });
      await sessionOn('2 June 2026').waitFor();
      expect(await sessionOn('1 June 2026').count()).toBe(0);
      await sessionOn('2 June 2026').press('ArrowLeft');
      await expect.poll(() => focusOf(page)).toMatch(/on 1 June 2026$/);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.getByRole('status').textContent()).toContain('No further');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => focusOf(page)).toMatch(/on 8 June 2026$/);
      await page.keyboard.press('Enter');
      await page.getByLabel('Length in minutes').fill('120');
      await page.getByLabel('Effort, 0 to 10').fill('4');
      await button(page, 'Done').press('Enter');
      await page.locator('.load li', { hasText: 'grow by more than 30 percent' }).waitFor();
      await picture(page, 'coach-compose-warned');
      expect(await barriersOf(page)).toEqual([]);

      await button(page, 'Send…').press('Enter');
      const now = button(page, 'Send now');
      expect(await now.getAttribute('aria-disabled')).toBe('true');
      await now.press('Enter');
      expect(await sentTo(here.stand.fas)).toEqual([]);
      await page.getByRole('switch', { name: /^I overrule this on purpose: The minutes/ }).press('Space');
      // By now the login is not recent; what was made stays, and goes out with the new session's token.
      here.stand.world.desk.now += 660;
      await now.press('Enter');
      await page.getByRole('main').getByText('Log in again', { exact: true }).waitFor();
      const [other] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Log in again (new tab)' }).click(),
      ]);
      await logIn(other, 'ann');
      await button(page, 'Logged in: go on').press('Enter');
      await page.getByRole('heading', { name: 'Done of the programme' }).waitFor();
      const [sent, ...more] = await sentTo(here.stand.fas);
      expect(more).toEqual([]);
      expect(sent.sessions).toContainEqual({
        ...{ day: '2026-06-08', kind: 'walk', minutes: 120, target: { kind: 'effort', effort: 4 } },
        note: expect.any(String),
      });
      await close();
    },
    TIMEOUT,
  );

  it(
    'opens a proposal as a next version of the programme, which rests on what was read for it',
    async () => {
      const { page, close } = await openCoach(here.browser, here.stand, {
        ...LOOK,
        place: at(here.stand.eva, 'programme'),
      });
      await page.getByRole('main').getByText('Of the 8 sessions that are over, one was done.').waitFor();
      const reason = page.getByLabel('Why do you look?').last();
      await reason.fill('what comes next');
      await reason.press('Enter');
      await page.getByRole('heading', { name: 'Proposal: make it lighter' }).waitFor();
      expect(await sentTo(here.stand.eva)).toHaveLength(1);
      await button(page, 'Look over and change').press('Enter');
      await page.getByRole('heading', { name: 'Change the programme' }).waitFor();
      await page.getByLabel('Title').fill('Rustiger aan');
      await page.locator('.load p.tone-good').waitFor();
      await button(page, 'Send…').press('Enter');
      await page.getByRole('main').getByText('It names the one read that it rests on.').waitFor();
      await button(page, 'Send now').press('Enter');
      await page
        .getByRole('main')
        .getByText(/Version 2/)
        .waitFor();
      const sent = (await sentTo(here.stand.eva)).find(({ revision }: { revision: number }) => revision === 1);
      expect(sent).toMatchObject({ title: 'Rustiger aan', stands: true });
      const { basis } = await asked(`/v1/people/${here.stand.eva.name}/programmes/${sent.leaf}`);
      expect(basis.summaries).toHaveLength(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'writes to a person, keeps what could not be sent, and is told when nothing is shared any more',
    async () => {
      const { page, close } = await openCoach(here.browser, here.stand, {
        ...LOOK,
        place: at(here.stand.eva, 'letters'),
      });
      await page.getByRole('main').getByText('Mijn knie doet pijn, wat nu?').waitFor();
      await page.getByRole('main').getByText('Session 1: done, effort 4 of 10.').waitFor();
      const field = page.getByLabel('Write to 0101 0101');
      await field.fill('Rust een week, <b>en bel me</b>.');
      await page.context().setOffline(true);
      await button(page, 'Send').press('Enter');
      await page.getByRole('main').getByText('The service cannot be reached. Try again in a moment.').waitFor();
      expect(await field.inputValue()).toContain('Rust een week');
      expect(await barriersOf(page)).toEqual([]);
      await page.context().setOffline(false);
      await button(page, 'Try again').press('Enter');
      await page.getByRole('main').getByText('Rust een week, <b>en bel me</b>.', { exact: true }).waitFor();
      expect((await asked(`/v1/people/${here.stand.eva.name}/messages`)).messages).toContainEqual(
        expect.objectContaining({ from: 'coach', text: 'Rust een week, <b>en bel me</b>.' }),
      );
      const [{ id }] = (await asked('/v1/people')).people[0].grants;
      await here.stand.world.desk.publishConsent(
        here.stand.eva,
        here.stand.eva.withdraw(id, here.stand.world.desk.now),
      );
      await page.locator('.notice', { hasText: 'This person shares nothing with you now.' }).waitFor();
      await expect.poll(() => focusOf(page)).toBe('Person 0101 0101');
      expect(await barriersOf(page)).toEqual([]);
      await close();
    },
    TIMEOUT,
  );
});
