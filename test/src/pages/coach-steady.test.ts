import { setTimeout } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type CoachStand, coachStands, look, openCoach } from './coach-stand.js';
import { at } from './coach-ways.js';
import { text } from './every-look.js';
import { looksOfWidths, shiftsOf } from './page-stand.js';

const TIMEOUT = 240_000;
/** Milliseconds after somebody's act in which a browser takes it that what moves was moved by it. */
const OWN_ACT = 500;

/** Answers come later than what somebody's own act may move. */
async function slowly(route: Route): Promise<void> {
  await setTimeout(1.5 * OWN_ACT);
  await route.continue().catch(() => undefined);
}

type Still = (state: string) => Promise<void>;

const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).press('Enter');
const goTo = (page: Page, name: RegExp): Promise<void> => page.getByRole('link', { name }).press('Enter');

describeWith(['chromium'], 'what stands on the page of a coach', () => {
  const here = coachStands(TIMEOUT);

  for (const { language, width } of looksOfWidths([320, 1280])) {
    it(
      `stays where it is, however long a service or the log takes to answer (${language}, ${width} pixels)`,
      async () => {
        const { page, close } = await openCoach(here.browser, here.stand, { language, theme: 'light', width });
        const still: Still = async (state) => expect([state, ...(await shiftsOf(page))]).toEqual([state]);
        await page.route('**/v1/**', slowly);
        await page.reload();
        await page.locator('.people > li').first().waitFor();
        await still('people');
        await goTo(page, /0101 0101$/);
        await measuring(page, still);
        await following(page, still);
        await writing(page, still);
        await composing(page, here.stand, still);
        await close();
      },
      TIMEOUT,
    );
  }
});

/** The reason, the days by themselves and in weeks, and one day by the hour. */
async function measuring(page: Page, still: Still): Promise<void> {
  await page.getByLabel(/^(Waarom kijkt u|Why do you look)/).waitFor();
  await still('reason asked');
  await look(page, 'weekly talk');
  await page.locator('.bars').first().waitFor();
  await still('measured by day');
  await page.getByLabel(/^(Tonen|Show)/).press('ArrowDown');
  await press(page, /^(Opnieuw kijken|Look again)$/);
  await page.locator('progress').waitFor();
  await page.locator('progress').waitFor({ state: 'detached' });
  await still('measured by week, again');
  await press(page, /^(Deze dag bekijken|Look at this day)$/);
  await text(page, /^17 (uren zijn bekend|hours are known), /);
  await still('by the hour');
}

/** The programme, its measured steps, and a proposal. */
async function following(page: Page, still: Still): Promise<void> {
  await goTo(page, /^Program/);
  await page.locator('.bars').first().waitFor();
  await still('programme');
  await press(page, /^(Ook de gemeten stappen|Also look at the measured)/);
  await text(page, /(met de gemeten stappen van die dagen|with the steps measured on those days)/);
  await still('programme, measured');
  await press(page, /^(Uit wat gezegd werd|From what was told)$/);
  await page.getByRole('heading', { level: 3, name: /^(Voorstel|Proposal)/ }).waitFor();
  await still('proposal');
}

async function writing(page: Page, still: Still): Promise<void> {
  await goTo(page, /^(Berichten|Messages)$/);
  await text(page, 'Mijn knie doet pijn');
  await still('messages');
  await page.getByLabel(/^(Schrijf naar|Write to)/).fill('Rust een week.');
  await press(page, /^(Versturen|Send)$/);
  await page.locator('.timeline', { hasText: 'Rust een week.' }).waitFor();
  await still('message sent');
  await page.route('**/messages', (route) => setTimeout(1.5 * OWN_ACT).then(() => route.abort()));
  await page.getByLabel(/^(Schrijf naar|Write to)/).fill('Nog iets.');
  await press(page, /^(Versturen|Send)$/);
  await page.locator('.notice').first().waitFor();
  await still('message not sent');
  await page.unroute('**/messages');
}

/**
 * A template. What its plan is and how heavy, no answer is awaited for: it moves by somebody's act alone, and on a busy machine may be drawn
 * later than a browser takes it for that.
 */
async function composing(page: Page, { fas }: CoachStand, still: Still): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(at(fas, 'compose'))}`);
  await page.getByRole('button', { name: /^(Opstellen|Make it)$/ }).waitFor();
  await still('template');
}
