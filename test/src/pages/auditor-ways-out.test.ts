import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNote, noteSigner, signCheckpoint } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { believe, CHECK, chooseKind, EVIDENCE, goTo, press, VERIFY } from './auditor-states.js';
import { verdict } from './auditor-walk.js';
import { button, text } from './every-look.js';
import { focusOf, lookAt, openBrowser, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const ADDRESS = 'Adres van het logboek';
const NEEDED = 'Geef eerst, onder “Nagaan”, het adres van het logboek.';
const CLOSED = /^Dit bestand vraagt een logboek alleen over https:\/\/, of op dit toestel zelf/;

describeWith(['chromium'], 'the auditor’s page, where no log answers, none was named, or a file misses its box', () => {
  let log: AuditedLog;
  let browser: Browser;
  let file: string;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    await log.grow(3);
    file = log.path('fit4work-auditor.html');
    copyFileSync(join(import.meta.dirname, '../../../web/dist/pages/auditor/fit4work-auditor.html'), file);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  const look = (url = `${log.origin}/`): Promise<Sight> => lookAt(browser, url, { language: 'nl', theme: 'light' });

  it(
    'the file from a stick refuses the addresses that its own law keeps it from, says why, and asks them nothing',
    async () => {
      const { page, requested, complaints, close } = await look(`file://${file}`);
      await believe(page, log.policyText);
      const typed = page.getByLabel(ADDRESS);
      await typed.fill(log.origin);
      await button(page, VERIFY).waitFor();
      for (const address of ['http://192.168.1.5:8080', 'http://log.stad.example', 'http://[::1]']) {
        await typed.fill(address);
        await text(page, CLOSED);
        expect([address, await button(page, VERIFY).count()]).toEqual([address, 0]);
        await text(page, NEEDED);
      }
      await typed.fill('https://log.stad.example');
      await button(page, VERIFY).waitFor();
      expect(await page.getByText(CLOSED).count()).toBe(0);
      expect(requested.filter((url) => !/^(file:|data:,$)/.test(url))).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'the file without an address blames no log, and asks for the address wherever it is needed',
    async () => {
      const { page, requested, close } = await look(`file://${file}`);
      await press(page, 'Gebruik wat het logboek zelf toont');
      await text(page, NEEDED);
      // Nothing is wrong yet.
      expect(await page.locator('.notice.tone-plain', { hasText: NEEDED }).count()).toBe(1);
      await believe(page, log.policyText);
      await text(page, NEEDED);
      for (const place of ['Blokken', 'Getuigen']) {
        await goTo(page, place);
        await text(page, NEEDED);
        expect(await page.locator('.notice').count()).toBe(1);
      }
      expect(requested.filter((url) => !/^(data:,$)/.test(url))).toEqual([`file://${file}`]);
      await close();
    },
    TIMEOUT,
  );

  it(
    'a log that cannot be asked at all is said not to be reachable',
    async () => {
      const { page, close } = await look(`file://${file}`);
      await believe(page, log.policyText);
      await page.getByLabel(ADDRESS).fill('http://127.0.0.1:9');
      await press(page, VERIFY);
      await text(page, /^Het logboek is niet bereikbaar, of antwoordt niet zoals het hoort: checkpoint kon niet/);
      expect(await page.locator('.notice.tone-bad').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'a log that never answers is told after a while, and whoever waits can stop, by keyboard, and begin again',
    async () => {
      const { page, close } = await look();
      await believe(page, log.policyText);
      await page.route('**/tile/entries/**', () => undefined);
      await press(page, VERIFY);
      await text(page, /^Het logboek antwoordt niet\. U kunt wachten/);
      await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^Het logboek antwoordt niet/);
      await press(page, 'Stop');
      await verdict(page, /^Gestopt: over dit logboek is niets gezegd/).waitFor();
      expect(await button(page, 'Stop').count()).toBe(0);
      expect(await focusOf(page)).toBe(VERIFY);
      await page.unrouteAll();
      await press(page, VERIFY);
      await verdict(page, /^Het logboek is in orde$/).waitFor();
      await close();
    },
    TIMEOUT,
  );

  /** Lets files fall on a place, as a browser tells it. @returns whether the browser would leave the page for them */
  const drop = (page: Page, place: string, files: Readonly<Record<string, string>>): Promise<boolean> =>
    page.evaluate(
      `(() => {
        const dataTransfer = new DataTransfer();
        for (const [name, text] of Object.entries(${JSON.stringify(files)})) {
          dataTransfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        }
        const at = document.querySelector(${JSON.stringify(place)});
        const fall = (kind) => at.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        return [fall('dragover'), fall('drop')].some((isLeft) => isLeft);
      })()`,
    );

  it(
    'an evidence bundle that is dropped is judged, and beside its box nothing leaves the page',
    async () => {
      const { page, close } = await look();
      const signer = noteSigner('log.example/caught', 1, new Uint8Array(32).fill(9));
      const checkpoint = (fill: number): string =>
        Buffer.from(
          formatNote(signCheckpoint({ origin: signer.key.name, size: 9, root: new Uint8Array(32).fill(fill) }, signer)),
        ).toString('base64');
      const files = { 'a.checkpoint': checkpoint(1), 'b.checkpoint': checkpoint(2) };
      await believe(page, log.policyText);
      await goTo(page, 'Blokken');
      expect(await drop(page, 'body', files)).toBe(false);
      await goTo(page, CHECK);
      await chooseKind(page, EVIDENCE);
      expect(await drop(page, 'h2', files)).toBe(false);
      expect(await page.locator('.notice').count()).toBe(0);
      expect(await drop(page, '.drop', files)).toBe(false);
      await page.locator('.notice').waitFor();
      await text(page, /^Gekozen: a\.checkpoint, b\.checkpoint$/);
      await close();
    },
    TIMEOUT,
  );
});
