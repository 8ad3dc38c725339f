import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { CoachWorld } from '../../../coach-api/test/index.js';
import { type Look, lookAt, openBrowser, type Sight } from './page-stand.js';

/** Steps and minutes asleep so many days ago: steady, and less of both in the last week. */
const usual = (before: number) => ({
  steps: before <= 7 ? 3_000 + 40 * before : 8_000 + 150 * (before % 5),
  asleep: before <= 7 ? 330 + (before % 3) : 420 + 4 * (before % 6),
});

type Person = Awaited<ReturnType<CoachWorld['person']>>;

/** A coach with people of whom each needs something else, or nothing. */
export interface CoachStand {
  readonly world: CoachWorld;
  /** Shares everything; is far from the plan, and wrote. */
  readonly eva: Person;
  /** Shares steps alone, of which none came for five days. */
  readonly fas: Person;
  /** Shares all since a short while, and did what was planned. */
  readonly gus: Person;
}

/** Of a suite: one browser, and people anew before each test. @param timeout of a test, milliseconds */
export function coachStands(timeout: number): { readonly browser: Browser; readonly stand: CoachStand } {
  let browser: Browser;
  let stand: CoachStand;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    stand = await openCoachStand();
  }, timeout);
  afterEach(() => stand?.world.close());
  return {
    get browser() {
      return browser;
    },
    get stand() {
      return stand;
    },
  };
}

async function openCoachStand(): Promise<CoachStand> {
  const world = await CoachWorld.open();
  const eva = await world.person(1, {
    ...{ days: 60, sealed: (before) => (before === 20 ? undefined : usual(before)) },
    hours: { before: 1, sealed: (hour) => (hour < 7 ? { steps: null, worn: 0 } : { steps: 100 * hour, worn: 3_600 }) },
  });
  const fas = await world.person(2, {
    days: 40,
    sealed: (before) => (before <= 5 ? { steps: null, worn: 0 } : { steps: 6_000 }),
    grant: { scope: [{ metric: 'steps', granularities: ['day'] }] },
  });
  const gus = await world.person(3, { days: 20, sealed: usual, grant: { from: world.today(10) } });
  const far = await world.programme(eva, world.today(17));
  await world.tell(eva, { leaf: far, session: 0, effort: 4 });
  await world.tell(eva, { leaf: far, session: 2, done: false });
  await world.tell(eva, { text: 'Mijn knie doet pijn, wat nu?' });
  const followed = await world.programme(gus, world.today(10));
  for (const session of [0, 1, 2, 4]) await world.tell(gus, { leaf: followed, session, effort: 3 });
  return { world, eva, fas, gus };
}

/** Logs in by the page, as somebody of the demo's provider. */
export async function logIn(page: Page, account: string): Promise<void> {
  await page.locator(`button[value="${account}"]`).click();
  await page.locator('h1').waitFor();
}

/** Opens a place of the page, logged in. */
export async function openCoach(
  browser: Browser,
  { world }: Pick<CoachStand, 'world'>,
  { place = '', ...look }: Look & { readonly place?: string },
): Promise<Sight> {
  const sight = await lookAt(browser, `${world.page}${place}`, { ...look, now: world.desk.now });
  await sight.page.getByRole('link', { name: /^(Aanmelden|Log in)$/ }).click();
  await logIn(sight.page, 'ann');
  return sight;
}

/** Gives a reason and looks. */
export async function look(page: Page, reason: string): Promise<void> {
  await page.getByLabel(/^(Waarom kijkt u|Why do you look)/).fill(reason);
  await page.getByRole('button', { name: /^(Kijken|Look)$/ }).click();
  await page
    .getByText(new RegExp(`“${reason}”`))
    .first()
    .waitFor();
}

/** Everything that is more than a sentence is opened. */
export const unfold = (page: Page): Promise<void> =>
  page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
