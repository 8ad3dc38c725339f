import { join } from 'node:path';
import { noteSigner, utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LargePack, largePack, readArchive, repacked } from '../../../anchor-service/test/index.js';
import { describeWith } from '../requirement.js';
import { holdTurns, letGo } from './auditor-judging-states.js';
import { CHECK, chooseKind, goTo, PACK } from './auditor-states.js';
import { fileOf, givePolicy } from './auditor-walk.js';
import { text, wear } from './every-look.js';
import { barriersOf, lookAt, openBrowser, overflowOf, picture, type Sight, shiftsOf } from './page-stand.js';

const TIMEOUT = 180_000;
/** From a stick: there is no worker there, and all is done on the page's own thread. */
const FILE = join(import.meta.dirname, '../../../web/dist/pages/auditor/fit4work-auditor.html');
const CHOOSE = 'Het pakket (.tar)';
const BLOCKS = 6000;
/** Members of the pack that are no time stamps. */
const OTHER_MEMBERS = 12;
/** As a page in Dutch writes a number of four figures. */
const inDutch = (count: number): string => count.toLocaleString('nl-BE');

describeWith(['chromium'], 'a large pack on the auditor’s page', () => {
  let large: LargePack;
  let browser: Browser;
  beforeAll(async () => {
    await sodium.ready;
    [large, browser] = await Promise.all([largePack(BLOCKS), openBrowser()]);
  }, TIMEOUT);
  afterAll(() => browser?.close());

  async function atPacks(width = 1280): Promise<Sight> {
    const sight = await lookAt(browser, `file://${FILE}`, { language: 'nl', theme: 'light', width });
    await givePolicy(sight.page, large.policyText);
    await goTo(sight.page, CHECK);
    await chooseKind(sight.page, PACK);
    // Its clock goes on by a turn at each look, so that how often it gives way is of what it does, and not of how fast this machine
    // is; and what is seen and heard meanwhile is kept as it changes.
    await sight.page.evaluate(`{
      let now = performance.now();
      performance.now = () => (now += 60);
      globalThis.told = []; globalThis.heard = []; globalThis.seen = new Set(); globalThis.stood = new Set();
      new MutationObserver(() => {
        const bar = document.querySelector('progress');
        if (bar !== null && bar.value !== told.at(-1)) told.push(bar.value);
        const stop = document.querySelector('.progressing button');
        if (stop !== null) {
          seen.add(document.querySelector('.progressing').textContent.match(/Stap \\d van 6: [^.]+/)?.[0]);
          stood.add(Math.round(stop.getBoundingClientRect().top + scrollY));
        }
        const said = document.querySelector('[role=status]').lastElementChild?.textContent ?? '';
        if (said !== heard.at(-1)) heard.push(said);
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    }`);
    return sight;
  }

  for (const width of [1280, 320]) {
    it(
      `of 1,512 members and 8 MB is judged in sight and hearing, moves nothing, and comes to the verdict of one go (${width} pixels)`,
      async () => {
        expect(large.pack.length).toBeGreaterThan(8_000_000);
        expect(large.stamps).toBe(BLOCKS / 4);
        expect(readArchive(large.pack).size).toBe(OTHER_MEMBERS + large.stamps);
        const { page, complaints, close } = await atPacks(width);
        await page.getByLabel(CHOOSE).setInputFiles([fileOf('large.tar', large.pack)]);
        await page.locator('.notice', { hasText: /^Het pakket klopt/ }).waitFor({ timeout: TIMEOUT });
        await text(page, `volgt uit ${inDutch(BLOCKS)} blokken van het logboek van ${inDutch(BLOCKS * 3)} plaatsen`);
        await text(page, `Niet bekeken: tijdstempels van ${inDutch(large.stamps)} standen.`);
        const told: number[] = await page.evaluate('told');
        expect(told.length).toBeGreaterThan(3);
        expect(told).toEqual(told.toSorted((a, b) => a - b));
        const heard: string[] = await page.evaluate('heard');
        expect(heard.filter((said) => /^Stap \d van 6: .* \d+.?% gedaan\.$/.test(said)).length).toBeGreaterThan(0);
        expect(heard.at(-1)).toBe('Het pakket klopt');
        expect(await page.locator('progress').count()).toBe(0);
        expect(await page.evaluate('seen.size')).toBe(6);
        expect(await page.evaluate('[...stood]')).toHaveLength(1);
        expect(await shiftsOf(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'is refused for what is wrong at its end, as in one go',
    async () => {
      const members = readArchive(large.pack);
      const changed = { 'blocks.csv': utf8('height\r\n') };
      const signer = noteSigner('log.example/fit4work', 1, new Uint8Array(32).fill(1));
      const { page, close } = await atPacks();
      await page.getByLabel(CHOOSE).setInputFiles([fileOf('lying.tar', repacked(members, changed, signer))]);
      await text(page, /^blocks.csv is niet wat uit de blokken van het pakket volgt\.$/);
      expect(await page.evaluate('told.length')).toBeGreaterThan(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'is stopped by a press that comes while it is at work',
    async () => {
      const { page, close } = await atPacks();
      // A task of its own, behind whatever waits: on a page that is held up it would come after the verdict.
      await page.evaluate(`new MutationObserver((_, watch) => {
        const stop = document.querySelector('.progressing button');
        if (stop === null) return;
        watch.disconnect();
        setTimeout(() => stop.click());
      }).observe(document.body, { subtree: true, childList: true })`);
      await page.getByLabel(CHOOSE).setInputFiles([fileOf('large.tar', large.pack)]);
      await page.locator('.notice').waitFor({ timeout: TIMEOUT });
      expect(await page.locator('.notice').textContent()).toMatch(/^Gestopt: over dit pakket is niets gezegd/);
      await close();
    },
    TIMEOUT,
  );

  for (const width of [1280, 320]) {
    it(
      `answers while it is judged: Stop ends it, nothing moves, and no barrier stands (${width} pixels)`,
      async () => {
        const { page, complaints, close } = await atPacks(width);
        await holdTurns(page);
        await page.getByLabel(CHOOSE).setInputFiles([fileOf('large.tar', large.pack)]);
        const stop = page.getByRole('button', { name: 'Stop' });
        await stop.waitFor();
        expect(await shiftsOf(page)).toEqual([]);
        for (const language of ['nl', 'en'] as const) {
          await wear(page, language, 'light');
          await text(page, language === 'nl' ? /^Stap \d van 6: / : /^Step \d of 6: /);
          expect(await barriersOf(page)).toEqual([]);
          expect(await overflowOf(page)).toBe(0);
          await picture(page, `auditor-a pack being judged-${language}-${width}`);
        }
        await wear(page, 'nl', 'light');
        await stop.press('Enter');
        await letGo(page);
        await page.locator('.notice', { hasText: /^Gestopt: over dit pakket is niets gezegd/ }).waitFor();
        expect(await page.locator('progress').count()).toBe(0);
        expect(await page.evaluate('document.activeElement.closest(".drop") !== null')).toBe(true);
        expect(await page.getByRole('status').locator('p').last().textContent()).toMatch(/^Gestopt/);
        expect(await barriersOf(page)).toEqual([]);
        await picture(page, `auditor-a pack stopped-${width}`);
        await page.getByLabel(CHOOSE).setInputFiles([fileOf('large.tar', large.pack)]);
        await page.locator('.notice', { hasText: /^Het pakket klopt/ }).waitFor({ timeout: TIMEOUT });
        expect(complaints).toEqual([]);
        await close();
      },
      TIMEOUT,
    );
  }
});
