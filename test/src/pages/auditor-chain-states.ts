import type { Page } from 'playwright-core';
import { answer, away, goTo, press, type State, verified } from './auditor-states.js';
import { text } from './every-look.js';

const blocksSaying = (said: string | RegExp, before?: (page: Page) => Promise<unknown>): State => ({
  reach: async (page) => {
    await before?.(page);
    await goTo(page, 'Blokken');
    await text(page, said);
  },
});

async function clickedThrough(page: Page, heights: readonly number[]): Promise<void> {
  await goTo(page, 'Blokken');
  // Nothing is older before the newest have come.
  await page.getByRole('button', { name: 'Oudere blokken', disabled: false }).press('Enter');
  for (const [i, height] of heights.entries()) await goTo(page, i === 0 ? `Blok ${height}` : `Blok ${height} (ervoor)`);
}

/** The chain, clicked through. */
export const CHAIN: Readonly<Record<string, State>> = {
  'blocks, not verified': blocksSaying('niet nagegaan op dit bezoek'),
  'blocks, verified, older ones': {
    reach: async (page, log) => {
      await verified(page, log);
      await goTo(page, 'Blokken');
      await page.getByRole('link', { name: 'Blok 9', exact: true }).waitFor();
      await press(page, 'Oudere blokken');
      await page.getByRole('link', { name: 'Blok 0', exact: true }).waitFor();
      await text(page, 'nagegaan');
    },
  },
  'blocks, none': blocksSaying('Dit logboek heeft nog geen blokken.', (page) =>
    page.route('**/blocks/latest', (route) => route.fulfill({ status: 404 })),
  ),
  'blocks, the log away': blocksSaying(/^Het logboek geeft dit blok niet/, (page) => away(page, '**/blocks/*')),
  'a block clicked through': {
    reach: async (page) => {
      await clickedThrough(page, [2, 1]);
      await text(page, /^Deze pagina berekende de hash van blok 0/);
    },
  },
  'the first block': {
    reach: async (page) => {
      await clickedThrough(page, [2, 1, 0]);
      await text(page, 'Het eerste blok: ervoor was er niets.');
    },
  },
  'a block whose chain is broken': {
    reach: async (page, log) => {
      await page.route('**/blocks/1', answer(log.file('blocks/0')));
      await clickedThrough(page, [2]);
      await text(page, /is een andere: deze keten is gebroken/);
    },
  },
  'a block that the log does not give': {
    reach: async (page, log) => {
      await page.goto(`${log.origin}/#/blocks/999`);
      await text(page, /^Het logboek geeft dit blok niet/);
    },
  },
};
