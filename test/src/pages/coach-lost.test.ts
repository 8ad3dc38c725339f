import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, openCoach } from './coach-stand.js';
import { at, goTo, heldSending, loseAnswers, press } from './coach-ways.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'nl', theme: 'light' } as const;
const MAYBE = /^Er kwam geen antwoord. Misschien is het toch verstuurd/;
const ARRIVED = /^Wat u eerder verstuurde, is toch aangekomen/;

describeWith(['chromium'], 'nothing that a coach makes is sent twice, lost or thrown away without a word', () => {
  const here = coachStands(TIMEOUT);
  const open = (place: string) => openCoach(here.browser, here.stand, { ...LOOK, place });
  const said = (page: Page, words: string | RegExp) => page.getByRole('main').getByText(words).first().waitFor();
  const heard = (page: Page, words: string | RegExp) => page.getByRole('status').getByText(words).first().waitFor();
  const listed = async ({ name }: { readonly name: string }, of: 'messages' | 'programmes') =>
    (await here.stand.world.desk.http('GET', `/v1/people/${name}/${of}`, { token: COACH })).body[of];

  /** A programme of a template, not changed. */
  async function composing() {
    const sight = await open(at(here.stand.fas, 'compose'));
    await press(sight.page, 'Opstellen');
    await sight.page.getByLabel('Titel').waitFor();
    return sight;
  }

  const sendPlan = async (page: Page): Promise<void> => {
    await page.locator('.load p.tone-good').waitFor();
    await press(page, 'Versturen…');
    await press(page, 'Nu versturen');
  };

  it(
    'sends a message once whose answer was lost, and the same words again only once that is known',
    async () => {
      const { eva } = here.stand;
      const { page, close } = await open(at(eva, 'letters'));
      const field = page.getByLabel(/^Schrijf naar/);
      await loseAnswers(page, /\/messages$/);
      await field.fill('Eén keer maar.');
      await press(page, 'Versturen');
      await said(page, MAYBE);
      // Going elsewhere forgets nothing of it.
      await goTo(page, 'Programma');
      await goTo(page, 'Berichten');
      await press(page, 'Versturen');
      await heard(page, 'Uw bericht is verstuurd.');
      const mine = async () =>
        (await listed(eva, 'messages')).filter(({ text }: { text: string }) => text === 'Eén keer maar.').length;
      expect([await field.inputValue(), await mine()]).toEqual(['', 1]);
      await field.fill('Eén keer maar.');
      await press(page, 'Versturen');
      await expect.poll(mine).toBe(2);
      await close();
    },
    TIMEOUT,
  );

  it(
    'sends a programme once whose answer was lost',
    async () => {
      const { page, close } = await composing();
      await loseAnswers(page, /\/programmes$/);
      await sendPlan(page);
      await said(page, MAYBE);
      await page.getByRole('dialog').getByRole('button', { name: 'Opnieuw' }).press('Enter');
      await page.getByRole('heading', { name: 'Gedaan van het programma' }).waitFor();
      expect(await listed(here.stand.fas, 'programmes')).toHaveLength(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'sends what was changed since apart: the rest of a message, and of a programme the next revision',
    async () => {
      const { eva, fas } = here.stand;
      const letters = await open(at(eva, 'letters'));
      const field = letters.page.getByLabel(/^Schrijf naar/);
      await loseAnswers(letters.page, /\/messages$/);
      await field.fill('Goed bezig.');
      await press(letters.page, 'Versturen');
      await said(letters.page, MAYBE);
      await field.fill('Goed bezig. Tot maandag.');
      await press(letters.page, 'Versturen');
      await said(letters.page, ARRIVED);
      expect(await field.inputValue()).toBe('Tot maandag.');
      await press(letters.page, 'Versturen');
      await expect.poll(() => field.inputValue()).toBe('');
      const mine = (await listed(eva, 'messages')).map(({ text }: { text: string }) => text);
      expect(mine.filter((text: string) => /Goed bezig|Tot maandag/.test(text)).toSorted()).toEqual([
        'Goed bezig.',
        'Tot maandag.',
      ]);
      await letters.close();

      const { page, close } = await composing();
      await loseAnswers(page, /\/programmes$/);
      await sendPlan(page);
      await said(page, MAYBE);
      await page.keyboard.press('Escape');
      await page.getByLabel('Titel').fill('Toch anders');
      await press(page, 'Versturen…');
      await press(page, 'Nu versturen');
      await said(page, ARRIVED);
      await press(page, 'Nu versturen');
      await page.getByRole('heading', { name: 'Gedaan van het programma' }).waitFor();
      const sent = await listed(fas, 'programmes');
      const [id] = sent.map((one: { id: string }) => one.id);
      expect(
        sent.map(({ id, revision, title }: { id: string; revision: number; title: string }) => ({
          id,
          revision,
          title,
        })),
      ).toEqual(expect.arrayContaining([{ id, revision: 1, title: 'Toch anders' }]));
      expect(new Set(sent.map((one: { id: string }) => one.id)).size).toBe(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'sends nothing a second time while the answer is slow, and loses nothing that is changed meanwhile',
    async () => {
      const { eva, fas } = here.stand;
      const letters = await open(at(eva, 'letters'));
      const before = (await listed(eva, 'messages')).length;
      const letter = await heldSending(letters.page, /\/messages$/);
      await letters.page.getByLabel(/^Schrijf naar/).fill('Traag.');
      await press(letters.page, 'Versturen');
      await letter.asked;
      await goTo(letters.page, 'Programma');
      await goTo(letters.page, 'Berichten');
      await letters.page.getByLabel(/^Schrijf naar/).press('End');
      await letters.page.keyboard.type(' En nog iets.');
      await press(letters.page, 'Versturen');
      letter.release();
      await expect.poll(() => letters.page.getByLabel(/^Schrijf naar/).inputValue()).toBe('En nog iets.');
      expect(await listed(eva, 'messages')).toHaveLength(before + 1);
      expect(letter.count()).toBe(1);
      await letters.close();

      const { page, close } = await composing();
      const programme = await heldSending(page, /\/programmes$/);
      await sendPlan(page);
      await programme.asked;
      await page.keyboard.press('Escape');
      await page.getByLabel('Titel').fill('Meanwhile');
      programme.release();
      await page.getByRole('heading', { name: 'Programma aanpassen' }).waitFor();
      expect(await page.getByLabel('Titel').inputValue()).toBe('Meanwhile');
      expect(await listed(fas, 'programmes')).toHaveLength(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'sends a message that never came through once it is asked again',
    async () => {
      const { eva } = here.stand;
      const { page, close } = await open(at(eva, 'letters'));
      const before = (await listed(eva, 'messages')).length;
      let isLost = false;
      await page.route(/\/messages$/, (route) => {
        if (isLost || route.request().method() !== 'POST') return route.continue();
        isLost = true;
        return route.abort();
      });
      await page.getByLabel(/^Schrijf naar/).fill('Kwam niet door.');
      await press(page, 'Versturen');
      await said(page, MAYBE);
      expect(await listed(eva, 'messages')).toHaveLength(before);
      await press(page, 'Opnieuw');
      await heard(page, 'Uw bericht is verstuurd.');
      expect(await listed(eva, 'messages')).toHaveLength(before + 1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'asks before a programme that is being made gives way to another',
    async () => {
      const { page, close } = await composing();
      await sendPlan(page);
      await goTo(page, 'Een nieuw programma opstellen');
      await press(page, 'Opstellen');
      await page.getByLabel('Titel').fill('Half gemaakt');
      await goTo(page, 'Programma');
      await press(page, 'Dit programma aanpassen');
      await press(page, 'Houden');
      await goTo(page, 'Verder met wat u opstelde');
      expect(await page.getByLabel('Titel').inputValue()).toBe('Half gemaakt');
      await close();
    },
    TIMEOUT,
  );

  it(
    'keeps a session open over a wrong number, leads on where it was made or taken away, and moves it by bare arrows alone',
    async () => {
      const { page, close } = await composing();
      await expect.poll(() => focusOf(page)).toBe('Programma opstellen');
      const first = page.locator('.session button').first();
      const before = await first.textContent();
      for (const key of ['Alt', 'Control', 'Meta', 'Shift']) await first.press(`${key}+ArrowRight`);
      expect(await first.textContent()).toBe(before);
      await first.press('Enter');
      for (const wrong of ['5000', '']) {
        await page.getByLabel('Duur in minuten').fill(wrong);
        await press(page, 'Klaar');
        await expect.poll(() => focusOf(page)).toBe('Duur in minuten');
      }
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await first.textContent()).toBe(before);
      await first.press('Enter');
      await press(page, 'Sessie schrappen');
      await expect.poll(() => focusOf(page)).toMatch(/^Sessie toevoegen op 1 juni/);
      await close();
    },
    TIMEOUT,
  );

  it(
    'asks before a programme is thrown away',
    async () => {
      const { page, close } = await composing();
      await page.getByLabel('Titel').fill('Half gemaakt');
      await press(page, 'Weggooien');
      await press(page, 'Houden');
      expect(await page.getByLabel('Titel').inputValue()).toBe('Half gemaakt');
      await press(page, 'Weggooien');
      await press(page, 'Toch weggooien');
      await page.getByRole('link', { name: 'Een nieuw programma opstellen' }).waitFor();
      await heard(page, 'Het is weggegooid.');
      await close();
    },
    TIMEOUT,
  );

  it(
    'says that what was written cannot be sent to somebody who shares nothing any more, and throws it away where asked',
    async () => {
      const { eva, world } = here.stand;
      const { page, close } = await open(at(eva, 'letters'));
      await page.getByLabel(/^Schrijf naar/).fill('Half geschreven');
      const grants = (await world.desk.http('GET', `/v1/people/${eva.name}/grants`, { token: COACH })).body.grants;
      await world.desk.publishConsent(eva, eva.withdraw(grants[0].id, world.desk.now));
      await said(page, /^Wat u voor deze persoon schreef of opstelde, kan pas verstuurd worden/);
      await press(page, 'Weggooien');
      await press(page, 'Toch weggooien');
      await page.locator('h1:focus').waitFor();
      expect(await page.getByText(/^Wat u voor deze persoon/).count()).toBe(0);
      // Nothing is left to be asked about.
      await press(page, 'Afmelden');
      await page.getByRole('link', { name: /^Ook afmelden/ }).waitFor();
      await close();
    },
    TIMEOUT,
  );
});
