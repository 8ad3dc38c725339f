import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { dayBounds } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { barsIn } from './drawn-line.js';
import { employeeWorlds } from './employee-worlds.js';
import { unfoldAll } from './every-look.js';
import { barriersOf, LOOKS, nameOf, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const HOUR = 3_600;
const TITLES = {
  nl: { steps: 'Stappen per uur', heart: 'Hartslag over de dag', night: 'Diepte van de slaap' },
  en: { steps: 'Steps by the hour', heart: 'Heart rate over the day', night: 'Depth of sleep' },
} as const;

/** From eleven in the evening until seven: eight hours by the clock, of which the last one was spent awake. */
const NIGHTS = [
  { day: '2026-10-25', hours: 25, two: ['02:00 CEST', '02:00 CET'], asleep: { nl: '8 uur 0 min', en: '8 hrs 0 mins' } },
  { day: '2026-03-29', hours: 23, two: [], asleep: { nl: '6 uur 0 min', en: '6 hrs 0 mins' } },
] as const;

describeWith(['chromium'], 'the night in which the clocks change, on the page of an employee', () => {
  const here = employeeWorlds();

  /** Every minute of the day, and the sleep that led to it. */
  const measure = async (day: string): Promise<void> => {
    const { vault } = here.world.reads;
    const { start, end } = dayBounds(day);
    const [asleep, awake] = [start - HOUR, end - 18 * HOUR];
    const samples = Array.from({ length: (end - asleep) / 60 }, (_, i) => asleep + 60 * i).flatMap((at) => {
      const stage = at >= awake ? 'awake' : (at / 1_800) % 2 < 1 ? 'deep' : 'light';
      return [
        { metric: 'steps' as const, start: at, duration: 60, value: 2 },
        { metric: 'heart-rate' as const, start: at, value: 60 },
        ...(at < awake + HOUR ? [{ metric: 'sleep' as const, start: at, duration: 60, stage } as const] : []),
      ];
    });
    here.world.reads.now = end + HOUR;
    await vault.read({ ...vault.batchOf(asleep, end), samples });
  };

  const rowsOf = async (page: Page, title: string, column: string): Promise<readonly string[]> =>
    page.locator('figure', { hasText: title }).locator(`tbody ${column}`).allTextContents();

  for (const { day, hours, two, asleep } of NIGHTS) {
    for (const look of [...LOOKS, { language: 'nl', theme: 'light', width: 320 } as const]) {
      it(
        `has its ${hours} hours once each and no minute of sleep more or less (${day}, ${nameOf(look)}${'width' in look ? ', 320' : ''})`,
        async () => {
          await measure(day);
          const { page, complaints, close } = await here.open(look);
          const titles = TITLES[look.language];
          await page.locator('figure', { hasText: titles.night }).waitFor();
          await unfoldAll(page);
          for (const title of [titles.steps, titles.heart]) {
            const told = await rowsOf(page, title, 'th');
            expect([title, told.length, new Set(told).size]).toEqual([title, hours, hours]);
            expect([title, told.filter((each) => each.startsWith('02:00'))]).toEqual([title, two]);
            expect([told[0], told.at(-1)]).toEqual(['00:00', '23:00']);
          }
          const steps = await rowsOf(page, titles.steps, 'td');
          expect(new Set(steps)).toEqual(new Set(['120']));
          expect(await barsIn(page.locator('figure', { hasText: titles.steps }))).toBe(hours);
          const night = page.locator('figure', { hasText: titles.night });
          expect(await night.locator('.room').textContent()).toContain(asleep[look.language]);
          expect(await night.locator('.hypnogram-times span').allTextContents()).toEqual(['23:00', '07:00']);
          const parts = await rowsOf(page, titles.night, 'th');
          expect([parts.length, new Set(parts).size]).toEqual([2 * (hours - 24 + 7) + 1, parts.length]);
          expect([complaints, await barriersOf(page), await overflowOf(page)]).toEqual([[], [], 0]);
          await picture(page, `employee-clocks-${day}-${nameOf(look)}${'width' in look ? '-320' : ''}`);
          await close();
        },
        TIMEOUT,
      );
    }
  }
});
