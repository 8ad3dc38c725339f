import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, PASSPHRASE, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { arrived, sound } from './every-look.js';
import { focusOf, overflowOf, picture } from './page-stand.js';

const TIMEOUT = 90_000;
const HOUR = 3_600_000;
/** What somebody types in the ten minutes. */
const TYPED = 'Waar ik twaalf minuten aan schreef.';

describeWith(['chromium'], 'what somebody types on the page of an employee', () => {
  const here = employeeWorlds(async ({ reads }) => {
    await reads.share();
    reads.now = dayBounds(DAY).start + 3_600;
    await tellProgramme(reads);
    await tellMessage(reads, { text: 'Hoe gaat het?' });
  });

  /** Opened with seconds in the place of ten minutes. @returns how often the passphrase was given */
  const openFor = async (page: Page, seconds: number): Promise<() => number> => {
    let given = 0;
    await page.route('**/v1/unlock', async (route) => {
      const response = await route.fetch();
      given += 1;
      await route.fulfill({ response, ...(given === 1 && { json: { unlockedFor: seconds } }) });
    });
    await givePassphrase(page);
    return () => given;
  };
  const openAt = async (name: string, width = 1280) => {
    const sight = await here.open({ width });
    await goTo(sight.page, name);
    return sight;
  };
  const heard = (page: Page) => page.getByRole('status');

  it(
    'is there again once the passphrase is given anew, and the end of the ten minutes is said before and when it comes',
    async () => {
      const { page, complaints, close } = await openAt('Berichten');
      await openFor(page, 6);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill(TYPED);
      await heard(page)
        .getByText(/^Binnen \d+ seconden sluit uw verleden/)
        .waitFor();
      expect(await focusOf(page)).toMatch(/^Schrijf naar/);
      await page.getByRole('link', { name: 'Programma', exact: true }).press('Enter');
      await page.getByLabel(/^Hoe zwaar was het/).selectOption('6');
      const note = page.getByLabel(/^Voor uw coach/);
      await note.fill('Zwaar');
      await heard(page)
        .getByText(/^Uw verleden is gesloten: de tien minuten zijn om/)
        .waitFor();
      await page.locator('h2:focus', { hasText: 'Uw verleden is gesloten' }).waitFor();
      await givePassphrase(page);
      await note.waitFor();
      expect(await focusOf(page)).toBe('Programma');
      expect(await note.inputValue()).toBe('Zwaar');
      expect(await page.getByLabel(/^Hoe zwaar was het/).inputValue()).toBe('6');
      await page.getByRole('link', { name: 'Berichten', exact: true }).press('Enter');
      await letter.waitFor();
      expect(await letter.inputValue()).toBe(TYPED);
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await page.getByText(TYPED, { exact: true }).waitFor();
      expect(await letter.inputValue()).toBe('');
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'goes on where the past is kept open by one press, without the passphrase',
    async () => {
      const { page, close } = await openAt('Berichten', 320);
      const given = await openFor(page, 30);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill(TYPED);
      const stay = page.getByRole('button', { name: 'Open houden' });
      await stay.waitFor();
      await sound(page, 'the past closes soon');
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'employee-closes-soon-320');
      await letter.focus();
      await stay.focus();
      await stay.press('Enter');
      await stay.waitFor({ state: 'detached' });
      expect([given(), await focusOf(page), await letter.inputValue()]).toEqual([
        2,
        expect.stringMatching(/^Schrijf naar/),
        TYPED,
      ]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is told to be safe where a reload took the passphrase from the page',
    async () => {
      const { page, close } = await openAt('Berichten');
      await openFor(page, 600);
      await page.getByLabel(/^Schrijf naar/).waitFor();
      await page.route('**/v1/session', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { enrolled: true, unlockedFor: 30, signedInFor: 3_600 } });
      });
      await page.reload();
      await page.getByText('Geef daarna uw wachtwoordzin opnieuw, en u gaat verder.').first().waitFor();
      expect(await page.getByRole('button', { name: 'Open houden' }).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is lost by no end of the session that is not said before, and that one press or a touch puts off',
    async () => {
      const { page, close } = await openAt('Berichten', 320);
      await givePassphrase(page);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill(TYPED);
      const soon = page.getByText(/^Binnen twee minuten wordt u vanzelf afgemeld/).last();
      const quietUntil = async (later: number): Promise<void> => {
        // Somebody was there in the round before the first; what that asked is answered by the second.
        for (const ticks of [0, 0, later]) {
          here.world.ticks += ticks;
          await askedAnew(page);
        }
      };
      await quietUntil(HOUR - 100_000);
      await soon.waitFor();
      await heard(page)
        .getByText(/afgemeld/)
        .waitFor();
      // The ten minutes of the past were over long before.
      const closed = page.locator('h2:focus', { hasText: 'Uw verleden is gesloten' });
      await closed.waitFor();
      await sound(page, 'signed out soon');
      expect(await overflowOf(page)).toBe(0);
      await picture(page, 'employee-signed-out-soon-320');
      const stay = page.getByRole('button', { name: 'Aangemeld blijven' });
      await stay.focus();
      await stay.press('Enter');
      await stay.waitFor({ state: 'detached' });
      await closed.waitFor();
      await quietUntil(HOUR - 100_000);
      await soon.waitFor();
      // Whoever touches the page is there.
      await page.keyboard.press('Shift');
      await stay.waitFor({ state: 'detached' });
      here.world.ticks += HOUR - 1_000;
      await givePassphrase(page);
      await letter.waitFor();
      expect(await letter.inputValue()).toBe(TYPED);
      await close();
    },
    TIMEOUT,
  );

  it(
    'stays where it was typed while what stood before it was sent, and says in the language of the page what failed',
    async () => {
      const { page, close } = await openAt('Berichten');
      await givePassphrase(page);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill('Eerste bericht');
      let letThrough = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        letThrough = resolve;
      });
      const sending = page.waitForRequest('**/v1/messages');
      await page.route('**/v1/messages', async (route) => {
        await held;
        await route.continue();
      });
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await sending;
      await letter.press('End');
      await letter.pressSequentially(' en nog iets');
      letThrough();
      await page.getByRole('main').getByText('Eerste bericht', { exact: true }).waitFor();
      expect(await letter.inputValue()).toBe('en nog iets');
      await letter.fill(' ');
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await page.getByRole('main').getByText('Schrijf eerst iets.').waitFor();
      await page.getByLabel('Taal').selectOption('en');
      await page.getByRole('main').getByText('First write something.').waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'of a session is told once: the note is gone with it, and how hard it was where it was not done',
    async () => {
      const { page, close } = await openAt('Programma');
      await givePassphrase(page);
      const [effort, note] = [page.getByLabel(/^Hoe zwaar was het/).first(), page.getByLabel(/^Voor uw coach/).first()];
      await effort.selectOption('7');
      await note.fill('Mijn knie deed pijn');
      await page
        .getByRole('button', { name: /^Gedaan/ })
        .first()
        .press('Enter');
      await page
        .getByText(/^U zei: gedaan/)
        .first()
        .waitFor();
      expect([await effort.inputValue(), await note.inputValue()]).toEqual(['7', '']);
      await page
        .getByRole('button', { name: /^Niet gedaan/ })
        .first()
        .press('Enter');
      await page
        .getByText(/^U zei: niet gedaan/)
        .first()
        .waitFor();
      expect([await effort.inputValue(), await note.inputValue()]).toEqual(['', '']);
      await close();
    },
    TIMEOUT,
  );

  it(
    'goes on where the past is opened again once its own button closed it',
    async () => {
      const { page, close } = await openAt('Berichten');
      await givePassphrase(page);
      const letter = page.getByLabel(/^Schrijf naar/);
      await letter.fill(TYPED);
      const shut = page.getByRole('button', { name: 'Verleden sluiten' });
      await shut.press('Enter');
      await page.locator('h2:focus', { hasText: 'Uw verleden is gesloten' }).waitFor();
      await page.keyboard.press('Tab');
      expect(await focusOf(page)).toMatch(/^Uw wachtwoordzin/);
      await page.keyboard.type(PASSPHRASE);
      await page.keyboard.press('Enter');
      await letter.waitFor();
      expect(await letter.inputValue()).toBe(TYPED);
      // Where nothing on the view was opened by it.
      await page.getByRole('link', { name: 'Delen', exact: true }).press('Enter');
      await arrived(page);
      await shut.press('Enter');
      await shut.waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate('document.activeElement.tagName')).toMatch(/^H[12]$/);
      await close();
    },
    TIMEOUT,
  );
});

/** Somebody comes back to the page, until it asks: while the round before is under way it asks nothing. */
async function askedAnew(page: Page): Promise<void> {
  let isAnswered = false;
  const answered = page.waitForResponse(/\/v1\/session$/).then(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await Promise.race([answered, delay(100)]);
  }
}
