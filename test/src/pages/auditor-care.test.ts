import { addSignatures, cosign, formatNote, noteSigner, parseSignedCheckpoint } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { OTHER_KEY, STILL, STILL_DAYS, withOtherKey } from './auditor-care-states.js';
import { auditedLog } from './auditor-stand.js';
import { answer, believe, DAY, goTo, press, VERIFY, verified } from './auditor-states.js';
import { verdict } from './auditor-walk.js';
import { text } from './every-look.js';
import { lookAt, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const COSIGNED = /^De nieuwste stand die het logboek gaf, is medeondertekend op .+\.$/;

describeWith(['chromium'], 'the auditor’s page, where what is right is told with care', () => {
  const here = auditedLog(TIMEOUT);

  /** @param days by which this device is later than the log */
  const lookAfter = (days: number): Promise<Sight> => {
    const now = Math.floor(Date.now() / 1000) + days * DAY + 60;
    return lookAt(here.browser, `${here.log.origin}/`, { language: 'nl', theme: 'light', now });
  };
  const tones = (page: Page): Promise<string[]> =>
    page.locator('.notice').evaluateAll((all) => all.map(({ className }) => className.replace(/^notice tone-/, '')));

  it(
    'tells when the newest state is from, and is green of it for less than three days',
    async () => {
      const { page, close } = await lookAfter(2);
      await verified(page, here.log);
      await text(page, COSIGNED);
      expect(await tones(page)).toEqual(['good', 'good']);
      await close();
    },
    TIMEOUT,
  );

  for (const days of [3, STILL_DAYS]) {
    it(
      `says of a log that stood still for ${days} days that its state is old, and what that may mean, aloud too`,
      async () => {
        const { page, close } = await lookAfter(days);
        await believe(page, here.log.policyText);
        await press(page, VERIFY);
        await verdict(page, STILL).waitFor();
        await text(page, COSIGNED);
        expect(await tones(page)).toEqual(['good', 'care']);
        const may = `Bij het nakijken was dat ${days} dagen geleden. Een logboek krijgt alleen een nieuwe stand als er iets verzegeld wordt`;
        await expect.poll(() => page.getByRole('status').textContent()).toContain(may);
        await goTo(page, 'Wat het bewijst');
        await text(page, /^Dat er niets nieuwers is dan wat u ziet/);
        await close();
      },
      TIMEOUT,
    );
  }

  it(
    'says where somebody signed as a witness of the policy with another key than its own, and not of a stranger',
    async () => {
      const { page, close } = await lookAfter(0);
      await verified(page, here.log, withOtherKey(here.log.policyText));
      await text(page, OTHER_KEY);
      expect(await tones(page)).toEqual(['good', 'good', 'care']);
      await expect.poll(() => page.getByRole('status').textContent()).toContain('Ook ondertekend als council.example');
      await goTo(page, 'Getuigen');
      await text(page, OTHER_KEY);
      expect(await page.getByText(/van iemand die uw beleid niet noemt/).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );

  it(
    'takes no witness for a stranger that signs with a key of the policy and with another one as well',
    async () => {
      const { page, close } = await lookAfter(0);
      const { note } = parseSignedCheckpoint(here.log.file('checkpoint'));
      const other = noteSigner('council.example', 4, new Uint8Array(32).fill(7));
      const both = addSignatures(note, [cosign(note.text, Math.floor(Date.now() / 1000), other)]);
      await page.route('**/checkpoint', answer(Buffer.from(formatNote(both))));
      await believe(page, here.log.policyText);
      await goTo(page, 'Getuigen');
      await text(page, /^Medeondertekend door 3 van 3 getuigen/);
      expect(await page.getByText(/uw beleid niet noemt/).count()).toBe(0);
      await close();
    },
    TIMEOUT,
  );
});
