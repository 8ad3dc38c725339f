import { EventEmitter, once } from 'node:events';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { COACH } from '../../../coach-api/test/index.js';
import { logIn, unfold } from './coach-stand.js';
import type { Walk, Walking } from './coach-states.js';
import { at, give, goTo, press, wayTo } from './coach-ways.js';
import { barsIn } from './drawn-line.js';
import { button, text } from './every-look.js';

/** A read that waits, fails, and is refused, until nothing is shared any more. */
export const refused: Walk<'refused'> = async ({ stand, open, look }) => {
  const { world, gus } = stand;
  const { desk } = world;
  const grant = { expires: desk.now + 900 };
  const ida = await world.person(5, { days: 3, sealed: () => ({ steps: 4_000 }), grant });
  const { page, close } = await open(at(gus, 'letters'));
  await page.getByLabel(/^Schrijf naar/).fill('Half geschreven');
  await goTo(page, 'Metingen');
  await page
    .getByLabel(/^Waarom kijkt u/)
    .first()
    .waitFor();
  const gate = new EventEmitter();
  const held = once(gate, 'open');
  const prove = desk.log.prove.bind(desk.log);
  desk.log.prove = (leaf) => held.then(() => prove(leaf));
  await give(page, 'ons gesprek');
  await text(page, 'Het logboek bevestigt eerst de inzage…');
  await look(page, 'read under way');
  desk.log.generous = false;
  gate.emit('open');
  await text(page, /^Het logboek bevestigde de inzage niet op tijd/);
  await look(page, 'read not proven');
  desk.log.generous = true;
  await page.context().setOffline(true);
  await press(page, 'Opnieuw');
  await text(page, /^De dienst is niet bereikbaar/);
  await look(page, 'read, service away');
  await page.context().setOffline(false);
  desk.now += 660;
  await press(page, 'Opnieuw');
  await text(page, 'Meld u opnieuw aan');
  await look(page, 'step-up asked');
  const [other] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Opnieuw aanmelden (nieuw tabblad)' }).press('Enter'),
  ]);
  await logIn(other, 'ann');
  await other.close();
  await press(page, 'Aangemeld: ga verder');
  await text(page, /^Van 10 dagen is bekend/);
  await withdrawing(page, { stand, look });
  await goTo(page, 'Mensen');
  await goTo(page, wayTo(ida));
  await page
    .getByLabel(/^Waarom kijkt u/)
    .first()
    .waitFor();
  desk.now += 600;
  await page.reload();
  await text(page, 'Deze persoon deelt nu niets met u.');
  await look(page, 'lapsed');
  await close();
};

/** Where nothing came, is shared, was said, or could be looked up, and when a session is over. */
export const nothing: Walk<'nothing'> = async ({ stand, open, look }) => {
  const { world, eva, fas } = stand;
  const nothing = { days: 0, sealed: () => undefined };
  const hal = await world.person(4, nothing);
  const scope = [{ metric: 'steps', granularities: ['hour'] }] as const;
  const jan = await world.person(6, { ...nothing, grant: { scope } });
  const kim = await world.person(7, { days: 5, sealed: () => ({ steps: 4_000 }) });
  for (const before of [5, 4, 3, 2, 1]) await world.erase(kim, before);
  await world.programme(eva, world.today(3));
  const { page, close } = await open(at(hal));
  await give(page, 'ons gesprek');
  await text(page, 'Hoe lang de polsband gedragen werd, is van geen dag bekend.');
  await unfold(page);
  await look(page, 'measured, none came');
  await goTo(page, 'Mensen');
  await goTo(page, wayTo(kim));
  await give(page, 'ons gesprek');
  await text(page, /Niet elke dag heeft een waarde: .*5 gewist/);
  expect(await barsIn(page)).toBe(0);
  expect(await page.getByText('Deze persoon wiste wat er van deze periode was').count()).toBe(3);
  expect(await page.getByText(/polsband die stuk/).count()).toBe(0);
  await unfold(page);
  await look(page, 'measured, all erased');
  await goTo(page, 'Mensen');
  await goTo(page, wayTo(jan));
  await text(page, 'Per dag wordt niets met u gedeeld.');
  await look(page, 'days not shared');
  await goTo(page, 'Mensen');
  await goTo(page, wayTo(fas));
  await give(page, 'ons gesprek');
  await text(page, /^Per uur deelt deze persoon geen/);
  await look(page, 'hours not shared');
  await writing(page, look);
  await goTo(page, 'Mensen');
  await text(page, /^De dienst is niet bereikbaar/);
  await look(page, 'people, not had');
  await page.context().setOffline(false);
  await page.route(`**/${fas.name}/messages`, (route) => route.abort());
  await press(page, 'Opnieuw');
  await text(page, 'Niet alles kon worden opgezocht.');
  await look(page, 'people, not all looked up');
  await goTo(page, wayTo(eva));
  await goTo(page, 'Programma');
  await page.locator('.bars').first().waitFor();
  await unfold(page);
  await look(page, 'programmes, earlier');
  await ending(page, { stand, look });
  await close();
};

