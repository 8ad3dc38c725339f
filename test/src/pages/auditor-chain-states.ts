import { encodeBlock, parseBlock } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import type { AuditedLog } from './audited-log.js';
import { answer, away, DAY, goTo, press, type State, verified, withQuorum } from './auditor-states.js';
import { text } from './every-look.js';

const blocksSaying = (said: string | RegExp, before?: (page: Page, log: AuditedLog) => Promise<unknown>): State => ({
  reach: async (page, log) => {
    await before?.(page, log);
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

/** A block of that height as somebody could make it who has no key: 400 days older, with other leaves and another root. */
export function forgedBlock(log: AuditedLog, height: number): Buffer {
  const block = parseBlock(log.file(`blocks/${height}`));
  const root = new Uint8Array(32).fill(7);
  return Buffer.from(encodeBlock({ ...block, time: block.time - 400 * DAY, size: block.size + 5000, root }));
}

/** The newest block of the checkpoint before, with another time on it: nobody signed that yet, and no tree binds it. */
export function redated(log: AuditedLog, height: number, time: number): Buffer {
  return Buffer.from(encodeBlock({ ...parseBlock(log.file(`blocks/${height}`)), time }));
}

/** The log gives these no more. */
export async function withhold(page: Page, ...heights: readonly number[]): Promise<void> {
  for (const height of heights) await page.route(`**/blocks/${height}`, (route) => route.fulfill({ status: 404 }));
}

/** The chain, clicked through, and what is said of its newest block. */
export const CHAIN: Readonly<Record<string, State>> = {
  'sound, though the last visit was shown another newest block': {
    reach: async (page, log) => {
      const other = parseBlock(log.file('blocks/11')).time + 1;
      await page.route('**/checkpoint', answer(log.older()));
      await page.route('**/blocks/11', answer(redated(log, 11, other)));
      await verified(page, log);
      await page.unrouteAll();
      await page.getByRole('button', { name: /^Ga verder van het vorige bezoek/ }).press('Enter');
      await text(page, 'Het logboek klopt nu, maar gaf u de vorige keer een ander nieuwste blok');
    },
  },
  'sound, with blocks dated ahead of this clock': {
    reach: async (page, log) => {
      await verified(page, log, withQuorum(log.policyText, 'quorum none'));
      await text(page, /^Vanaf blok 0 dragen blokken een tijdstip/);
    },
    clock: -2 * DAY,
  },
  'the newest block, verified': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.goto(`${log.origin}/#/blocks/12`);
      await text(page, 'nagegaan, ligt nog niet vast');
    },
  },
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
  'blocks, the log away': blocksSaying(/^Het logboek antwoordt nu niet/, (page) => away(page, '**/blocks/*')),
  'blocks, the newest of them unreadable': blocksSaying(/^Wat het logboek als zijn nieuwste blok geeft/, (page) =>
    page.route('**/blocks/latest', answer(Buffer.from('nonsense'))),
  ),
  'blocks, one of them missing': blocksSaying('Blok 8 ontbreekt', (page) => withhold(page, 8)),
  'blocks, some of them missing, verified': {
    reach: async (page, log) => {
      await verified(page, log);
      await withhold(page, 8, 6);
      await goTo(page, 'Blokken');
      await text(page, 'Blokken 8, 6 ontbreken');
    },
  },
  'blocks, more than were verified': {
    reach: async (page, log) => {
      await page.route('**/checkpoint', answer(log.older()));
      await verified(page, log);
      await goTo(page, 'Blokken');
      await text(page, 'Het logboek toont nu 13 blokken; nagegaan zijn er 12.');
    },
  },
  'blocks, fewer than were verified': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.route('**/blocks/latest', answer(log.file('blocks/5')));
      await goTo(page, 'Blokken');
      await text(page, /^Het logboek toont maar 6 blokken, terwijl deze pagina er 13 naging/);
    },
  },
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
      await page.route('**/blocks/1', answer(forgedBlock(log, 1)));
      await clickedThrough(page, [2]);
      await text(page, /is een andere: deze keten is gebroken/);
    },
  },
  'blocks, one of them another than was verified': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.route('**/blocks/8', answer(forgedBlock(log, 8)));
      await goTo(page, 'Blokken');
      await text(page, 'ander blok dan nagegaan');
    },
  },
  'blocks, one of them not holding to the one before': blocksSaying(
    /^De hash van blok 8 is een andere: deze keten is gebroken/,
    (page, log) => page.route('**/blocks/8', answer(forgedBlock(log, 8))),
  ),
  'a verified block before which another is given': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.route('**/blocks/8', answer(forgedBlock(log, 8)));
      await page.goto(`${log.origin}/#/blocks/9`);
      await text(page, /^Dit blok is nagegaan; wat het logboek nu als blok 8 geeft, is een ander/);
    },
  },
  'a block that is another than was verified': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.route('**/blocks/8', answer(forgedBlock(log, 8)));
      await goTo(page, 'Blokken');
      await goTo(page, 'Blok 8');
      await text(page, /^Het logboek geeft hier een ander blok/);
    },
  },
  'a block of another height': {
    reach: async (page, log) => {
      await page.route('**/blocks/2', answer(log.file('blocks/1')));
      await page.goto(`${log.origin}/#/blocks/2`);
      await text(page, /^Gevraagd werd blok 2, en het logboek gaf blok 1\./);
    },
  },
  'a block that the log does not give': {
    reach: async (page, log) => {
      await page.goto(`${log.origin}/#/blocks/999`);
      await text(page, /^Het logboek geeft geen blok 999, of niet leesbaar/);
    },
  },
  'a block beyond the log that was verified': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.goto(`${log.origin}/#/blocks/999`);
      await text(page, /^Het logboek dat deze pagina naging, heeft 13 blokken/);
    },
  },
  'a block that is missing': {
    reach: async (page, log) => {
      await withhold(page, 8);
      await page.goto(`${log.origin}/#/blocks/8`);
      await text(page, 'Blok 8 ontbreekt');
    },
  },
  'a block after one that is missing': {
    reach: async (page, log) => {
      await withhold(page, 8);
      await page.goto(`${log.origin}/#/blocks/9`);
      await text(page, 'Hash van het blok ervoor');
      await text(page, 'Blok 8 ontbreekt');
    },
  },
};
