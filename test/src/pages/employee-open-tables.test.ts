import { expect, it } from 'vitest';
import { dayBounds, measureDays } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { comeBack, employeeWorlds } from './employee-worlds.js';
import { focusOf } from './page-stand.js';

const TIMEOUT = 120_000;
const TITLES = ['Stappen per uur', 'Hartslag over de dag', 'Diepte van de slaap'] as const;
const PAIRING = 'Een polsband koppelen';

describeWith(['chromium'], 'what somebody opened on the page of an employee', () => {
  const here = employeeWorlds(async ({ reads }) => {
    reads.now = dayBounds('2026-10-29').end - 3_600;
    await measureDays(reads.vault, { from: '2026-10-20', days: 10, open: 3 });
    await reads.vault.store.vault.note(1, {
      synchronised: reads.now - 600,
      battery: { percent: 80, charging: false },
    });
  });

  for (const width of [1280, 320]) {
    it(
      `stays open, with the focus, when another day takes the place of the one that was looked at (${width} pixels)`,
      async () => {
        const { page, close } = await here.open({ width });
        const labels = page.locator('summary');
        const isOpen = (label: string) => page.locator('details[open] > summary', { hasText: label }).count();
        await page.getByText('Vandaag, 29 oktober 2026').waitFor();
        for (const title of TITLES) await labels.filter({ hasText: title }).press('Enter');
        await labels.filter({ hasText: PAIRING }).press('Enter');
        await page.locator('details[open]').nth(3).waitFor();
        const table = page.locator('section.scroll', { hasText: TITLES[1] });
        await table.focus();
        await measureDays(here.world.reads.vault, { from: '2026-10-30', days: 1, open: 2 });
        await comeBack(page, here.world, 23 * 3_600);
        await page.getByText('Vandaag, 30 oktober 2026').waitFor();
        await page.getByText(/^Geen gegevens sinds 29 oktober 2026/).waitFor();
        const open = await Promise.all([...TITLES, PAIRING].map(isOpen));
        expect([open, await focusOf(page)]).toEqual([[1, 1, 1, 1], TITLES[1]]);
        // What is closed stays so.
        await labels.filter({ hasText: TITLES[0] }).press('Enter');
        await measureDays(here.world.reads.vault, { from: '2026-10-31', days: 1, open: 2 });
        await comeBack(page, here.world, 24 * 3_600);
        await page.getByText('Vandaag, 31 oktober 2026').waitFor();
        expect(await Promise.all(TITLES.map(isOpen))).toEqual([0, 1, 1]);
        expect(await focusOf(page)).toBe(`${TITLES[0]}: als tabel`);
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'is closed where somebody went elsewhere and came back',
    async () => {
      const { page, close } = await here.open();
      await page.locator('summary', { hasText: TITLES[0] }).press('Enter');
      await page.locator('details[open]').waitFor();
      for (const part of ['Verloop', 'Vandaag']) {
        await page.getByRole('link', { name: part, exact: true }).press('Enter');
        await page.locator('main h1:focus', { hasText: part }).waitFor();
      }
      await page.locator('summary', { hasText: TITLES[0] }).waitFor();
      expect(await page.locator('details[open]').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
