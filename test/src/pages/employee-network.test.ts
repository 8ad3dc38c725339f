import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { addDays, civilDay } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeWith } from '../requirement.js';
import { button } from './coach-network-walk.js';
import { AGENT, type EmployeeStand, startEmployee } from './employee-stand.js';
import { arrived } from './every-look.js';
import { type Hand, keyboard, mouse } from './hands.js';
import { barriersOf, type Look, lookAt, openBrowser, picture } from './page-stand.js';

const TIMEOUT = 600_000;
/** As long as nothing hangs it is there before, however busy the machine is. */
const PATIENCE = { timeout: 120_000, interval: 1_000 };
const run = promisify(execFile);

interface Letter {
  readonly text: string;
  readonly acknowledged: boolean;
  readonly from: 'coach' | 'person';
  readonly report: { readonly session: number; readonly done: boolean; readonly effort: number | null } | null;
}
interface Summaries {
  readonly days?: readonly { readonly date: string; readonly steps?: { readonly total: number | null } }[];
  readonly code?: string;
}

/** One way through the page, by which an employee does what is one's own to do. */
interface Walk {
  readonly stand: EmployeeStand;
  readonly page: Page;
  readonly hand: Hand;
  readonly look: Look;
  readonly today: string;
}

describeWith(['chromium'], 'the page of an employee, over every service that there is', () => {
  let browser: Browser;
  let stand: EmployeeStand;
  beforeAll(async () => {
    stand = await startEmployee();
    browser = await openBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await stand?.close();
  }, TIMEOUT);

  for (const { hand, extent, ...look } of [
    { language: 'nl', theme: 'light', hand: mouse, extent: 'day' },
    { language: 'en', theme: 'dark', hand: keyboard, extent: 'all' },
  ] as const) {
    it(
      `is where somebody writes, trains, takes everything along and has ${extent} of it erased, and the coach’s side knows (${look.language}, ${look.theme}, ${hand.name})`,
      async () => {
        const { page, complaints, close } = await lookAt(browser, await stand.link(), look);
        page.setDefaultTimeout(PATIENCE.timeout);
        const walk = {
          ...{ stand, page, hand, look },
          today: civilDay(Math.floor(Date.now() / 1000), 'Europe/Brussels'),
        };
        await opensPast(walk);
        await writes(walk);
        await trains(walk);
        await takesAlong(walk);
        await isAskedForWords(walk);
        await erases(walk, extent);
        expect(complaints.filter((each) => !/status of 4/.test(each))).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }
});

const goTo = async ({ page, hand }: Walk, name: RegExp): Promise<void> => {
  await hand.press(page.getByRole('link', { name }));
  await arrived(page);
};
const seen = async ({ page, look: { language, theme } }: Walk, state: string): Promise<void> => {
  await picture(page, `employee-network-${state}-${language}-${theme}`);
  expect([state, ...(await barriersOf(page))]).toEqual([state]);
};
/** In the form of a button. */
const give = async ({ page, hand, stand }: Walk, act: RegExp): Promise<void> => {
  const form = page.locator('form', { has: button(page, act) });
  await hand.write(form.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/), stand.passphrase);
  await hand.press(form.getByRole('button', { name: act }));
};
const lettersOf = async ({ stand: { coach } }: Walk): Promise<readonly Letter[]> =>
  (await coach.answer<{ readonly messages: readonly Letter[] }>('messages')).messages;
const hasCome = (walk: Walk, letter: object): Promise<void> =>
  vi.waitFor(async () => expect(await lettersOf(walk)).toContainEqual(expect.objectContaining(letter)), PATIENCE);

async function opensPast(walk: Walk): Promise<void> {
  await goTo(walk, /^(Berichten|Messages)$/);
  await give(walk, /^(Openen|Open)$/);
  await button(walk.page, /^(Verleden sluiten|Close the past)$/).waitFor();
}

/** Both ways: what the coach says is seen, and known to be seen; what is answered comes to the coach. */
async function writes(walk: Walk): Promise<void> {
  const { page, hand, stand, look } = walk;
  const [asked, answer] = [`Hoe gaat het (${look.language})?`, `Goed, <b>dank u</b> (${look.language}).`];
  expect(await stand.coach.send('messages', { text: asked })).toBe(201);
  await vi.waitFor(async () => {
    await page.reload();
    await page.getByText(asked).waitFor({ timeout: 5_000 });
  }, PATIENCE);
  await hand.write(page.getByLabel(/^(Schrijf naar|Write to)/), answer);
  await hand.press(button(page, /^(Versturen|Send)$/));
  await page.locator('.timeline').getByText(answer, { exact: true }).waitFor();
  await seen(walk, 'messages');
  await hasCome(walk, { from: 'person', text: answer });
  await hasCome(walk, { from: 'coach', text: asked, acknowledged: true });
}

/** Today's session is done, with what it took: the coach has it. */
async function trains(walk: Walk): Promise<void> {
  const { page, hand, stand, today, look } = walk;
  const title = `Wandelen ${look.language}`;
  const session = { day: today, kind: 'walk', minutes: look.language === 'nl' ? 30 : 40, target: null, note: '' };
  const plan = { title, advice: 'Rustig.', from: today, until: addDays(today, 28), sessions: [session] };
  expect(await stand.coach.send('programmes', plan)).toBe(201);
  await goTo(walk, /^(Programma|Programme)$/);
  const card = page.locator('.card', { hasText: title });
  await vi.waitFor(async () => {
    await page.reload();
    await card.waitFor({ timeout: 5_000 });
  }, PATIENCE);
  await hand.choose(card.getByLabel(/^(Hoe zwaar|How hard)/), 7);
  await hand.press(card.getByRole('button', { name: /^(Gedaan|Done)/ }));
  await card.locator('.notice.tone-good').waitFor();
  await seen(walk, 'programme');
  await hasCome(walk, { from: 'person', report: expect.objectContaining({ done: true, effort: 6 }) });
}

/** The archive is a file that the agent’s own command verifies, with what was measured in it. */
async function takesAlong(walk: Walk): Promise<void> {
  const { page } = walk;
  await goTo(walk, /^(Uw gegevens|Your data)$/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    give(walk, /^(Archief maken|Make the archive)$/),
  ]);
  const file = await download.path();
  const { stdout } = await run(process.execPath, [AGENT, 'export', '--verify', file, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'sound' });
  const { stdout: members } = await run('tar', ['-tf', file]);
  expect(members.split('\n').length).toBeGreaterThan(5);
  await seen(walk, 'exported');
}

