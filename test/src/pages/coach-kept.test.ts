import { EventEmitter, once } from 'node:events';
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, look, openCoach } from './coach-stand.js';
import { at, goTo, press } from './coach-ways.js';
import { button, wear } from './every-look.js';
import { focusOf, overflowOf, picture, widen } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'nl', theme: 'light' } as const;

/** Of every label of the axis that is shown: CSS pixels that its letters are high, and by how many it sticks out of its chart. */
const LABELS = `[...document.querySelectorAll('.bars text')].filter((each) => each.checkVisibility()).map((each) => {
  const [own, chart] = [each, each.ownerSVGElement].map((one) => one.getBoundingClientRect());
  const size = Number.parseFloat(getComputedStyle(each).fontSize) * (chart.width / 320);
  return { size, out: Math.max(0, chart.left - own.left, own.right - chart.right) };
})`;

describeWith(['chromium'], 'what the page of a coach keeps, lets go of and says of it', () => {
  const here = coachStands(TIMEOUT);
  const open = (place: string) => openCoach(here.browser, here.stand, { ...LOOK, place });
  const said = (page: Page) => page.getByRole('status').textContent();
  const reason = (page: Page) => page.getByLabel(/^Waarom kijkt u/).first();
  const main = (page: Page, text: string | RegExp) => page.getByRole('main').getByText(text).first();

  for (const isWriting of [false, true]) {
    it(
      `says that one is logged out, and nothing that was read any more${isWriting ? ', also of whoever throws away a message' : ''}`,
      async () => {
        const { page, close } = await open(at(here.stand.eva, 'measured'));
        await look(page, 'ons gesprek');
        await expect.poll(() => said(page)).toContain('ons gesprek');
        if (isWriting) {
          await goTo(page, 'Berichten');
          await page.getByLabel(/^Schrijf naar/).fill('Half');
        }
        await press(page, 'Afmelden');
        if (isWriting) await press(page, 'Toch afmelden');
        await page.locator('h1:focus', { hasText: 'U bent niet aangemeld' }).waitFor();
        await expect.poll(() => said(page)).toBe('U bent afgemeld.');
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'each read goes out with the reason that stands in its field, which is told beside what is pressed',
    async () => {
      const { eva, world } = here.stand;
      const { page, close } = await open(at(eva, 'measured'));
      await look(page, 'eerste reden');
      await reason(page).fill('tweede reden');
      await main(page, 'Deze persoon ziet er de reden “tweede reden” bij.').waitFor();
      await press(page, 'Deze dag bekijken');
      await main(page, /^17 uren zijn bekend/).waitFor();
      // What was read before was read with another.
      await main(page, /ziet ze met de reden “eerste reden”/).waitFor();
      // None is not what goes out, and what was given before is told.
      await reason(page).fill(' ');
      await main(page, 'Deze persoon ziet er de reden “tweede reden” bij.').waitFor();
      await reason(page).fill('derde reden');
      await goTo(page, 'Programma');
      await main(page, 'Deze persoon ziet er de reden “derde reden” bij.').waitFor();
      await press(page, 'Ook de gemeten stappen bekijken');
      await main(page, /met de gemeten stappen van die dagen/).waitFor();
      // The button that was pressed is not there any more.
      await expect.poll(() => focusOf(page)).toBe('Gedaan van het programma');
      const { reads } = (await world.desk.http('GET', '/v1/reads', { token: COACH })).body;
      const purposes = reads.map(({ purpose }: { readonly purpose: string }) => purpose).sort();
      expect(purposes).toEqual(['derde reden', 'eerste reden', 'tweede reden']);
      await close();
    },
    TIMEOUT,
  );

  it(
    'a reason that was given leads on to what it was given for, and nobody who is elsewhere',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'programme'));
      const form = page.locator('form', { has: button(page, 'Ook uit een inzage') });
      await form.getByRole('textbox').fill('eerste reden');
      await form.getByRole('textbox').press('Enter');
      await expect.poll(() => focusOf(page)).toBe('Ook uit een inzage');
      await goTo(page, 'Berichten');
      const asked = new Promise<Route>((resolve) => void page.route(/\/programmes$/, resolve, { times: 1 }));
      await goTo(page, 'Programma');
      const held = await asked;
      await page.evaluate('document.activeElement.blur()');
      await held.continue();
      await main(page, 'Deze persoon ziet er de reden “eerste reden” bij.').waitFor();
      expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
      await close();
    },
    TIMEOUT,
  );

  it(
    'a programme that is begun while another is made of a template stays',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'compose'));
      const asked = new Promise<Route>((resolve) => void page.route(/\/programmes\/drafts$/, resolve, { times: 1 }));
      await press(page, 'Opstellen');
      const held = await asked;
      await goTo(page, 'Programma');
      await press(page, 'Dit programma aanpassen');
      await page.getByLabel('Titel').fill('Half gemaakt');
      const answered = page.waitForResponse(/\/programmes\/drafts$/);
      await held.continue();
      await (await answered).finished();
      await widen(page, 1280);
      expect(await page.getByLabel('Titel').inputValue()).toBe('Half gemaakt');
      await close();
    },
    TIMEOUT,
  );

  it(
    'a day stands on the axis of a curve where it is',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'measured'));
      await page.evaluate(`globalThis.written = new Map();
        const write = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, x, ...more) { written.set(text, x); write.call(this, text, x, ...more); };`);
      await look(page, 'ons gesprek');
      // The first of 35 days is at the left, the last at the right.
      const days = (): Promise<Record<string, number>> =>
        page.evaluate(`(() => {
          const { offsetLeft, clientWidth } = document.querySelector('.u-over');
          const named = [...written].filter(([text]) => /[a-z]/.test(text));
          return Object.fromEntries(named.map(([text, x]) => [text, Math.round((34 * (x - offsetLeft)) / clientWidth)]));
        })()`);
      await expect.poll(days).toEqual({ '23 apr': 0, '30 apr': 7, '7 mei': 14, '14 mei': 21, '21 mei': 28 });
      await close();
    },
    TIMEOUT,
  );

  it(
    'the reasons of a proposal stay in the language that they came in, and are read aloud as such',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'programme'));
      await press(page, 'Uit wat gezegd werd');
      const reasons = page.locator('ul.needs');
      await reasons.waitFor();
      const said = await reasons.textContent();
      await wear(page, 'en', 'light');
      expect([await reasons.textContent(), await reasons.getAttribute('lang')]).toEqual([said, 'nl']);
      await close();
    },
    TIMEOUT,
  );

  it(
    'a year is told as one, also for whoever comes back, and what is not known of it is one box for each time',
    async () => {
      const { page, close } = await open(at(here.stand.eva, 'measured'));
      await page.getByLabel('Periode').selectOption({ label: 'een jaar' });
      await look(page, 'ons gesprek');
      const days = main(page, /^Dit zijn de dagen van 27 mei 2025 tot en met 27 mei 2026\.$/);
      await days.waitFor();
      const missing = page.locator('.bars .bar-missing').first();
      // Before the sixty days, and the day of which nothing came.
      expect((await missing.getAttribute('d'))?.match(/z/g)).toHaveLength(2);
      for (const width of [1280, 320]) {
        await widen(page, width);
        const labels = (await page.evaluate(LABELS)) as { readonly size: number; readonly out: number }[];
        expect(labels.length).toBeGreaterThan(3);
        expect(Math.min(...labels.map(({ size }) => size))).toBeGreaterThanOrEqual(11);
        expect(Math.max(...labels.map(({ out }) => out))).toBe(0);
        expect(await overflowOf(page)).toBe(0);
        await picture(page, `coach-year-axis-${width}`);
      }
      await widen(page, 1280);
      await page.locator('figure > details > summary').first().press('Enter');
      const month = page.locator('figure details details').first();
      await month.locator('summary').press('Enter');
      await page.locator('.choices select').first().selectOption('en');
      await month.locator('summary', { hasText: 'May 2025' }).waitFor();
      expect(await month.getAttribute('open')).not.toBeNull();
      await page.locator('.choices select').first().selectOption('nl');
      await goTo(page, 'Berichten');
      await goTo(page, 'Metingen');
      await days.waitFor();
      expect(await page.getByLabel('Periode').locator(':checked').textContent()).toBe('een jaar');
      await close();
    },
    TIMEOUT,
  );

  it(
    'the weeks that were typed stay, and of a plan that changed no load is told before it is checked anew',
    async () => {
      const { page, close } = await open(at(here.stand.fas, 'compose'));
      await page.getByLabel('Aantal weken').fill('5');
      await goTo(page, 'Programma');
      await page.getByRole('link', { name: 'Een nieuw programma opstellen' }).press('Enter');
      expect(await page.getByLabel('Aantal weken').inputValue()).toBe('5');
      await press(page, 'Opstellen');
      await page.locator('.load p.tone-good').waitFor();
      await page.getByText(/^Ze kijken naar hoe snel de weken groeien/).waitFor();
      const gate = new EventEmitter();
      const passed = once(gate, 'passed');
      await page.route('**/programmes/checks', (route) => passed.then(() => route.continue()));
      const long = page.locator('.session button').nth(5);
      await long.press('Enter');
      await page.getByLabel('Duur in minuten').fill('300');
      await press(page, 'Klaar');
      await page.locator('.load', { hasText: 'De belasting wordt nagekeken…' }).waitFor();
      expect(await page.locator('.load .tone-good').count()).toBe(0);
      gate.emit('passed');
      const warning = page.locator('.load li').first();
      await warning.waitFor();
      const before = `${await warning.textContent()}`;
      await expect.poll(() => said(page)).toContain(before);
      // As many as before, of another week.
      await long.press('ArrowDown');
      await expect.poll(() => warning.textContent()).not.toBe(before);
      await expect.poll(() => said(page)).toContain(`${await warning.textContent()}`);
      await close();
    },
    TIMEOUT,
  );
});
