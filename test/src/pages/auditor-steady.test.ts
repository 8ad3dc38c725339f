import { setTimeout } from 'node:timers/promises';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { answer } from './auditor-states.js';
import { goTo, SAID, verdict } from './auditor-walk.js';
import { arrived, text } from './every-look.js';
import { lookAt, looksOfWidths, openBrowser, shiftsOf } from './page-stand.js';

const TIMEOUT = 240_000;
/** Milliseconds after somebody's act in which a browser takes it that what moves was moved by it. */
const OWN_ACT = 500;
const later = (): Promise<void> => setTimeout(1.5 * OWN_ACT);

const SHOWN = /Gebruik wat het logboek zelf toont|Use what the log itself shows/;
const OTHER = /Een ander beleid geven|Give another policy/;
const OLDER = /Oudere blokken|Older blocks/;
const BEFORE = /\((ervoor|before)\)$/;
const EVIDENCE = /^(Bewijs tegen een logboek|Evidence against a log)$/;
const PACK = /^(Een pakket voor auditors|A pack for auditors)$/;

/** What is dropped on the page from elsewhere is no act that a browser knows of. */
async function drop(page: Page, at: Locator, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await later();
  const told = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  const dataTransfer = await page.evaluateHandle(`(() => {
    const dropped = new DataTransfer();
    for (const [name, bytes] of ${JSON.stringify(told)})
      dropped.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name));
    return dropped;
  })()`);
  await at.dispatchEvent('drop', { dataTransfer });
}

describeWith(['chromium'], 'what stands on the auditor’s page', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 300, 40, 1, 1, 1, 1, 1, 1, 1, 1, 1]) await log.grow(count);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  for (const { language, width } of looksOfWidths([320, 1280])) {
    it(
      `stays where it is, however long the log takes to answer (${language}, ${width} pixels)`,
      async () => {
        const { page, close } = await lookAt(browser, `${log.origin}/`, { language, theme: 'light', width });
        const still = async (state: string): Promise<void> =>
          expect([state, ...(await shiftsOf(page))]).toEqual([state]);
        await page.route(`${log.origin}/**`, slowly);
        await page.reload();
        await believing(page, log, still);
        await verifying(page, log, still);
        await lookingAround(page, still);
        await judging(page, log, still);
        await close();
      },
      TIMEOUT,
    );
  }
});

type Still = (state: string) => Promise<void>;

const press = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).press('Enter');

async function slowly(route: Route): Promise<void> {
  await later();
  await route.continue().catch(() => undefined);
}

/** Nobody is believed, the log's own word is, what is no policy is not, and the one that was given is. */
async function believing(page: Page, log: AuditedLog, still: Still): Promise<void> {
  await text(page, SAID.give);
  await still('first load');
  await press(page, SHOWN);
  await page.getByRole('button', { name: SAID.verify }).waitFor();
  await still('policy shown');
  await press(page, OTHER);
  await drop(page, page.locator('.drop'), { policy: 'quorum none\n' });
  await text(page, /^(Dit is geen beleid van één logboek|This is not the policy of one log)/);
  await still('no policy');
  await drop(page, page.locator('.drop'), { policy: log.policyText });
  await text(page, SAID.own);
  await still('policy dropped');
}

/** From the first leaf, then further, then all anew while the blocks are looked at. */
async function verifying(page: Page, log: AuditedLog, still: Still): Promise<void> {
  await press(page, SAID.verify);
  await page.locator('progress[value]').waitFor();
  await still('progress');
  await verdict(page, SAID.sound).waitFor();
  await still('sound');
  await press(page, /^(Ga verder van het vorige bezoek|Go on from the last visit)/);
  await text(page, /(waren bij een vorig bezoek al nagegaan|had been verified on an earlier visit)/);
  await still('sound from the last visit');
  await page.route('**/checkpoint', answer(log.forgedCheckpoint()));
  await press(page, SAID.verify);
  await text(page, /b\.checkpoint$/);
  await still('unsound');
  await page.unroute('**/checkpoint');
  await press(page, SAID.verify);
  await goTo(page, SAID.blocks);
  await text(page, /^(niet nagegaan op dit bezoek|not verified on this visit)$/);
  await text(page, /^(nagegaan|verified)$/);
  await still('verified meanwhile');
}

/** The chain, one block and the one before it, and the witnesses. */
async function lookingAround(page: Page, still: Still): Promise<void> {
  await press(page, OLDER);
  await page.getByRole('link', { name: SAID.block }).waitFor();
  await still('older blocks');
  await page.getByRole('link', { name: SAID.block }).press('Enter');
  await text(page, SAID.linked);
  await still('block clicked');
  await page.getByRole('link', { name: BEFORE }).press('Enter');
  await text(page, /^(Het eerste blok|The first block)/);
  await still('block before');
  await goTo(page, SAID.witnesses);
  await text(page, SAID.cosigned);
  await still('witnesses');
}

/** Files that are dropped on the page, of each kind a true one and a false one. */
async function judging(page: Page, log: AuditedLog, still: Still): Promise<void> {
  await goTo(page, SAID.check);
  await arrived(page);
  const drops = page.locator('.drop');
  await drop(page, drops.first(), { [`${'long '.repeat(30)}.tlog-proof`]: await log.proof() });
  await drop(page, drops.last(), { record: log.record });
  await still('document dropped');
  await press(page, SAID.checkIt);
  await page.locator('.notice', { hasText: SAID.proven }).waitFor();
  await still('proven');
  await drop(page, drops.last(), { other: 'something else' });
  await press(page, SAID.checkIt);
  await page.locator('.tone-bad').first().waitFor();
  await still('not proven');
  await page.getByRole('tab', { name: EVIDENCE }).click();
  await drop(page, drops, { 'a.checkpoint': log.older(), 'b.checkpoint': log.forgedCheckpoint() });
  await page.locator('.notice').first().waitFor();
  await still('evidence dropped');
  await page.getByRole('tab', { name: PACK }).click();
  await drop(page, drops, { 'pack.tar': await log.pack() });
  await page.locator('.tone-good').first().waitFor();
  await drop(page, drops, { 'pack.tar': 'nonsense' });
  await page.locator('.tone-bad, .tone-care').first().waitFor();
  await still('pack dropped');
}
