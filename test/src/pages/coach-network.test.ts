import { cryptoReady } from '@fit4work/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { seesLess, seesNothing } from './coach-network-ends.js';
import { findsWhoWaits, looks } from './coach-network-looks.js';
import { plans, writes } from './coach-network-plans.js';
import { logIn } from './coach-stand.js';
import { type CoachedNetwork, PATIENCE, startCoached } from './coached-network.js';
import { keyboard, mouse } from './hands.js';
import { lookAt, openBrowser } from './page-stand.js';

const TIMEOUT = 600_000;

describeWith(['chromium'], 'the page of a coach, served by the coach API of a running network', () => {
  let browser: Browser;
  let network: CoachedNetwork;
  beforeAll(async () => {
    await cryptoReady;
    network = await startCoached();
    browser = await openBrowser();
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await network?.close();
  }, TIMEOUT);

  for (const { hand, ...look } of [
    { language: 'nl', theme: 'light', hand: mouse },
    { language: 'en', theme: 'dark', hand: keyboard },
  ] as const) {
    it(
      `is where a coach sees, plans for and writes to somebody until that person withdraws (${look.language}, ${look.theme}, ${hand.name})`,
      async () => {
        const person = (await network.sharing()).at(-1);
        if (person === undefined) throw new RangeError('Nobody shares anything.');
        await person.ask('messages', 'send', '--coach', 'coach-1', '--text', 'Mag ik al lopen?', '--wait', '120');
        const sight = await lookAt(browser, `${network.coachUrl}/coach/`, look);
        sight.page.setDefaultTimeout(PATIENCE.timeout);
        await hand.press(sight.page.getByRole('link', { name: /^(Aanmelden|Log in)$/ }));
        await logIn(sight.page, 'coach');
        const walk = { ...{ network, person, hand, look }, page: sight.page };
        await findsWhoWaits(walk);
        await looks(walk);
        await plans(walk);
        await writes(walk);
        await seesLess(walk);
        await seesNothing(walk);
        expect(sight.complaints).toEqual([]);
        await sight.close();
      },
      TIMEOUT,
    );
  }
});
