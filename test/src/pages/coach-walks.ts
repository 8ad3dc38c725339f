import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { logIn, unfold } from './coach-stand.js';
import type { Walk, Walking } from './coach-states.js';
import { at, give, goTo, loseAnswers, press, wayTo } from './coach-ways.js';
import { button, text } from './every-look.js';
import { focusOf, lookAt } from './page-stand.js';

/** Where nobody is signed in, where somebody else is, and where nobody shares. */
export const outside: Walk<'outside'> = async ({ browser, stand, look }) => {
  const { world } = stand;
  const asHere = { language: 'nl', theme: 'light', now: world.desk.now } as const;
  const { page, close } = await lookAt(browser, world.page, asHere);
  await page.getByRole('link', { name: 'Aanmelden' }).waitFor();
  await look(page, 'signed out');
  await page.getByRole('link', { name: 'Aanmelden' }).press('Enter');
  await page.locator('button[value="admin"]').press('Enter');
  await page.getByRole('link', { name: 'Als coach aanmelden' }).waitFor();
  await look(page, 'signed in as another');
  await close();
  const other = await lookAt(browser, world.page, asHere);
  await other.page.getByRole('link', { name: 'Aanmelden' }).press('Enter');
  await logIn(other.page, 'ben');
  await text(other.page, 'Niemand deelt nu iets met u.');
  await look(other.page, 'people, none');
  await press(other.page, 'Afmelden');
  await other.page.getByRole('link', { name: /^Ook afmelden/ }).waitFor();
  await look(other.page, 'signed out here, and not yet at the provider');
  await other.page.route('**/v1/session', (route) => route.abort());
  await other.page.reload();
  await text(other.page, /^De coach-API antwoordt niet/);
  await look(other.page, 'service away');
  await other.page.unroute('**/v1/session');
  await press(other.page, 'Opnieuw');
  await other.page.getByRole('link', { name: 'Aanmelden' }).waitFor();
  await other.close();
};

/** People, one person, and what is measured, told and said of them. */
export const person: Walk<'person'> = async ({ stand, open, look }) => {
  await stand.world.erase(stand.eva, 12);
  const { page, requested, complaints, close } = await open();
  await page.locator('.people > li').first().waitFor();
  await look(page, 'people');
  await goTo(page, wayTo(stand.eva));
  await page.getByLabel(/^Waarom kijkt u/).waitFor();
  await look(page, 'reason asked');
  await press(page, 'Kijken');
  await text(page, /op één regel/);
  await look(page, 'reason lacking');
  await give(page, 'ons gesprek');
  await page.locator('.bars').first().waitFor();
  await unfold(page);
  await text(page, 'gewist');
  await look(page, 'measured by day');
  await page.getByLabel('Tonen').press('ArrowDown');
  await text(page, /^Stappen per week/);
  await look(page, 'measured by week');
  await press(page, 'Deze dag bekijken');
  await text(page, /^17 uren zijn bekend, samen/);
  await unfold(page);
  await look(page, 'one day by the hour');
  await goTo(page, 'Programma');
  await page.locator('.bars').first().waitFor();
  await unfold(page);
  await look(page, 'adherence');
  await press(page, 'Ook de gemeten stappen bekijken');
  await text(page, /met de gemeten stappen van die dagen/);
  await unfold(page);
  await look(page, 'adherence, measured');
  await press(page, 'Uit wat gezegd werd');
  await page.getByRole('heading', { level: 3, name: /^Voorstel/ }).waitFor();
  await look(page, 'proposal');
  await goTo(page, 'Berichten');
  await text(page, 'Mijn knie doet pijn');
  await look(page, 'messages');
  await goTo(page, 'Mensen');
  await goTo(page, wayTo(stand.fas));
  await give(page, 'ons gesprek');
  await text(page, /^Geen gegevens sinds/);
  await look(page, 'measured, some not shared');
  await goTo(page, 'Mensen');
  await text(page, 'Er komen geen metingen meer binnen');
  await look(page, 'people, one stale');
  const { origin, issuer } = stand.world.provider;
  const isKnown = (url: string): boolean => [origin, issuer, 'data:,'].some((known) => url.startsWith(known));
  expect(requested.filter((url) => !isKnown(url))).toEqual([]);
  expect(complaints).toEqual([]);
  // But for how it looks, which was changed.
  const kept = `[Object.keys(localStorage).filter((name) => !['fit4work.language', 'fit4work.theme'].includes(name)),
    Object.keys(sessionStorage), document.cookie]`;
  expect(await page.evaluate(kept)).toEqual([[], [], '']);
  await press(page, 'Afmelden');
  await page.getByRole('link', { name: /^Ook afmelden/ }).waitFor();
  expect(await page.locator('.bars').count()).toBe(0);
  await close();
};

