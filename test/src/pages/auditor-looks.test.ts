import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messagesOf, partsOf } from '../../../web/test/index.js';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { CARE } from './auditor-care-states.js';
import { CHAIN } from './auditor-chain-states.js';
import { ELSEWHERE, FILES } from './auditor-file-states.js';
import { JUDGING } from './auditor-judging-states.js';
import { PACKS } from './auditor-pack-states.js';
import { SILENCE } from './auditor-silence-states.js';
import { type State, VERIFYING, WITNESSES } from './auditor-states.js';
import { sound } from './every-look.js';
import { cutOf, lookAt, openBrowser, overflowOf, picture, unreachedOf } from './page-stand.js';

const TIMEOUT = 120_000;
/** Every state of the page. What it can say and says in none of these is found below. */
const STATES: Readonly<Record<string, State>> = {
  ...VERIFYING,
  ...SILENCE,
  ...WITNESSES,
  ...CARE,
  ...CHAIN,
  ...FILES,
  ...PACKS,
  ...JUDGING,
  ...ELSEWHERE,
};

describeWith(['chromium'], 'every state of the auditor’s page, in both languages and themes', () => {
  let log: AuditedLog;
  let browser: Browser;
  let file: string;
  const seen: string[] = [];
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 300, 40, 1, 1, 1, 1, 1, 1, 1, 1]) await log.grow(count);
    await log.stopWitness(2);
    for (const count of [1, 1]) await log.grow(count);
    file = log.path('fit4work-auditor.html');
    copyFileSync(join(import.meta.dirname, '../../../web/dist/pages/auditor/fit4work-auditor.html'), file);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  /** What is to be read and heard. */
  const wordsOn = (page: Page): Promise<string> => page.evaluate('document.title + "\\n" + document.body.innerText');

  for (const [name, { reach, clock, isFile }] of Object.entries(STATES)) {
    it(
      `has no barrier, loses nothing narrow or enlarged, and needs no mouse: ${name}`,
      async () => {
        const now = clock === undefined ? {} : { now: Math.floor(Date.now() / 1000) + clock };
        const url = isFile === true ? `file://${file}` : `${log.origin}/`;
        const { page, close } = await lookAt(browser, url, { language: 'nl', theme: 'light', ...now });
        await reach(page, log);
        seen.push(await wordsOn(page));
        await sound(page, name);
        expect(await unreachedOf(page)).toEqual([]);
        await picture(page, `auditor-${name}-1280`);
        for (const width of [640, 320]) {
          await page.setViewportSize({ width, height: 900 });
          expect([width, await overflowOf(page)]).toEqual([width, 0]);
          expect([width, ...(await cutOf(page))]).toEqual([width]);
          await picture(page, `auditor-${name}-${width}`);
        }
        await close();
      },
      TIMEOUT,
    );
  }

  it('says in these states all that it can say', async () => {
    const all = seen.join('\n').replaceAll(/\s+/g, ' ');
    const parts = await Promise.all(partsOf('auditor').map(messagesOf));
    const unseen = parts
      .flatMap((part) => [...part])
      .filter(([, pattern]) => !pattern.test(all))
      .map(([name]) => name);
    expect(unseen).toEqual([]);
  });
});
