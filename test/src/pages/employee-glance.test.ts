import { addDays } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { dayBounds, measureDays } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { type DrawnLine, drawnIn } from './drawn-line.js';
import { employeeWorlds } from './employee-worlds.js';
import { picture, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const LAST = '2026-10-29';
const HOUR = 3_600;

interface Beat {
  /** Unix seconds */
  readonly start: number;
}

describeWith(['chromium'], 'the day of an employee at a glance', () => {
  const here = employeeWorlds(async ({ reads }) => {
    await measureDays(reads.vault, { from: addDays(LAST, -1), days: 2, open: 3 });
    reads.now = dayBounds(LAST).end - 3 * HOUR;
  });
  const open = async (now = here.world.reads.now): Promise<Sight> => {
    here.world.reads.now = now;
    const sight = await here.open();
    await sight.page.locator('.glance canvas').waitFor();
    return sight;
  };

  it(
    'has a whole line of the heart rate however seldom the wearable measures, a gap where hours are missing, and a dot of one alone',
    async () => {
      const { page, close } = await open();
      const since = dayBounds(LAST).start;
      let isMeasured = (_minute: number): boolean => true;
      await page.route(/metrics=heart-rate/, async (route) => {
        const response = await route.fetch();
        const { days, ...rest } = await response.json();
        const left = days.map((day: { samples: readonly Beat[] }) => ({
          ...{ ...day, samples: day.samples.filter(({ start }) => isMeasured((start - since) / 60)) },
        }));
        await route.fulfill({ response, json: { ...rest, days: left } });
      });
      const drawnOf = async (name: string, measured: typeof isMeasured): Promise<DrawnLine> => {
        isMeasured = measured;
        await page.reload();
        await page.locator('.glance canvas').waitFor();
        await picture(page, `employee-curve-${name}`);
        return drawnIn(page, '.glance canvas');
      };
      for (const every of [1, 5, 10, 30]) {
        const isTime = (minute: number): boolean => minute % every === 0;
        const whole = await drawnOf(`${every}`, isTime);
        expect([every, whole.pixels > 500, whole.gaps.every((gap) => gap < 0.02)]).toEqual([every, true, true]);
        const torn = await drawnOf(`${every}-torn`, (minute) => isTime(minute) && (minute < 600 || minute >= 840));
        expect([every, torn.pixels > 500, Math.abs(Math.max(...torn.gaps) - 240 / 1_440) < 0.04]).toEqual([
          every,
          true,
          true,
        ]);
      }
      const alone = (minute: number): boolean => minute % 5 === 0 && (minute < 120 || minute === 720 || minute > 1_200);
      // Beside it there is nothing of the line for hours.
      expect(Math.max(...(await drawnOf('alone', alone)).gaps)).toBeLessThan(0.5);
      expect((await drawnOf('one', (minute) => minute === 720)).pixels).toBeGreaterThan(5);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says which night it is: the one that is over, or that of the last day of which there is anything',
    async () => {
      const today = await open();
      await today.page.getByRole('heading', { name: 'Voorbije nacht' }).waitFor();
      await today.close();
      const later = await open(dayBounds(addDays(LAST, 4)).start + 12 * HOUR);
      await later.page.getByText('De laatste dag die uw polsband doorgaf: 29 oktober 2026').waitFor();
      await later.page.getByRole('heading', { name: 'Nacht tot 29 okt' }).waitFor();
      expect(await later.page.getByText(/voorbije nacht/i).count()).toBe(0);
      await later.page.route(/metrics=sleep/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), days: [] } });
      });
      await later.page.reload();
      await later.page.getByText('Van deze nacht is geen slaap gemeten.').waitFor();
      await later.close();
    },
    TIMEOUT,
  );
});
