import { cryptoReady } from '@fit4work/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CoachWorld } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { actsOf, actsText, bareActsOf, watchActs } from './acts.js';
import { look, openCoach } from './coach-stand.js';
import { openBrowser, picture, shiftsOf } from './page-stand.js';

const TIMEOUT = 600_000;
/** Milliseconds between what somebody does and what is seen of it. */
const AT_ONCE = 100;
/** Key presses by which all that is shown is changed, there and back, and by which each table is closed and opened. */
const [CHANGES, FOLDS] = [24, 4];

describeWith(['chromium'], 'the page of a coach who looks at a year', () => {
  let browser: Browser;
  let world: CoachWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
    world = await CoachWorld.open();
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it(
    'shows within a tenth of a second what somebody does, and moves nothing meanwhile',
    async () => {
      const sealed = (before: number) => ({ steps: 4_000 + 37 * (before % 50), asleep: 400 + (before % 60) });
      const grant = { from: world.today(366) };
      const person = await world.person(1, { days: 366, sealed, grant });
      const place = `#/people/${person.name}/measured`;
      const { page } = await openCoach(browser, { world }, { language: 'en', theme: 'light', place });
      const period = page.getByLabel('Period');
      for (const key of ['ArrowDown', 'ArrowDown']) await period.press(key);
      const began = performance.now();
      await look(page, 'weekly talk');
      await page.getByText(/^Of 366 days it is known/).waitFor();
      const looked = performance.now() - began;
      for (const table of await page.locator('figure > details > summary').all()) await table.press('Enter');
      const bare = await bareActsOf(page);
      await watchActs(page);
      const span = page.getByLabel('Show');
      for (let i = 0; i < CHANGES; i++) await span.press(i % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
      const tables = await page.locator('summary').all();
      for (const table of tables) for (let i = 0; i < FOLDS; i++) await table.press('Enter');
      const acts = await actsOf(page);
      const shifts = await shiftsOf(page);
      process.stderr.write(
        `a year: looked up in ${Math.round(looked)} ms; ${actsText(acts)}; ${shifts.length} shifts; keys that do nothing: ${actsText(bare)}\n`,
      );
      await picture(page, 'coach-measured-year');
      expect(tables.length).toBeGreaterThan(1);
      expect(acts.count).toBe(CHANGES + FOLDS * tables.length);
      expect(acts.median).toBeLessThan(AT_ONCE);
      // What a key that does nothing takes on this machine is not the page's.
      expect(acts.most - bare.most).toBeLessThan(AT_ONCE);
      // One act in twenty: what else a machine does meanwhile is not the page's, but nobody takes it for a hang.
      expect(acts.longest).toBeLessThan(10 * AT_ONCE);
      expect(shifts).toEqual([]);
    },
    TIMEOUT,
  );
});
