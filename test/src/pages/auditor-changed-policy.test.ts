import { toHex } from '@fit4work/protocol';
import { openPageFiles } from '@fit4work/web';
import sodium from 'libsodium-wrappers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOW, type RotatedLog, rotatedLog } from '../../../anchor-service/test/index.js';
import { describeWith } from '../requirement.js';
import { believe, CHECK, give, goTo, press, VERIFY } from './auditor-states.js';
import { fileOf, verdict } from './auditor-walk.js';
import { lookAt, openBrowser, type Sight, servePage } from './page-stand.js';

const TIMEOUT = 120_000;
const PROVEN = /^Bewezen: dit staat op plaats 7/;
const OF_ANOTHER = /^Dit bewijs is niet van dit document, of niet van een logboek/;

describeWith(['chromium'], 'the auditor’s page, of a log whose policy changed', () => {
  let log: RotatedLog;
  let browser: Browser;
  let served: Awaited<ReturnType<typeof servePage>>;
  beforeAll(async () => {
    await sodium.ready;
    [log, browser, served] = await Promise.all([rotatedLog(), openBrowser(), servePage(openPageFiles('auditor'))]);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    served?.close();
    log?.remove();
  });

  async function look(change: (path: string, body: Buffer) => Buffer = (_path, body) => body): Promise<Sight> {
    const sight = await lookAt(browser, `${served.origin}/`, { language: 'nl', theme: 'light', now: NOW });
    await sight.page.route(/\/(checkpoint$|tile\/|blocks\/|policies\/)/, async (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      const body = await log.read(path);
      await route.fulfill(body === undefined ? { status: 404 } : { body: change(path, Buffer.from(body)) });
    });
    await believe(sight.page, log.policyText);
    return sight;
  }

  async function judged(page: Page, said: RegExp): Promise<number> {
    await give(page, 'Het bewijs (.tlog-proof)', [fileOf('leaf.tlog-proof', await log.proof())]);
    await page.getByLabel('Of zijn blad').fill(toHex(log.leaf));
    await press(page, 'Controleer het bewijs');
    const notice = page.locator('.notice', { hasText: said });
    await notice.waitFor();
    return notice.count();
  }

  it(
    'judges a proof by the newest policy that a verification was led to, and by the first before there was one',
    async () => {
      const { page, close } = await look();
      await goTo(page, CHECK);
      expect(await judged(page, OF_ANOTHER)).toBe(1);
      await goTo(page, 'Nagaan');
      await press(page, VERIFY);
      await verdict(page, /^Het logboek is in orde$/).waitFor();
      await goTo(page, CHECK);
      expect(await judged(page, PROVEN)).toBe(1);
      await page.reload();
      expect(await judged(page, PROVEN)).toBe(1);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says of whoever rewrote what the change rests on that it is signed and cannot be true, where it verifies and among the witnesses',
    async () => {
      const { page, close } = await look((path, body) => {
        // An entry, and the tile that has its hash.
        const at = path.startsWith('tile/entries/') ? 2 : path.startsWith('tile/0/') ? 0 : undefined;
        if (at !== undefined) body[at] = (body[at] ?? 0) ^ 1;
        return body;
      });
      await press(page, VERIFY);
      await verdict(page, /^Het logboek is niet in orde$/).waitFor();
      const found = page.getByText('De wortel van het checkpoint bij 72 plaatsen is niet die van wat er staat.');
      await found.waitFor();
      await goTo(page, 'Getuigen');
      const notice = page.locator('.notice.tone-bad', { hasText: 'Het logboek is niet in orde' });
      await notice.filter({ has: found }).waitFor();
      expect(await page.getByText(/^Niemand is hiermee betrapt/).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
