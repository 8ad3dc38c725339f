import type { Page, Request } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, measureDays, NEXT, tellMessage } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { comeBack, employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { sound } from './every-look.js';
import { DRAWN, focusOf, overflowOf, picture, shiftsOf } from './page-stand.js';

const TIMEOUT = 120_000;

describeWith(['chromium'], 'a page of an employee that is left open', () => {
  const here = employeeWorlds();
  const openPast = async (page: Page): Promise<void> => {
    await givePassphrase(page);
    await page.getByRole('button', { name: 'Verleden sluiten' }).waitFor();
  };
  const aMinutePasses = (page: Page): Promise<void> => page.context().clock.fastForward(61_000);
  /** @returns what waits until all that is asked from here on was answered, and drawn */
  const answeredFrom = (page: Page): (() => Promise<void>) => {
    const waiting = new Set<Request>();
    page.on('request', (request) => waiting.add(request));
    const ended = (request: Request): boolean => waiting.delete(request);
    page.on('requestfinished', ended).on('requestfailed', ended);
    return async () => {
      await expect.poll(() => waiting.size).toBe(0);
      await page.evaluate(DRAWN);
    };
  };
  /** What moves from here on, but for what an act moved. */
  const stillFrom = async (page: Page): Promise<() => Promise<string[]>> => {
    const before = await shiftsOf(page);
    return async () => (await shiftsOf(page)).slice(before.length);
  };

  it(
    'tells of another day that it is another, and since when nothing was read, once somebody comes back to it',
    async () => {
      here.world.reads.now = dayBounds('2026-10-29').end - 3_600;
      await measureDays(here.world.reads.vault, { from: '2026-10-20', days: 10, open: 3 });
      const synchronised = here.world.reads.now - 600;
      await here.world.reads.vault.store.vault.note(1, { synchronised, battery: { percent: 80, charging: false } });
      const { page, complaints, close } = await here.open();
      await page.getByText('Vandaag, 29 oktober 2026').waitFor();
      await page.getByText(/^Laatst gelezen/).waitFor();
      const way = page.getByRole('link', { name: 'Verloop', exact: true });
      await way.focus();
      const moved = await stillFrom(page);
      await comeBack(page, here.world, 26 * 3_600);
      await page.getByText('De laatste dag die uw polsband doorgaf: 29 oktober 2026').waitFor();
      await page.getByText(/^Geen gegevens sinds 29 oktober 2026/).waitFor();
      expect(await page.getByText(/^Vandaag, 29 oktober|^Laatst gelezen/).count()).toBe(0);
      await measureDays(here.world.reads.vault, { from: '2026-10-30', days: 2, open: 2 });
      await comeBack(page, here.world);
      await page.getByText('Vandaag, 31 oktober 2026').waitFor();
      await page.locator('.glance').first().waitFor();
      expect([await moved(), await focusOf(page), complaints]).toEqual([[], 'Verloop', []]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'has what a coach wrote within a minute, below where somebody writes an answer, and who looked',
    async () => {
      const grant = await here.world.reads.share();
      here.world.reads.now = dayBounds(DAY).start + 3_600;
      await tellMessage(here.world.reads, { text: 'Hoe gaat het?' });
      const { page, close } = await here.open();
      await goTo(page, 'Berichten');
      await openPast(page);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill('Half geschreven');
      const asked: (string | undefined)[] = [];
      page.on('request', (request) => asked.push(request.headers()['x-fit4work-untouched']));
      const moved = await stillFrom(page);
      await tellMessage(here.world.reads, { text: 'En morgen?' });
      await aMinutePasses(page);
      await page.getByText('En morgen?').waitFor();
      expect([await letter.inputValue(), (await focusOf(page)).slice(0, 12)]).toEqual([
        'Half geschreven',
        'Schrijf naar',
      ]);
      expect(await moved()).toEqual([]);
      // Somebody was there until then, and is nobody in the minute after: that keeps no session.
      expect(new Set(asked)).toEqual(new Set([undefined]));
      await aMinutePasses(page);
      await expect.poll(() => asked.at(-1), { timeout: 30_000 }).toBe('1');
      await goTo(page, 'Wie keek');
      await page.getByText('Niemand keek nog').first().waitFor();
      await here.world.reads.tell(here.world.reads.record([grant]));
      const still = await stillFrom(page);
      await aMinutePasses(page);
      await page.locator('.timeline > li').first().waitFor();
      expect(await still()).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says that the agent does not answer, beside what was there, and no more once it does',
    async () => {
      await here.world.measure();
      here.world.reads.now = dayBounds(DAY).end + 3_600;
      const { page, close } = await here.open({ width: 320 });
      await page.locator('.glance').first().waitFor();
      const before = await page.locator('.grid').textContent();
      const moved = await stillFrom(page);
      await page.route('**/v1/**', (route) => route.abort());
      await comeBack(page, here.world);
      await page
        .getByText(/^Uw agent, het programma op deze computer dat uw gegevens bewaart, antwoordt niet/)
        .first()
        .waitFor();
      expect([await page.locator('.grid').textContent(), await moved()]).toEqual([before, []]);
      expect(await overflowOf(page)).toBe(0);
      await sound(page, 'the agent is away');
      expect(await page.locator('.grid .glance').count()).toBe(3);
      await picture(page, 'employee-agent-silent-320');
      await page.unroute('**/v1/**');
      await comeBack(page, here.world);
      await page.locator('.over-foot .notice').waitFor({ state: 'detached' });
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of when what stands there is: of the last time that all of it was answered, and not of who is signed in alone',
    async () => {
      await here.world.measure();
      here.world.reads.now = dayBounds(NEXT).end + 7 * 3_600;
      const { page, close } = await here.open();
      await page.locator('.glance').first().waitFor();
      let answer = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/v1/samples?*', async (route) => {
        await held;
        await route.fulfill({ status: 503, contentType: 'application/json', body: '{}' });
      });
      const asked = page.waitForRequest('**/v1/samples?*');
      await comeBack(page, here.world, 3 * 3_600);
      await asked;
      // A browser tells twice that somebody came back, and what was asked by the first is not answered yet.
      const again = page.waitForRequest('**/v1/samples?*');
      await page.evaluate("dispatchEvent(new Event('focus'))");
      await again;
      answer();
      const told = page.locator('.over-foot .notice', { hasText: 'Wat hier staat, is van' });
      await told.waitFor();
      expect(await told.textContent()).toMatch(/is van 12 maart 2026\D+07:00/);
      await comeBack(page, here.world, 3_600);
      await page.unroute('**/v1/samples?*');
      const isAnswered = answeredFrom(page);
      await comeBack(page, here.world, 3_600);
      await told.waitFor({ state: 'detached' });
      // All of it, and not only what had failed.
      await isAnswered();
      await page.route('**/v1/**', (route) => route.abort());
      await comeBack(page, here.world, 3_600);
      await told.waitFor();
      expect(await told.textContent()).toMatch(/is van 12 maart 2026\D+12:00/);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of an agent that takes a question and never answers that it does not, wherever it is asked',
    async () => {
      await here.world.measure();
      here.world.reads.now = dayBounds(DAY).end + 3_600;
      const { page, close } = await here.open();
      await page.locator('.glance').first().waitFor();
      const hangs = (): Promise<unknown> => page.waitForRequest('**/v1/**');
      const pass = (seconds: number): Promise<void> => page.context().clock.fastForward(seconds * 1000);
      await page.route('**/v1/**', () => undefined);
      const asked = hangs();
      await aMinutePasses(page);
      await asked;
      expect(await page.locator('.over-foot .notice').count()).toBe(0);
      await pass(21);
      await page.locator('.over-foot .notice', { hasText: /antwoordt niet/ }).waitFor();
      expect(await page.locator('.grid .glance').count()).toBe(3);
      // A year that is looked up takes longer than a word on who is there.
      await Promise.all([hangs(), goTo(page, 'Delen')]);
      await pass(21);
      expect(await page.locator('main').getByRole('button', { name: 'Opnieuw' }).count()).toBe(0);
      await pass(70);
      await page.locator('main').getByRole('button', { name: 'Opnieuw' }).waitFor();
      await Promise.all([hangs(), page.reload()]);
      await pass(21);
      await page.getByRole('heading', { name: 'Uw agent draait niet' }).waitFor();
      await page.unroute('**/v1/**');
      await page.getByRole('button', { name: 'Opnieuw' }).press('Enter');
      await page.getByRole('heading', { name: 'Delen', exact: true }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'says it also of what is shown alone, while who is signed in is answered, however many minutes pass',
    async () => {
      await here.world.measure();
      here.world.reads.now = dayBounds(DAY).end + 3_600;
      const { page, close } = await here.open();
      await page.locator('.glance').first().waitFor();
      await page.route('**/v1/samples?*', () => undefined);
      let asked = 0;
      page.on('request', (request) => {
        if (request.url().includes('/v1/samples?')) asked += 1;
      });
      await aMinutePasses(page);
      await expect.poll(() => asked).toBeGreaterThan(0);
      const before = asked;
      const told = page.locator('.over-foot .notice', { hasText: /antwoordt niet/ });
      await aMinutePasses(page);
      // Whoever had asked again would have by now.
      await page.evaluate("fetch('/v1/session')");
      await page.evaluate(DRAWN);
      expect([asked, await told.count()]).toEqual([before, 0]);
      await page.context().clock.fastForward(30_000);
      await told.waitFor();
      expect(await page.locator('.grid .glance').count()).toBe(3);
      await close();
    },
    TIMEOUT,
  );
});
