import { leafOf, toHex } from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { uncosignedPack } from './auditor-pack-states.js';
import { auditedLog } from './auditor-stand.js';
import {
  believe,
  CHECK,
  chooseKind,
  give,
  goTo,
  PACK,
  press,
  verified,
  withoutWitnesses,
  withQuorum,
} from './auditor-states.js';
import { fileOf } from './auditor-walk.js';
import { lookAt, type Sight } from './page-stand.js';

const TIMEOUT = 120_000;
const ALONE =
  'Geen getuige staat hierachter: dit is het woord van het logboek alleen, en het kan anderen iets anders tonen.';

describeWith(['chromium'], 'the auditor’s page, where no witness stands behind what it found', () => {
  const here = auditedLog(TIMEOUT);

  const look = (): Promise<Sight> => lookAt(here.browser, `${here.log.origin}/`, { language: 'nl', theme: 'light' });
  const POLICIES = [
    {
      ...{ by: 'nobody', good: 0, care: 1 },
      titles: {
        log: /^Het logboek klopt met zichzelf, maar geen getuige bevestigt het/,
        proof: /^Het logboek zegt dat dit op plaats 0 /,
        pack: /^Het pakket klopt met zichzelf, maar geen getuige bevestigt het/,
      },
      policy: () => withoutWitnesses(here.log.policyText),
      pack: () => uncosignedPack(here.log),
      packPolicy: () => withQuorum(here.log.policyText, 'quorum none'),
    },
    {
      ...{ by: 'witnesses', good: 1, care: 0 },
      titles: { log: /^Het logboek is in orde/, proof: /^Bewezen: dit staat op plaats 0/, pack: /^Het pakket klopt/ },
      policy: () => here.log.policyText,
      pack: () => here.log.pack(),
      packPolicy: () => here.log.policyText,
    },
  ];

  /** How many boxes that begin so have each tone and the sentence. */
  async function told(page: Page, title: RegExp): Promise<object> {
    const box = page.locator('.notice', { hasText: title });
    await box.first().waitFor();
    const alone = box.filter({ hasText: ALONE });
    const withTone = (tone: string) => page.locator(`.notice.${tone}`, { hasText: title }).count();
    const heard = (await page.getByRole('status').textContent()) ?? '';
    return {
      good: await withTone('tone-good'),
      care: await withTone('tone-care'),
      alone: await alone.count(),
      isHeard: heard.includes(ALONE),
    };
  }

  for (const { by, good, care, titles, policy, pack, packPolicy } of POLICIES) {
    const expected = { good, care, alone: care, isHeard: care === 1 };

    it(
      `is green of a log, a proof and a pack where somebody cosigned alone, and says so aloud too (by ${by})`,
      async () => {
        const { page, close } = await look();
        await verified(page, here.log, policy());
        await expect.poll(() => told(page, titles.log)).toEqual(expected);
        await goTo(page, CHECK);
        await give(page, 'Het bewijs (.tlog-proof)', [fileOf('leaf.tlog-proof', await here.log.proof())]);
        await page.getByLabel('Of zijn blad').fill(toHex(leafOf(here.log.record)));
        await press(page, 'Controleer het bewijs');
        await expect.poll(() => told(page, titles.proof)).toEqual(expected);
        await goTo(page, 'Nagaan');
        await press(page, 'Een ander beleid geven');
        await believe(page, packPolicy());
        await goTo(page, CHECK);
        await chooseKind(page, PACK);
        await give(page, 'Het pakket (.tar)', [fileOf('pack.tar', await pack())]);
        await expect.poll(() => told(page, titles.pack)).toEqual(expected);
        await close();
      },
      TIMEOUT,
    );
  }
});
