import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { openBrowser } from './page-stand.js';

/** Of a suite: one browser, and a log of a few leaves with its witnesses. @param timeout until they are there, milliseconds */
export function auditedLog(timeout: number): { readonly browser: Browser; readonly log: AuditedLog } {
  let browser: Browser;
  let log: AuditedLog;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    await log.grow(3);
  }, timeout);
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });
  return {
    get browser() {
      return browser;
    },
    get log() {
      return log;
    },
  };
}
