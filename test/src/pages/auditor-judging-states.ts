import type { Page } from 'playwright-core';
import type { AuditedLog } from './audited-log.js';
import { judged } from './auditor-pack-states.js';
import { press, type State } from './auditor-states.js';
import { text } from './every-look.js';

const STEPS = 6;

/** Keeps back each message by which the judging of a pack gives way to others, so that it is looked at while it lasts. */
export const holdTurns = (page: Page): Promise<void> =>
  page.evaluate(`{
    const post = MessagePort.prototype.postMessage;
    globalThis.go = () => { const waiting = held; globalThis.held = undefined; for (const send of waiting) send(); };
    globalThis.held = [];
    MessagePort.prototype.postMessage = function (...what) {
      const send = () => post.apply(this, what);
      if (globalThis.held === undefined || document.querySelector('progress') === null) send();
      else globalThis.held.push(send);
    };
  }`);

/** Lets it go on, however far it is. */
export const letGo = (page: Page): Promise<void> => page.evaluate('go()');

/** One turn after the other, until a step is said. A clock that goes on by a turn at each look has every step told. */
async function judgedUpTo(page: Page, log: AuditedLog, step: number): Promise<void> {
  await page.evaluate('{ let now = performance.now(); performance.now = () => (now += 400); }');
  await holdTurns(page);
  await judged(page, log, await log.pack());
  await page.locator('.judging').waitFor();
  await page.evaluate(`(async () => {
    const isThere = () => document.querySelector('.judging').textContent.startsWith('Stap ${step} van ${STEPS}');
    while (!isThere()) {
      held.shift()?.();
      await new Promise((done) => setTimeout(done));
    }
  })()`);
  await text(page, new RegExp(`^Stap ${step} van ${STEPS}: `));
}

/** A pack while it is judged, and one of which that was stopped. */
export const JUDGING: Readonly<Record<string, State>> = {
  ...Object.fromEntries(
    Array.from({ length: STEPS }, (_, i) => [
      `a pack being judged, step ${i + 1}`,
      { reach: (page: Page, log: AuditedLog) => judgedUpTo(page, log, i + 1) },
    ]),
  ),
  'a pack of which the judging was stopped': {
    reach: async (page, log) => {
      await judgedUpTo(page, log, 1);
      await press(page, 'Stop');
      await letGo(page);
      await page.locator('.notice', { hasText: /^Gestopt: over dit pakket is niets gezegd/ }).waitFor();
    },
  },
};
