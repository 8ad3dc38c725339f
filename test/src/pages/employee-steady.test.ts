import { setTimeout } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE, PageWorld, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { arrived } from './every-look.js';
import { type Look, lookAt, openBrowser, picture, type Sight, shiftOf, shiftsOf } from './page-stand.js';

const TIMEOUT = 240_000;
/** Milliseconds after somebody's act in which a browser takes it that what moves was moved by it. */
const OWN_ACT = 500;

/** Answers come late, each at another time and not in the order in which they were asked. */
function slowly(least: number, way: 'first' | 'last'): (route: Route) => Promise<void> {
  let asked = 0;
  return async (route) => {
    const place = asked++ % 4;
    await setTimeout(least + 150 * (way === 'last' ? 3 - place : place));
    await route.continue().catch(() => undefined);
  };
}

/** What is there once everything has come. */
const VIEWS = [
  { link: 'Vandaag', there: '.glance .hypnogram, .glance:last-of-type .notice' },
  { link: 'Verloop', there: '.over-time .bars' },
  { link: 'Programma', there: 'fieldset legend' },
  { link: 'Berichten', there: '.timeline .notice-text' },
  { link: 'Delen', there: '#share' },
  { link: 'Wie keek', there: '.timeline .card' },
  { link: 'Uw gegevens', there: '.disclosure, .card:has(h2:text("24 herstelwoorden"))' },
] as const;

describeWith(['chromium'], 'what stands on the page of an employee', () => {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    [browser, world] = await Promise.all([openBrowser(), PageWorld.open()]);
    await world.measure();
    const grant = await world.reads.share();
    await world.reads.tell(world.reads.record([grant]));
    await world.reads.tell(world.reads.record([]));
    world.reads.now = dayBounds(DAY).start + 3_600;
    await tellProgramme(world.reads);
    await tellMessage(world.reads, { text: 'Hoe gaat het?' });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const openAt = async (look: Look): Promise<Sight> =>
    lookAt(browser, `http://127.0.0.1:${world.port}/#login=${await world.token()}`, { ...look, now: world.reads.now });
  /** Nothing is asked any more, and what came is drawn. */
  const settled = async (page: Page, there: string): Promise<void> => {
    await page.locator(there).first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.locator('progress').first().waitFor({ state: 'detached' });
  };
  const open = async (page: Page): Promise<void> => {
    const field = page.getByLabel(/^Uw wachtwoordzin/);
    await field.fill(PASSPHRASE);
    await field.press('Enter');
    await page.getByRole('button', { name: 'Verleden sluiten' }).waitFor();
  };

  for (const [name, width] of [
    ['a desk', 1280],
    ['320 pixels', 320],
  ] as const) {
    for (const way of ['first', 'last'] as const) {
      it.concurrent(
        `stays where it is on ${name}, however long the agent takes and whichever answer is ${way}`,
        async () => {
          const { page, close } = await openAt({ language: 'nl', theme: 'light', width });
          const moved: string[] = [];
          const still = async (state: string): Promise<void> => {
            moved.push(...(await shiftsOf(page)).map((told) => `${state}: ${told}`));
          };
          for (const isOpen of [false, true]) {
            for (const { link, there } of VIEWS) {
              const awaited = isOpen || isShownClosed(link) ? there : 'h1';
              const state = `${link}, ${isOpen ? 'open' : 'closed'}`;
              await page.route('**/v1/**', slowly(1.2 * OWN_ACT, way));
              await page.getByRole('link', { name: link, exact: true }).press('Enter');
              if (link !== 'Vandaag' || isOpen) await arrived(page);
              await settled(page, awaited);
              await still(state);
              await page.unroute('**/v1/**');
              await page.route('**/v1/**', slowly(300, way));
              await page.reload();
              await settled(page, awaited);
              await picture(page, `employee-steady-${state.replaceAll(/[^a-zA-Z]+/g, '-')}-${width}`);
              await still(`${state}, reloaded`);
              await page.unroute('**/v1/**');
            }
            if (!isOpen) {
              await page.route('**/v1/**', slowly(1.2 * OWN_ACT, way));
              await page.getByRole('link', { name: 'Wie keek', exact: true }).press('Enter');
              await arrived(page);
              await open(page);
              await settled(page, '.timeline .card');
              await still('the past, just opened');
              await page.unroute('**/v1/**');
            }
          }
          expect(moved).toEqual([]);
          await close();
        },
        TIMEOUT,
      );
    }
  }

  it('is noticed to move where something does', async () => {
    const { page, close } = await openAt({ language: 'nl', theme: 'light' });
    await settled(page, '.glance .figure');
    expect(await shiftOf(page)).toBe(0);
    await page.evaluate("document.querySelector('main').style.paddingTop = '9rem'");
    await expect.poll(() => shiftOf(page)).toBeGreaterThan(0.01);
    await close();
  });
});

/** Whether it shows without the passphrase what it has. */
const isShownClosed = (link: string): boolean => ['Vandaag', 'Verloop', 'Delen', 'Uw gegevens'].includes(link);
