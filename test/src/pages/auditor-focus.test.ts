import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { auditedLog } from './auditor-stand.js';
import { believe, give, press, VERIFY, verified } from './auditor-states.js';
import { fileOf } from './auditor-walk.js';
import { text } from './every-look.js';
import { focusOf, lookAt, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const WHOM = 'Wie u gelooft';
const KEPT = /^Dit toestel onthoudt tot waar/;

describeWith(['chromium'], 'the auditor’s page, where a press takes away what had the focus', () => {
  const here = auditedLog(TIMEOUT);

  const look = (): Promise<Sight> => lookAt(here.browser, `${here.log.origin}/`, { language: 'nl', theme: 'light' });
  /** What is heard once all that holds no more is gone, and where the focus is. */
  const told = async (page: Page, said: RegExp): Promise<void> => {
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(said);
    expect(await focusOf(page)).toBe(WHOM);
  };

  it(
    'says aloud whom one believes or not any more, alone, and leads to the heading above it',
    async () => {
      const { page, close } = await look();
      await give(page, 'Geef het beleidsbestand', [fileOf('policy', 'nonsense')]);
      await text(page, /^Dit is geen beleid van één logboek/);
      await believe(page, here.log.policyText);
      await told(page, /^Logboek .+, met 3 getuigen\. Dit beleid hebt u zelf gegeven\.$/);
      await press(page, 'Een ander beleid geven');
      await told(page, /^U gelooft dit beleid niet meer\. Geef eerst aan wie u gelooft\./);
      await press(page, 'Gebruik wat het logboek zelf toont');
      await told(page, /^Logboek .+, met 3 getuigen\. Dit beleid is het woord van het logboek zelf\./);
      await close();
    },
    TIMEOUT,
  );

  it(
    'keeps the policy that is given while the log is asked for its own, whatever that answers',
    async () => {
      const { page, close } = await look();
      const asked = new Promise<Route>((resolve) => void page.route('**/policies/0', resolve));
      await press(page, 'Gebruik wat het logboek zelf toont');
      const held = await asked;
      await believe(page, here.log.policyText);
      const answered = page.waitForResponse('**/policies/0');
      await held.continue();
      await (await answered).finished();
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 500))');
      await text(page, 'Dit beleid hebt u zelf gegeven.');
      expect(await page.getByText('Dit beleid is het woord van het logboek zelf.').count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says nothing of remembering once the last visit is forgotten, and leads to the run that is left',
    async () => {
      const { page, close } = await look();
      await verified(page, here.log);
      await text(page, KEPT);
      await press(page, 'Vergeet het vorige bezoek');
      await text(page, /^Dit toestel onthoudt er niets meer van/);
      expect(await page.getByText(KEPT).count()).toBe(0);
      expect(await focusOf(page)).toBe(VERIFY);
      await expect.poll(() => page.getByRole('status').textContent()).toMatch(/Het vorige bezoek is vergeten\.$/);
      await close();
    },
    TIMEOUT,
  );
});
