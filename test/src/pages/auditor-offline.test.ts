import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { auditedLog } from './auditor-stand.js';
import { CHECK, give, goTo, press, VERIFY, verified } from './auditor-states.js';
import { fileOf, verdict } from './auditor-walk.js';
import { barriersOf, lookAt, picture } from './page-stand.js';

const TIMEOUT = 120_000;

describeWith(['chromium'], 'the auditor’s page while the service that it came from is stopped', () => {
  const here = auditedLog(TIMEOUT);

  it(
    'opens, says that it could not ask, knows the last visit, and judges a proof that somebody was handed',
    async () => {
      const { page, complaints, close } = await lookAt(here.browser, `${here.log.origin}/`, {
        language: 'nl',
        theme: 'light',
      });
      await verified(page, here.log);
      const proof = await here.log.proof();
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      expect(complaints).toEqual([]);
      await here.log.stop();
      await page.reload();
      await page.getByRole('button', { name: /^Ga verder van het vorige bezoek/ }).waitFor();
      expect(await page.evaluate('document.styleSheets[0].cssRules.length > 10')).toBe(true);
      await press(page, VERIFY);
      await verdict(page, /^Niet na te gaan$/).waitFor();
      await goTo(page, CHECK);
      await give(page, 'Het bewijs (.tlog-proof)', [fileOf('leaf.tlog-proof', proof)]);
      await give(page, 'Het document zelf', [fileOf('record', here.log.record)]);
      await press(page, 'Controleer het bewijs');
      await page.locator('.notice', { hasText: /Bewezen: dit staat op plaats 0/ }).waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await picture(page, 'auditor-offline');
      const kept: string[] = await page.evaluate(
        `caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
        .then((found) => found.flat().map(({ url }) => url))`,
      );
      expect(kept.map((url) => new URL(url).pathname.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
        '/',
        '/index.css',
        '/index.js',
      ]);
      await close();
    },
    TIMEOUT,
  );
});
