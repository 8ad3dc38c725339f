import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase } from './employee-worlds.js';
import { barriersOf, cutOf, type Look, ONCE_EACH, overflowOf, picture, type Sight } from './page-stand.js';

const TIMEOUT = 60_000;

describeWith(['chromium'], 'the page of an employee, of what a coach plans and says', () => {
  // On the first day of the programme.
  const here = employeeWorlds(async ({ reads }) => {
    await reads.share();
    reads.now = dayBounds(DAY).start + 3_600;
  });

  const openAt = async (name: RegExp, look: Look): Promise<Sight> => {
    const sight = await here.open(look);
    await sight.page.getByRole('link', { name }).press('Enter');
    await givePassphrase(sight.page);
    return sight;
  };
  const soundAt = async (page: Page, name: string): Promise<void> => {
    await picture(page, `employee-${name}`);
    expect([name, ...(await barriersOf(page)), await overflowOf(page), ...(await cutOf(page))]).toEqual([name, 0]);
  };

  for (const look of [...ONCE_EACH, { language: 'nl', theme: 'light', width: 320 } as const]) {
    const name = `${look.language}-${look.theme}${'width' in look ? '-320' : ''}`;
    it(
      `has today’s session, which is told as done with its effort, and not done after all (${name})`,
      async () => {
        await tellProgramme(here.world.reads);
        const { page, complaints, close } = await openAt(/^Programm(a|e)$/, look);
        await page.getByText(/^(Vandaag: Wandelen, 30|Today: Walk, 30)/).waitFor();
        expect(await page.getByText(/^(Doel: 3\.000 stappen|Aim: 3,000 steps)/).count()).toBe(1);
        await page.getByText(/^(Alle sessies|All sessions)$/).click();
        await soundAt(page, `programme-${name}`);
        await page.getByLabel(/^(Hoe zwaar was het|How hard was it)/).selectOption('6');
        await page.getByLabel(/^(Voor uw coach|For your coach)/).fill('Zwaar');
        await page.getByRole('button', { name: /^(Gedaan|Done)/ }).press('Enter');
        await page.locator('.notice', { hasText: /gedaan, inspanning 6 op 10|done, effort 6 of 10/ }).waitFor();
        await soundAt(page, `programme-told-${name}`);
        await page.getByRole('button', { name: /^(Niet gedaan|Not done)/ }).press('Enter');
        await page.locator('.notice', { hasText: /U zei: niet gedaan|You said: not done/ }).waitFor();
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );

    it(
      `has what was said with its proof, and sends an answer (${name})`,
      async () => {
        await tellMessage(here.world.reads, { text: 'Hoe gaat het?' });
        await tellMessage(here.world.reads, { pseudonym: new Uint8Array(16) });
        const { page, complaints, close } = await openAt(/^(Berichten|Messages)$/, look);
        await page.getByText('Hoe gaat het?').waitFor();
        await page.getByText(/^(In het logboek op plaats 0|In the log at place 0)/).waitFor();
        await page.getByText(/^(Er kwam één bericht|One message came)/).waitFor();
        await soundAt(page, `messages-${name}`);
        await page.getByLabel(/^(Schrijf naar|Write to) coach-1/).fill('Goed, <b>dank u</b>');
        await page.getByRole('button', { name: /^(Versturen|Send)$/ }).press('Enter');
        await page.getByText('Goed, <b>dank u</b>', { exact: true }).waitFor();
        await page.getByText(/^(Bij de coach-API|With the coach API)/).waitFor();
        await soundAt(page, `messages-answered-${name}`);
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }

  it('keeps what was typed where it cannot be sent, and follows no programme that does not verify', async () => {
    await tellProgramme(here.world.reads, {}, false);
    const { page, close } = await openAt(/^Programme$/, { language: 'en', theme: 'light' });
    await page.getByText('This programme does not verify.').waitFor();
    expect(await page.getByText('Proven: place').count()).toBe(0);
    await page.getByRole('link', { name: 'Messages' }).press('Enter');
    const field = page.getByLabel(/^Write to coach-1/);
    await field.fill('Still there?');
    await here.world.pause();
    await page.getByRole('button', { name: 'Send' }).press('Enter');
    // Beside the field and aloud.
    await page
      .getByText(/^Your agent, the program on this computer that keeps your data, does not answer\. Restart/)
      .first()
      .waitFor();
    expect(await field.inputValue()).toBe('Still there?');
    expect(await barriersOf(page)).toEqual([]);
    await close();
  }, 60_000);
});
