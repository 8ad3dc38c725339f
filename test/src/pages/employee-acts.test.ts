import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase, goTo, linkOf } from './employee-worlds.js';
import { button, sound, text } from './every-look.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 90_000;

/** What is said aloud from now on, but for what says nothing. */
const REMEMBER = `globalThis.said = [];
new MutationObserver(() => {
  const text = document.querySelector('[role=status]').lastElementChild?.textContent;
  if (text !== said.at(-1)) said.push(text);
}).observe(document.querySelector('[role=status]'), { childList: true });`;

describeWith(['chromium'], 'what somebody does on the page of an employee', () => {
  const here = employeeWorlds(async ({ reads }) => {
    await reads.share();
    reads.now = dayBounds(DAY).start + 3_600;
  });

  const openPast = async (page: Page): Promise<void> => {
    await givePassphrase(page);
    await button(page, 'Verleden sluiten').waitFor();
  };
  const heard = (page: Page) => page.getByRole('status');
  const failing = (page: Page, path: string): Promise<unknown> =>
    page.route(path, (route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{}' }));

  it(
    'signs in anew by a link that is followed in the tab of the page, and leaves no token in its address',
    async () => {
      const { page, close } = await here.open();
      await page.getByRole('heading', { name: 'Vandaag' }).waitFor();
      await button(page, 'Afmelden').press('Enter');
      await page.getByRole('heading', { name: 'U bent niet aangemeld' }).waitFor();
      await page.goto(await linkOf(here.world));
      await page.getByRole('heading', { name: 'Vandaag' }).waitFor();
      expect(new URL(page.url()).hash).toBe('');
      await page.goBack();
      expect(page.url()).not.toContain('login');
      // Also where the page is signed in: the passphrase that was given before is not known to the new session.
      await page.goto(`http://127.0.0.1:${here.world.port}/#login=${'A'.repeat(43)}.1`);
      await text(page, 'Deze link is al gebruikt of vervallen.');
      expect(page.url()).not.toContain('login');
      await close();
    },
    TIMEOUT,
  );

  it(
    'leaves the focus on the button that keeps the past open, in the last minute, and says how long that lasts',
    async () => {
      await tellMessage(here.world.reads, { text: 'Hoe gaat het?' });
      const { page, close } = await here.open();
      await goTo(page, 'Berichten');
      await page.route('**/v1/unlock', async (route) => {
        await route.fulfill({ response: await route.fetch(), json: { unlockedFor: 45 } });
      });
      await openPast(page);
      let looks = 0;
      await page.route('**/v1/session', async (route) => {
        looks += 1;
        await route.fulfill({
          response: await route.fetch(),
          json: { enrolled: true, unlockedFor: 5, signedInFor: 3_600 },
        });
      });
      const stay = button(page, 'Open houden');
      await stay.waitFor();
      await text(page, /^Binnen 50 seconden sluit uw verleden/);
      await stay.focus();
      await page.evaluate(
        `globalThis.lost = 0; document.activeElement.addEventListener('blur', () => { globalThis.lost += 1; })`,
      );
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      await text(page, /^Binnen 10 seconden sluit uw verleden/);
      expect([looks, await page.evaluate('globalThis.lost'), await focusOf(page)]).toEqual([1, 0, 'Open houden']);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says aloud what could not be done: ending a grant, telling of a session, sending a message',
    async () => {
      await tellProgramme(here.world.reads);
      const { page, close } = await here.open();
      await goTo(page, 'Delen');
      await openPast(page);
      await page.evaluate(REMEMBER);
      const said = (): Promise<string[]> => page.evaluate('said.splice(0)');
      const failed = [expect.stringMatching(/^Er liep iets fout/)];
      await failing(page, '**/v1/withdrawals');
      await page.getByRole('switch', { name: /coach-1/ }).press('Space');
      await expect.poll(said).toEqual(failed);
      await goTo(page, 'Programma');
      await failing(page, '**/v1/programmes/reports');
      await page.getByRole('button', { name: /^Gedaan/ }).press('Enter');
      await expect.poll(said).toEqual(failed);
      await goTo(page, 'Berichten');
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill('Nog daar?');
      await failing(page, '**/v1/messages');
      await button(page, 'Versturen').press('Enter');
      await expect.poll(said).toEqual(failed);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of a message that is too long or empty what is wrong with it, and sends neither',
    async () => {
      await tellMessage(here.world.reads, { text: 'Hoe gaat het?' });
      const { page, close } = await here.open();
      await goTo(page, 'Berichten');
      await openPast(page);
      const sent: string[] = [];
      // What was seen is told by itself.
      page.on(
        'request',
        (request) => request.method() === 'POST' && /messages$/.test(request.url()) && sent.push(request.url()),
      );
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.waitFor();
      await button(page, 'Versturen').press('Enter');
      await heard(page).getByText('Schrijf eerst iets.').waitFor();
      await letter.fill('a'.repeat(5_000));
      const tooLong = /^Dit is te lang: hoogstens 4\.096 tekens, en dit zijn er 904 te veel/;
      await page.locator('.field-error', { hasText: tooLong }).waitFor();
      await button(page, 'Versturen').press('Enter');
      await heard(page).getByText(tooLong).waitFor();
      await sound(page, 'a message that is too long');
      expect(sent).toEqual([]);
      await letter.fill('a'.repeat(4_096));
      await button(page, 'Versturen').press('Enter');
      await page.getByText('a'.repeat(4_096), { exact: true }).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'says in its own language what is not filled in, and leads there',
    async () => {
      const { page, close } = await here.open();
      await goTo(page, 'Berichten');
      await button(page, 'Openen').press('Enter');
      await page.locator('.field-error', { hasText: 'Vul dit eerst in.' }).waitFor();
      await heard(page).getByText('Uw wachtwoordzin: Vul dit eerst in.').waitFor();
      expect(await focusOf(page)).toBe('Uw wachtwoordzin');
      await sound(page, 'a passphrase that is missing');
      await close();
    },
    TIMEOUT,
  );

  it(
    'keeps what is chosen to be shared through a way elsewhere on the page, and forgets it with the session',
    async () => {
      const { page, close } = await here.open();
      await goTo(page, 'Delen');
      await openPast(page);
      const coach = page.getByLabel(/^Kenmerk van uw coach/);
      const sleep = page.getByRole('switch', { name: 'slaap', exact: true });
      await coach.fill('coach-2');
      await sleep.press('Space');
      await goTo(page, 'Vandaag');
      await goTo(page, 'Delen');
      expect([await coach.inputValue(), await sleep.getAttribute('aria-checked')]).toEqual(['coach-2', 'true']);
      await button(page, 'Afmelden').press('Enter');
      await page.getByRole('heading', { name: 'U bent niet aangemeld' }).waitFor();
      await page.goto(await linkOf(here.world));
      await goTo(page, 'Delen');
      await openPast(page);
      expect([await coach.inputValue(), await sleep.getAttribute('aria-checked')]).toEqual(['', 'false']);
      await close();
    },
    TIMEOUT,
  );
});
