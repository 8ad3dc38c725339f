import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { DAY, dayBounds, tellMessage, tellProgramme } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { employeeWorlds, givePassphrase, goTo } from './employee-worlds.js';
import { sound, text } from './every-look.js';
import { overflowOf, picture } from './page-stand.js';

const TIMEOUT = 120_000;
const SECRET = 'Hoe gaat het met uw knie?';

describeWith(['chromium'], 'the page of an employee without a network', () => {
  const here = employeeWorlds(async (world) => {
    await world.measure();
    const grant = await world.reads.share();
    await world.reads.tell(world.reads.record([grant]));
    world.reads.now = dayBounds(DAY).start + 3_600;
    await tellProgramme(world.reads);
    await tellMessage(world.reads, { text: SECRET });
    // Neither broker nor coach API: what is sent is confirmed by nobody.
    world.confirms = false;
  });

  const openPast = async (page: Page): Promise<void> => {
    await givePassphrase(page);
    await page.getByRole('button', { name: 'Verleden sluiten' }).waitFor();
  };

  it(
    'has all that is its own, asks the agent alone, and says of what it sends that it is on its way',
    async () => {
      const { page, requested, complaints, close } = await here.open();
      await page.locator('.glance').first().waitFor();
      await goTo(page, 'Berichten');
      await openPast(page);
      await text(page, SECRET);
      await page.getByLabel(/^Schrijf naar/).fill('Beter, dank u.');
      await page.getByRole('button', { name: 'Versturen' }).press('Enter');
      await text(page, 'Onderweg naar de coach-API.');
      for (const [name, there] of [
        ['Vandaag', 'Hartslag over de dag'],
        ['Verloop', /^Op \d+ dag/],
        ['Programma', /^Vandaag: Wandelen/],
        ['Delen', 'coach-1'],
        ['Wie keek', /^coach-1 opende/],
        ['Uw gegevens', '24 herstelwoorden'],
      ] as const) {
        await goTo(page, name);
        await text(page, there);
      }
      await goTo(page, 'Verloop');
      await page.getByLabel('Hoe lang').selectOption('challenge');
      await text(page, /^Wanneer de challenge begint en eindigt, is nu niet bekend/);
      const elsewhere = requested.filter((url) => !url.startsWith(`http://127.0.0.1:${here.world.port}/`));
      expect([elsewhere, complaints]).toEqual([[], []]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says after a reload that the agent is stopped and what to do, and keeps nothing of what it showed',
    async () => {
      const { page, close } = await here.open({ width: 320 });
      await goTo(page, 'Berichten');
      await openPast(page);
      await text(page, SECRET);
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      // By the worker, while the agent answers: a page that was opened by it is the one that it may keep something of.
      await page.reload();
      await text(page, SECRET);
      await here.world.pause();
      await page.reload();
      await page.getByRole('heading', { name: 'Uw agent draait niet' }).waitFor();
      await text(page, /Start deze computer opnieuw, of vraag wie hem voor u instelde/);
      expect(await page.locator('main').textContent()).not.toContain(SECRET);
      expect(await overflowOf(page)).toBe(0);
      await sound(page, 'the agent is stopped');
      await picture(page, 'employee-agent-stopped-320');
      const kept: { readonly url: string; readonly text: string }[] = await page.evaluate(
        `caches.keys().then(async (names) => {
          const found = [];
          for (const name of names) {
            const cache = await caches.open(name);
            for (const request of await cache.keys())
              found.push({ url: request.url, text: await (await cache.match(request)).text() });
          }
          return found;
        })`,
      );
      expect(kept.map(({ url }) => new URL(url).pathname.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
        '/',
        '/index.css',
        '/index.js',
      ]);
      expect(kept.filter((each) => each.text.includes(SECRET) || each.text.includes('coach-1'))).toEqual([]);
      await close();
    },
    TIMEOUT,
  );
});