async function isAskedForWords(walk: Walk): Promise<void> {
  const { page, hand } = walk;
  const fields = page.getByLabel(/^(Woord|Word) \d+/);
  await fields.first().waitFor();
  for (const field of await fields.all()) await hand.write(field, 'zoological');
  await give(walk, /^(Nagaan|Check)$/);
  await page
    .locator('.field-error', { hasText: /^(Niet beide woorden|Not both words)/ })
    .first()
    .waitFor();
  await seen(walk, 'words');
}

/** What is erased here is not answered to the coach any more. */
async function erases(walk: Walk, extent: 'day' | 'all'): Promise<void> {
  const { page, hand, stand, today, look } = walk;
  // In the first hours of a day that of the day before is not sealed yet.
  const day = addDays(today, -2);
  const read = (): Promise<Summaries> =>
    stand.coach.answer(`summaries?metrics=steps&granularity=day&from=${day}&to=${day}&purpose=a+look`);
  const hasSteps = ({ days = [] }: Summaries): boolean =>
    days.some(({ date, steps }) => date === day && typeof steps?.total === 'number');
  if (extent === 'day') await vi.waitFor(async () => expect(await read()).toSatisfy(hasSteps), PATIENCE);
  else await hand.choose(page.getByLabel(/^(Wat|What)/), 1);
  if (extent === 'day') {
    const [year = '', month = '', date = ''] = day.split('-').map((part) => String(Number(part)));
    await page.getByLabel(/^(Jaar|Year)$/).selectOption(year);
    await page.getByLabel(/^(Maand|Month)$/).selectOption(month);
    await page.getByLabel(/^(Dag|Day)$/).selectOption(date);
  }
  await hand.press(button(page, /^(Toon wat er gebeurt|Show what happens)$/));
  await hand.write(page.getByLabel(/^(Typ|Type)/), look.language === 'nl' ? 'WISSEN' : 'ERASE');
  await give(walk, /^(Wissen|Erase)$/);
  await page
    .locator('.timeline > li')
    .nth(extent === 'day' ? 0 : 1)
    .waitFor();
  await vi.waitFor(async () => {
    const answered = await read();
    expect([answered.code, hasSteps(answered)]).toEqual([extent === 'day' ? undefined : 'not-granted', false]);
  }, PATIENCE);
  await vi.waitFor(async () => {
    await page.reload();
    await page.locator('.timeline .notice.tone-good').first().waitFor({ timeout: 5_000 });
  }, PATIENCE);
  await seen(walk, `erased-${extent}`);
}