/** A programme that is composed, checked and sent. */
export const programme: Walk<'programme'> = async ({ stand, open, look }) => {
  const { page, close } = await open(at(stand.fas, 'programme'));
  await text(page, 'U stuurde deze persoon nog geen programma.');
  await look(page, 'programme, none');
  await goTo(page, 'Een nieuw programma opstellen');
  await button(page, 'Opstellen').waitFor();
  await look(page, 'template');
  for (const key of ['ArrowDown', 'ArrowDown']) await page.getByLabel('Waarop mikt het?').press(key);
  await page.getByLabel('Aantal weken').fill('40');
  await press(page, 'Opstellen');
  await text(page, /^Geef een geheel aantal weken/);
  await look(page, 'template lacking');
  for (const [field, value] of [
    ['Aantal weken', '4'],
    ['Leeftijd', '50'],
    ['Hartslag in rust', '60'],
  ] as const) {
    await page.getByLabel(field).fill(value);
  }
  await press(page, 'Opstellen');
  await page.locator('.load p.tone-good').waitFor();
  await look(page, 'composed');
  await keeping(page, look);
  await titling(page, look);
  await page.locator('.session button').nth(5).press('Enter');
  await page.getByRole('dialog').waitFor();
  await look(page, 'session opened');
  await page.getByLabel('Duur in minuten').fill('2000');
  await text(page, /^Geef een geheel aantal minuten/);
  await look(page, 'session lacking');
  await overwriting(page, look);
  await page.getByLabel('Duur in minuten').fill('300');
  await press(page, 'Klaar');
  await page.locator('.load li').first().waitFor();
  await look(page, 'load warned');
  await press(page, 'Versturen…');
  await page.getByRole('dialog').waitFor();
  await look(page, 'to be sent, overruled');
  await page.keyboard.press('Escape');
  await page.locator('.day-add').last().press('Enter');
  await page.getByRole('dialog').waitFor();
  await look(page, 'session added');
  await press(page, 'Sessie schrappen');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.session button').nth(5).press('Enter');
  await page.getByLabel('Duur in minuten').fill('16');
  await page.context().setOffline(true);
  await press(page, 'Klaar');
  await text(page, /^De dienst is niet bereikbaar/);
  await look(page, 'load not checked');
  await page.context().setOffline(false);
  await press(page, 'Opnieuw');
  await page.locator('.load p.tone-good').waitFor();
  await goTo(page, 'Programma');
  await page.getByRole('link', { name: 'Verder met wat u opstelde' }).waitFor();
  await look(page, 'composed, half');
  await sending(page, { stand, look });
  await close();
};

/** What is not sent is thrown away by nobody who did not say so. */
async function keeping(page: Page, look: Walking<'programme'>['look']): Promise<void> {
  await press(page, 'Weggooien');
  await page.getByRole('dialog').waitFor();
  await look(page, 'to be thrown away');
  await press(page, 'Houden');
}

const MANY = (count: number): string => 'te veel '.repeat(count / 8 + 1);

/** Nothing goes out, and nothing is asked, of a title that nobody would take. */
async function titling(page: Page, look: Walking<'programme'>['look']): Promise<void> {
  const title = page.getByLabel('Titel');
  const had = await title.inputValue();
  for (const [wrong, said, state] of [
    ['  ', /^Dit is leeg/, 'title lacking'],
    [MANY(256), /^Dit zijn 264 tekens: hoogstens 256/, 'title too long'],
  ] as const) {
    await title.fill(wrong);
    await text(page, said);
    await press(page, 'Versturen…');
    await expect.poll(() => focusOf(page)).toBe('Titel');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await look(page, state);
  }
  await title.fill(had);
}

/** What a session cannot be is said beside what was filled in. */
async function overwriting(page: Page, look: Walking<'programme'>['look']): Promise<void> {
  const lowest = page.getByLabel('Laagste hartslag');
  const had = await lowest.inputValue();
  await lowest.fill('249');
  await text(page, /^De hoogste hartslag ligt onder de laagste \(249\)/);
  await look(page, 'heart rate turned');
  await lowest.fill('19');
  await text(page, 'Geef een geheel getal van 20 tot 250.');
  await lowest.fill(had);
  await page.getByLabel(/^Bij deze sessie/).fill(MANY(256));
  await page.getByLabel('Duur in minuten').fill('30');
  await press(page, 'Klaar');
  await expect.poll(() => focusOf(page)).toMatch(/^Bij deze sessie/);
  await page.keyboard.press('Escape');
  // It is opened where the programme is to be sent, and nothing was asked of the load rules that they would refuse.
  await page.locator('.load p.tone-good, .load li').first().waitFor();
  // A press may come while the page still leads from the session that was closed.
  const told = page.getByText(/^Dit zijn 264 tekens: hoogstens 256/).first();
  await expect
    .poll(() => press(page, 'Versturen…').then(() => told.isVisible()), { interval: 1_000, timeout: 30_000 })
    .toBe(true);
  await look(page, 'note too long');
  await page.getByLabel(/^Bij deze sessie/).fill('');
}

/** What was composed is sent, once the service is there. */
async function sending(page: Page, { stand, look }: Pick<Walking<'programme'>, 'stand' | 'look'>): Promise<void> {
  await goTo(page, 'Verder met wat u opstelde');
  await page.locator('.load p.tone-good').waitFor();
  await press(page, 'Versturen…');
  await button(page, 'Nu versturen').waitFor();
  await look(page, 'to be sent');
  await page.context().setOffline(true);
  await press(page, 'Nu versturen');
  await text(page, /^De dienst is niet bereikbaar/);
  await look(page, 'not sent');
  await page.context().setOffline(false);
  await loseAnswers(page, /\/programmes$/);
  await page.getByRole('dialog').getByRole('button', { name: 'Opnieuw' }).press('Enter');
  await text(page, /^Er kwam geen antwoord/);
  await look(page, 'maybe sent');
  await page.getByRole('dialog').getByRole('button', { name: 'Opnieuw' }).press('Enter');
  await page.getByRole('heading', { name: 'Gedaan van het programma' }).waitFor();
  await unfold(page);
  await look(page, 'programme sent');
  await stand.world.desk.stop();
  await press(page, 'Uit wat gezegd werd');
  await text(page, /^De dienst is niet bereikbaar/);
  await look(page, 'proposal refused');
}
