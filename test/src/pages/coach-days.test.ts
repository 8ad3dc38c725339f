import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CoachWorld } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, look, openCoach } from './coach-stand.js';
import { barriersOf, loadedBy, openBrowser, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'en', theme: 'light' } as const;
/** Noon of the second day after the clocks went back, and after they went forward, in Brussels in 2026; Unix seconds. */
const [AUTUMN, SPRING] = [1_793_098_800, 1_774_951_200];

describeWith(['chromium'], 'days and moments on the page of a coach', () => {
  let browser: Browser;
  let world: CoachWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await CoachWorld.open();
  });
  afterEach(() => world?.close());

  const hourRows = async (page: Page): Promise<readonly string[]> => {
    await page.getByText('Steps by the hour: as a table').press('Enter');
    const rows = page.locator('figure', { hasText: 'Steps by the hour' }).locator('tbody th');
    await rows.first().waitFor();
    return rows.allTextContents();
  };

  for (const [name, now, day, hours, worn] of [
    ['autumn', AUTUMN, 'Sun 25 Oct', 25, '68%'],
    ['spring', SPRING, 'Sun 29 Mar', 23, '74%'],
  ] as const) {
    it(
      `has ${hours} hours of the day when the clocks change in ${name}, each told once`,
      async () => {
        world.desk.now = now;
        const steady = () => ({ steps: 5_000, worn: 61_200 });
        const asked = { before: 2, sealed: (hour: number) => ({ steps: 100 + hour, worn: 3_600 }) };
        const person = await world.person(1, { days: 9, sealed: steady, hours: asked });
        const place = `#/people/${person.name}/measured`;
        const { page, close } = await openCoach(browser, { world }, { ...LOOK, width: 320, place });
        await look(page, 'weekly talk');
        await page.getByText('Steps by the day: as a table').press('Enter');
        const ofDay = page.locator('figure', { hasText: 'Steps by the day' }).locator('tr', { hasText: day });
        expect(await ofDay.textContent()).toContain(worn);
        await page.getByLabel('Day', { exact: true }).press('ArrowUp');
        await page.getByRole('button', { name: 'Look at this day' }).press('Enter');
        await page.getByText(`${hours} hours are known, `).first().waitFor();
        const rows = await hourRows(page);
        expect(rows).toHaveLength(hours);
        expect(new Set(rows).size).toBe(hours);
        expect(rows.filter((each) => each.startsWith('02:00'))).toEqual(
          name === 'autumn' ? ['02:00 CEST', '02:00 CET'] : [],
        );
        expect(await barriersOf(page)).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
        await picture(page, `coach-clocks-${name}`);
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'tells both moments of a message apart where a time comes twice in a night',
    async () => {
      const [summer, winter] = [1_792_888_200, 1_792_891_800];
      const person = await world.person(1, { days: 0, sealed: () => undefined });
      for (const [now, text] of [
        [summer, 'nog wakker'],
        [winter, 'weer wakker'],
      ] as const) {
        world.desk.now = now + 60;
        await world.tell(person, { text });
      }
      const place = `#/people/${person.name}/letters`;
      const { page, close } = await openCoach(browser, { world }, { ...LOOK, place });
      await page.getByText('weer wakker').waitFor();
      const letters = await page.locator('.timeline > li').allTextContents();
      expect(letters.map((each) => /\d\d:\d\d CES?T/.exec(each)?.[0])).toEqual(['02:30 CEST', '02:30 CET']);
      await close();
    },
    TIMEOUT,
  );
});

describeWith(['chromium'], 'the page of a coach', () => {
  const here = coachStands(TIMEOUT);

  it(
    'is loaded at first with fewer than 100 KiB compressed, and moves for nobody who asked for less of it',
    async () => {
      const { page, close } = await openCoach(here.browser, here.stand, LOOK);
      await page.locator('.people > li').first().waitFor();
      const bytes = await loadedBy(page);
      process.stderr.write(`the page of a coach, and what it asks at first: ${(bytes / 1024).toFixed(1)} KiB\n`);
      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(100 * 1024);
      const moving = `[...document.querySelectorAll('*')].filter((each) => {
        const { transitionDuration, animationDuration } = getComputedStyle(each);
        return [transitionDuration, animationDuration].some((told) => told.split(', ').some((time) => Number.parseFloat(time) > 0));
      }).length`;
      expect(await page.evaluate(moving)).toBe(0);
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      expect(await page.evaluate(moving)).toBeGreaterThan(0);
      await close();
    },
    TIMEOUT,
  );
});
