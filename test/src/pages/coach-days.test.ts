import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CoachWorld } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, look, openCoach } from './coach-stand.js';
import { barriersOf, cutOf, LOOKS, loadedBy, nameOf, openBrowser, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'en', theme: 'light' } as const;
/** Noon of the second day after the clocks went back, and after they went forward, in Brussels in 2026; Unix seconds. */
const [AUTUMN, SPRING] = [1_793_098_800, 1_774_951_200];
const WORDS = {
  nl: {
    ...{ byDay: 'Stappen per dag', byWeek: 'Stappen per week', byHour: 'Stappen per uur', wholeWeek: '7 van 7' },
    ...{ day: 'Dag', look: 'Deze dag bekijken', known: 'uren zijn bekend, ', show: 'Tonen' },
  },
  en: {
    ...{ byDay: 'Steps by the day', byWeek: 'Steps by the week', byHour: 'Steps by the hour', wholeWeek: '7 of 7' },
    ...{ day: 'Day', look: 'Look at this day', known: 'hours are known, ', show: 'Show' },
  },
} as const;

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

  for (const [name, now, day, hours, worn] of [
    ['autumn', AUTUMN, { nl: 'zo 25 okt', en: 'Sun 25 Oct' }, 25, '68%'],
    ['spring', SPRING, { nl: 'zo 29 mrt', en: 'Sun 29 Mar' }, 23, '74%'],
  ] as const) {
    for (const sight of [...LOOKS, { ...LOOK, width: 320 }]) {
      const { language } = sight;
      const seen = `${name}-${nameOf(sight)}${sight.width === undefined ? '' : '-320'}`;
      it(
        `has ${hours} hours of the day when the clocks change in ${name}, each told once (${seen})`,
        async () => {
          const person = await livedThrough(now);
          const place = `#/people/${person.name}/measured`;
          const { page, close } = await openCoach(browser, { world }, { ...sight, place });
          await look(page, 'weekly talk');
          const ofDay = (await tableOf(page, WORDS[language].byDay)).filter({ hasText: day[language] });
          // Of so many hours the wearable was worn for seventeen.
          expect((await ofDay.textContent())?.replace('\u00a0', '')).toContain(worn);
          await page.getByLabel(WORDS[language].day, { exact: true }).press('ArrowUp');
          await page.getByRole('button', { name: WORDS[language].look }).press('Enter');
          await page.getByText(`${hours} ${WORDS[language].known}`).first().waitFor();
          const rows = await (await tableOf(page, WORDS[language].byHour)).locator('th').allTextContents();
          expect([rows.length, new Set(rows).size]).toEqual([hours, hours]);
          expect(rows.filter((each) => each.startsWith('02:00'))).toEqual(
            name === 'autumn' ? ['02:00 CEST', '02:00 CET'] : [],
          );
          await page.getByLabel(WORDS[language].show).press('ArrowDown');
          const weeks = (await tableOf(page, WORDS[language].byWeek)).filter({
            hasText: /\d+/.exec(day[language])?.[0] ?? day[language],
          });
          expect(await weeks.locator('td').allTextContents()).toEqual([
            expect.stringMatching(/^5[.,]000$/),
            WORDS[language].wholeWeek,
          ]);
          expect(await barriersOf(page)).toEqual([]);
          expect(await overflowOf(page)).toBe(0);
          if (sight.width === undefined) expect(await cutOf(page)).toEqual([]);
          await picture(page, `coach-clocks-${seen}`);
          await close();
        },
        TIMEOUT,
      );
    }
  }

  /** Somebody with steady days, one of them by the hour: that on which the clocks changed. */
  const livedThrough = (now: number) => {
    world.desk.now = now;
    const hours = { before: 2, sealed: (hour: number) => ({ steps: 100 + hour, worn: 3_600 }) };
    return world.person(1, { days: 9, sealed: () => ({ steps: 5_000, worn: 61_200 }), hours });
  };

  /** The rows of the table of a chart, which is opened for it. */
  const tableOf = async (page: Page, title: string) => {
    const figure = page.locator('figure', { hasText: title });
    await figure.locator('summary').press('Enter');
    await figure.locator('tbody tr').first().waitFor();
    return figure.locator('tbody tr');
  };

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
      const loaded = await loadedBy(page);
      const [files, answers] = [loaded.page, loaded.answers].map((bytes) => (bytes / 1024).toFixed(1));
      process.stderr.write(`the page of a coach: ${files} KiB, and ${answers} KiB of answers\n`);
      expect(Math.min(loaded.page, loaded.answers)).toBeGreaterThan(0);
      expect(loaded.page).toBeLessThan(100 * 1024);
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
