import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, look, openCoach } from './coach-stand.js';
import { at } from './coach-ways.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'en', theme: 'light' } as const;

describeWith(['chromium'], 'a table that a coach opened', () => {
  const here = coachStands(TIMEOUT);
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
  const openOf = (page: Page, label: string) => page.locator('details[open] > summary', { hasText: label }).count();
  const opened = async (page: Page, label: string): Promise<void> => {
    await page.locator('summary', { hasText: label }).press('Enter');
    await page.locator('details[open] > summary', { hasText: label }).waitFor();
  };

  it(
    'stays open, with the focus, when what the person did is asked anew because a grant ended',
    async () => {
      const { gus, world } = here.stand;
      const { desk } = world;
      const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place: at(gus, 'programme') });
      const [{ id }] = (await desk.http('GET', `/v1/people/${gus.name}/grants`, { token: COACH })).body.grants;
      await desk.share(gus, { scope: [{ metric: 'steps', granularities: ['day'] }] });
      await opened(page, 'All sessions');
      const reason = page.getByLabel('Why do you look?').first();
      await reason.fill('weekly talk');
      await reason.press('Enter');
      await page
        .getByRole('main')
        .getByText(/with the steps measured on those days/)
        .waitFor();
      // Another table stands there now, with one column more.
      expect(await openOf(page, 'All sessions')).toBe(1);
      await page.locator('section.scroll', { hasText: 'All sessions' }).focus();
      await desk.publishConsent(gus, gus.withdraw(id, desk.now));
      await page.getByText(/with the steps measured on those days/).waitFor({ state: 'detached' });
      await page.locator('summary', { hasText: 'All sessions' }).waitFor();
      expect([await openOf(page, 'All sessions'), await focusOf(page)]).toEqual([1, 'All sessions']);
      await close();
    },
    TIMEOUT,
  );

  it(
    'stays open when the same days, and another day by the hour, are looked at anew and differ',
    async () => {
      const { eva, world } = here.stand;
      const { page, close } = await openCoach(here.browser, here.stand, { ...LOOK, place: at(eva, 'measured') });
      await look(page, 'weekly talk');
      await page.locator('.bars').first().waitFor();
      await opened(page, 'Steps by the day: as a table');
      const rows = page.locator('figure', { hasText: 'Steps by the day' }).locator('tbody tr');
      await world.erase(eva, 3);
      await press(page, 'Look again');
      await rows.filter({ hasText: 'erased' }).first().waitFor();
      expect(await openOf(page, 'Steps by the day')).toBe(1);
      await press(page, 'Look at this day');
      await opened(page, 'Steps by the hour: as a table');
      await page.getByLabel('Day', { exact: true }).press('ArrowDown');
      await press(page, 'Look at this day');
      await page.locator('summary', { hasText: 'Steps by the hour' }).waitFor({ state: 'detached' });
      await page.getByLabel('Day', { exact: true }).press('ArrowUp');
      await press(page, 'Look at this day');
      await page.locator('summary', { hasText: 'Steps by the hour' }).waitFor();
      expect([await openOf(page, 'Steps by the hour'), await openOf(page, 'Steps by the day')]).toEqual([1, 1]);
      await close();
    },
    TIMEOUT,
  );
});