/** The login is about to end, as nothing was asked, and as a day of work is over; then it does. */
async function ending(page: Page, { stand, look }: Pick<Walking<'nothing'>, 'stand' | 'look'>): Promise<void> {
  stand.world.desk.now += 1_750;
  await page.evaluate("dispatchEvent(new Event('focus'))");
  await button(page, 'Aangemeld blijven').waitFor();
  await look(page, 'login ends soon');
  await page.route('**/v1/session/left', (route) => route.fulfill({ json: { idleLeft: 200, left: 200 } }));
  await page.evaluate("dispatchEvent(new Event('focus'))");
  await page.getByRole('link', { name: 'Opnieuw aanmelden (nieuw tabblad)' }).waitFor();
  await look(page, 'day of work ends soon');
  await page.unroute('**/v1/session/left');
  // The page finds out by itself.
  stand.world.desk.now += 3_600;
  await page.locator('h1', { hasText: 'U bent niet aangemeld' }).waitFor();
  expect(await page.getByText('Gedaan van het programma').count()).toBe(0);
  await look(page, 'session over');
}

/** What is written is not sent while it lacks, is too long, or the service is away. */
async function writing(page: Page, look: Walking<'nothing'>['look']): Promise<void> {
  await goTo(page, 'Berichten');
  await text(page, 'Er is nog niets gezegd.');
  await look(page, 'messages, none');
  await press(page, 'Versturen');
  await text(page, /^Dit is leeg/);
  await look(page, 'message lacking');
  await page.getByLabel(/^Schrijf naar/).fill('x'.repeat(5_000));
  await text(page, 'Dit zijn 5.000 tekens: hoogstens 4.096 gaan mee. Kort het in.');
  await press(page, 'Versturen');
  await look(page, 'message too long');
  await page.getByLabel(/^Schrijf naar/).fill('Hoe gaat het?');
  await page.context().setOffline(true);
  await press(page, 'Versturen');
  await text(page, /^De dienst is niet bereikbaar/);
  await look(page, 'message not sent');
}

/** Somebody withdraws a part and then the rest while their coach looks, who does nothing for it to be seen. */
async function withdrawing(page: Page, { stand, look }: Pick<Walking<'refused'>, 'stand' | 'look'>): Promise<void> {
  const { gus, world } = stand;
  const { desk } = world;
  const grants = `/v1/people/${gus.name}/grants`;
  const [{ id }] = (await desk.http('GET', grants, { token: COACH })).body.grants;
  const fewer = await desk.share(gus, { scope: [{ metric: 'steps', granularities: ['day'] }] });
  await desk.publishConsent(gus, gus.withdraw(id, desk.now));
  await text(page, /^Wat u eerder las, toont deze pagina niet meer/);
  await isEmptied(page);
  await look(page, 'read before, and withdrawn since');
  await press(page, 'Kijken');
  await text(page, /^Van \d+ dagen is bekend/);
  expect(await page.getByText(/^Wat u eerder las/).count()).toBe(0);
  // The page cannot find out by itself, and is told as it asks.
  await page.route(`**${grants}`, (route) => route.abort());
  await desk.publishConsent(gus, gus.withdraw(fewer, desk.now));
  await press(page, 'Opnieuw kijken');
  await text(page, /^Deze persoon deelt dit niet met u: vraag erom/);
  await isEmptied(page);
  await look(page, 'read refused');
  await page.unroute(`**${grants}`);
  await text(page, 'Deze persoon deelt nu niets met u.');
  await text(page, /^Wat u eerder las, toont deze pagina niet meer/);
  await text(page, /^Wat u voor deze persoon schreef of opstelde/);
  await look(page, 'withdrawn');
  await press(page, 'Weggooien');
  await press(page, 'Toch weggooien');
}

/** Holds that nothing that was measured is to be seen. */
async function isEmptied(page: Page): Promise<void> {
  for (const told of ['.bars', '.metric', 'table']) expect([told, await page.locator(told).count()]).toEqual([told, 0]);
}
