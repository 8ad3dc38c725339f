import { EventEmitter, once } from 'node:events';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { coachStands, logIn, openCoach } from './coach-stand.js';
import { at, goTo } from './coach-ways.js';
import { arrived, sound } from './every-look.js';
import { focusOf, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'nl', theme: 'light' } as const;
const IDLE = /^Binnen een minuut eindigt uw aanmelding/;
const DAY = /^Binnen vijf minuten eindigt uw aanmelding/;

describeWith(['chromium'], 'the end of a coach’s login', () => {
  const here = coachStands(TIMEOUT);

  const open = async (place: string, width = 1280) => {
    const sight = await openCoach(here.browser, here.stand, { ...LOOK, width, place });
    const letter = sight.page.getByLabel(/^Schrijf naar/);
    return { ...sight, letter, stay: sight.page.getByRole('button', { name: 'Aangemeld blijven' }) };
  };
  const heard = (page: Page, said: RegExp) => page.getByRole('status').getByText(said).waitFor();
  /** Seconds pass at the coach API, and somebody comes back to the page. */
  const comeBack = async (page: Page, later: number): Promise<void> => {
    here.stand.world.desk.now += later;
    await page.evaluate("dispatchEvent(new Event('focus'))");
  };
  /** Another tab asks for something. */
  const askBeside = async (context: BrowserContext): Promise<void> => {
    const answer = await context.request.get(`${here.stand.world.provider.origin}/v1/people`);
    expect(answer.status()).toBe(200);
  };

  it(
    'is said a minute before, over the foot of the page and aloud, and one press puts it off where nothing was asked',
    async () => {
      const { page, complaints, letter, stay, close } = await open(at(here.stand.eva, 'letters'), 320);
      await letter.fill('Half geschreven');
      await comeBack(page, 1_730);
      await page.waitForResponse(/\/v1\/session\/left$/);
      expect(await stay.count()).toBe(0);
      await comeBack(page, 20);
      await heard(page, IDLE);
      expect(await focusOf(page)).toMatch(/^Schrijf naar/);
      await sound(page, 'the login ends soon');
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'coach-login-ends-soon-320');
      await letter.focus();
      await stay.focus();
      await stay.press('Enter');
      await stay.waitFor({ state: 'detached' });
      await heard(page, /^U blijft aangemeld/);
      expect([await focusOf(page), await letter.inputValue()]).toEqual([
        expect.stringMatching(/^Schrijf naar/),
        'Half geschreven',
      ]);
      // It would have been over.
      await comeBack(page, 1_000);
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await page.getByRole('main').getByText('Half geschreven', { exact: true }).waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is noticed by a page that nobody touches, and is not said any more once another tab asked for something',
    async () => {
      const { page, stay, close } = await open('');
      await page.route('**/v1/session', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), idleLeft: 61 } });
      });
      const gate = new EventEmitter();
      const passed = once(gate, 'passed');
      await page.route('**/v1/session/left', (route) => passed.then(() => route.continue()));
      await page.reload();
      await page.locator('.people > li').first().waitFor();
      here.stand.world.desk.now += 1_760;
      gate.emit('passed');
      await stay.waitFor();
      await askBeside(page.context());
      await stay.waitFor({ state: 'detached' });
      expect(await page.locator('.people > li').count()).toBe(3);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is said five minutes before a day of work is over, and another tab goes on with what stands there',
    async () => {
      const { page, letter, close } = await open(at(here.stand.eva, 'letters'));
      await letter.fill('Half geschreven');
      for (let asked = 0; asked < 19; asked += 1) {
        here.stand.world.desk.now += 1_500;
        await askBeside(page.context());
      }
      await comeBack(page, 1);
      await heard(page, DAY);
      expect(await page.getByRole('button', { name: 'Aangemeld blijven' }).count()).toBe(0);
      await sound(page, 'the day of work ends soon');
      await picture(page, 'coach-day-ends-soon');
      const again = page.getByRole('link', { name: 'Opnieuw aanmelden (nieuw tabblad)' });
      const [other] = await Promise.all([page.context().waitForEvent('page'), again.press('Enter')]);
      await logIn(other, 'ann');
      await other.close();
      // The page finds out, and nobody has to say so.
      await again.waitFor({ state: 'detached' });
      expect(await letter.inputValue()).toBe('Half geschreven');
      await comeBack(page, 600);
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await page.getByRole('main').getByText('Half geschreven', { exact: true }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'is told aloud when it comes, takes what was read from the page, and keeps a reason that was only typed',
    async () => {
      const { eva, gus } = here.stand;
      const { page, close } = await open(at(eva, 'measured'));
      const reason = page.getByLabel(/^Waarom kijkt u/).first();
      await reason.fill('ons gesprek');
      await reason.press('Enter');
      await page.locator('.bars').first().waitFor();
      await page.evaluate(`location.hash = ${JSON.stringify(at(gus, 'measured'))}`);
      await arrived(page);
      await reason.fill('Half een reden');
      await goTo(page, 'Mensen');
      await page.locator('.people > li').first().waitFor();
      await comeBack(page, 1_800);
      await heard(page, /^Uw aanmelding is geëindigd/);
      await page.locator('h1:focus', { hasText: 'U bent niet aangemeld' }).waitFor();
      expect(await page.locator('.people').count()).toBe(0);
      const again = page.getByRole('link', { name: 'Opnieuw aanmelden (nieuw tabblad)' });
      const [other] = await Promise.all([page.context().waitForEvent('page'), again.press('Enter')]);
      await logIn(other, 'ann');
      await other.close();
      await page.getByRole('button', { name: 'Aangemeld: ga verder' }).press('Enter');
      await page.locator('.people > li').first().waitFor();
      for (const [person, kept] of [
        [gus, 'Half een reden'],
        [eva, ''],
      ] as const) {
        await page.evaluate(`location.hash = ${JSON.stringify(at(person, 'measured'))}`);
        await reason.waitFor();
        expect([await reason.inputValue(), await page.locator('.bars').count()]).toEqual([kept, 0]);
      }
      await close();
    },
    TIMEOUT,
  );
});
