import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { describeWith } from '../requirement.js';
import { coachStands, openCoach } from './coach-stand.js';
import { at, goTo, loseAnswers, press } from './coach-ways.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 120_000;
const LOOK = { language: 'nl', theme: 'light' } as const;
const MAYBE = /^Er kwam geen antwoord. Misschien is het toch verstuurd/;

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
      await page.locator('.load p.tone-good').waitFor();
      await press(page, 'Versturen…');
      await press(page, 'Nu versturen');
      await said(page, MAYBE);
      await page.getByRole('dialog').getByRole('button', { name: 'Opnieuw' }).press('Enter');
      await page.getByRole('heading', { name: 'Gedaan van het programma' }).waitFor();
      expect(await listed(here.stand.fas, 'programmes')).toHaveLength(1);
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
      await said(page, /^Wat u voor deze persoon schreef of opstelde, kan nu niet verstuurd worden/);
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
