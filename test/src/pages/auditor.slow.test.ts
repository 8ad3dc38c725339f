import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { walkThrough } from './auditor-walk.js';
import { LOOKS, lookAt, nameOf, openBrowser } from './page-stand.js';

describeWith(['chromium'], 'the auditor’s page in every language and theme', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 300, 40]) await log.grow(count);
  });
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  for (const look of LOOKS) {
    it(`has no barrier that axe finds in any state (${nameOf(look)})`, async () => {
      await walkThrough(await lookAt(browser, `${log.origin}/`, look), log, look);
    });
  }
});
