import { leafOf } from '@fit4work/protocol';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { answering, CHANGED, noRoom, READS_SOUND, STATUS_DAMAGED } from './employee-rare-answers.js';
import { comeBack, employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { text, wear } from './every-look.js';
import { barriersOf } from './page-stand.js';

const TIMEOUT = 60_000;
const NEVER_MEASURED = /nog niets gemeten|Nothing has been measured/;

const notice = (page: Page, tone: string, said: string | RegExp): Locator =>
  page.locator(`main .notice.tone-${tone}`, { hasText: said });
/** Of what somebody sees first: which of these stands above the others. */
const topOf = async (each: Locator): Promise<number> => (await each.boundingBox())?.y ?? Number.NaN;

describeWith(['chromium'], 'the page of an employee, of what the agent says of itself', () => {
  const here = employeeWorlds((world) => world.measure());

  it(
    'says that the vault was changed on the disk, in the words of the agent, and not that nothing was measured',
    async () => {
      here.world.reads.vault.changeOnDisk("UPDATE census SET rows = rows + 1 WHERE name = 'chunk'");
      const { page, close } = await here.open();
      const changed = notice(page, 'bad', 'de telling van wat bewaard wordt').filter({ hasText: 'doctor --repair' });
      await changed.waitFor();
      expect(await page.getByText(NEVER_MEASURED).count()).toBe(0);
      await goTo(page, 'Verloop');
      await changed.waitFor();
      expect(await page.getByText(NEVER_MEASURED).count()).toBe(0);
      await wear(page, 'en', 'light');
      await notice(page, 'bad', 'the count of what is kept').waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of wristbands that were changed on the disk that they cannot be told, and still shows the day',
    async () => {
      here.world.reads.vault.changeOnDisk("UPDATE wearable SET address = 'c0:00:00:00:00:09'");
      const { page, close } = await here.open();
      await page.locator('.glance canvas').first().waitFor();
      await notice(page, 'bad', 'doctor --repair').waitFor();
      expect(await notice(page, 'care', /^Welke polsbanden gekoppeld zijn, is niet te zeggen/).count()).toBe(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says on Sharing that what waits to be confirmed was changed on the disk, and asks nothing where it was not',
    async () => {
      const { page, close } = await here.open();
      await goTo(page, 'Delen');
      await text(page, /^U deelt met niemand/);
      expect(await notice(page, 'bad', /op de schijf veranderd/).count()).toBe(0);
      await answering(page, STATUS_DAMAGED);
      await comeBack(page, here.world);
      await notice(page, 'bad', CHANGED).waitFor();
      await close();
    },
    TIMEOUT,
  );

  it(
    'says that nothing was measured where nothing was, until damage is what there is to be told',
    async () => {
      const { page, close } = await here.open();
      await page.locator('.glance canvas').first().waitFor();
      await answering(page, { ...STATUS_DAMAGED, change: (status) => ({ ...status, days: null }) });
      await comeBack(page, here.world);
      await text(page, NEVER_MEASURED);
      await answering(page, STATUS_DAMAGED);
      await comeBack(page, here.world);
      const changed = notice(page, 'bad', CHANGED);
      await changed.waitFor();
      expect(await page.getByText(NEVER_MEASURED).count()).toBe(0);
      expect(await topOf(changed)).toBeLessThan(await topOf(page.getByRole('heading', { name: 'Polsband' })));
      await close();
    },
    TIMEOUT,
  );

  it.each([
    {
      what: 'full',
      title: 'Uw kluis is vol',
      how: 'Vraag wie deze computer instelde om uw kluis groter te laten worden',
    },
    { what: 'diskFull', title: 'De schijf van deze computer is vol', how: 'Maak plaats op de schijf' },
  ] as const)(
    'says above the day that there is no room and what to do, and sends nobody to bring a wristband ($what)',
    async ({ what, title, how }) => {
      const { page, close } = await here.open();
      await answering(page, noRoom(what, here.world.reads.now));
      await page.reload();
      const silent = notice(page, 'care', /Geen gegevens sinds/);
      await silent.waitFor();
      const room = notice(page, 'bad', title).filter({ hasText: how });
      expect(await room.count()).toBe(1);
      expect(await topOf(room)).toBeLessThan(await topOf(silent));
      expect(await page.getByText(/^Breng de polsband/).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'puts what comes while somebody looks below the day, where it moves nothing',
    async () => {
      const { page, close } = await here.open();
      const heading = page.getByRole('heading', { name: 'Polsband' });
      await page.locator('.glance canvas').first().waitFor();
      const before = await topOf(heading);
      await answering(page, noRoom('diskFull', here.world.reads.now));
      await comeBack(page, here.world);
      const room = notice(page, 'bad', 'De schijf van deze computer is vol');
      await room.waitFor();
      expect(await topOf(heading)).toBe(before);
      expect(await topOf(room)).toBeGreaterThan(before);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of a wristband that was read before the clock went back that it was, and not that it never was',
    async () => {
      const { reads } = here.world;
      await reads.vault.store.vault.note(1, { synchronised: reads.now + 86_400 });
      const { page, close } = await here.open();
      await text(page, /^Al gelezen\. Wanneer is niet te zeggen: de klok van deze computer ging sindsdien terug\.$/);
      expect(await page.getByText('Nog nooit gelezen').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of a read that crossed a withdrawal that it was on its way, and gives it no verdict that is all good',
    async () => {
      const { reads } = here.world;
      const grant = await reads.share();
      const record = reads.record([grant], { time: reads.now + 15 });
      reads.log.append(leafOf(record));
      reads.now += 10;
      await reads.withdraw(grant);
      await reads.anchorConsent();
      await reads.tell(record, false);
      const { page, close } = await here.open();
      await goTo(page, 'Wie keek');
      await givePassphrase(page);
      const entry = page.locator('.timeline li');
      await entry.locator('.notice.tone-care', { hasText: 'Uw intrekking was toen onderweg' }).waitFor();
      expect(await entry.locator('.notice.tone-bad').count()).toBe(0);
      await answering(page, READS_SOUND);
      await comeBack(page, here.world);
      await entry.locator('.marked.tone-good').waitFor();
      await notice(page, 'care', /^Eén inzage gebeurde terwijl uw intrekking nog onderweg was\./).waitFor();
      expect(await notice(page, 'good', /./).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
