import type { Page } from 'playwright-core';
import type { AuditedLog } from './audited-log.js';
import { believe, press, type State, VERIFY } from './auditor-states.js';
import { text } from './every-look.js';

async function untilSilent(page: Page, log: AuditedLog): Promise<void> {
  await believe(page, log.policyText);
  await page.route('**/tile/entries/**', () => undefined);
  await press(page, VERIFY);
  await text(page, /^Het logboek antwoordt niet\. U kunt wachten/);
}

/** A log that is asked and never answers. */
export const SILENCE: Readonly<Record<string, State>> = {
  'a log that does not answer': { reach: untilSilent },
  'a verification that was stopped': {
    reach: async (page, log) => {
      await untilSilent(page, log);
      await press(page, 'Stop');
      await text(page, /^Gestopt: over dit logboek is niets gezegd/);
    },
  },
};
