import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DAY, dayBounds, measureDays } from '../../../edge-agent/test/index.js';
import { describeWith } from '../requirement.js';
import { TWINS } from './employee-rare-answers.js';
import { comeBack, employeeWorlds } from './employee-worlds.js';
import { button, wear } from './every-look.js';
import { DRAWN, shiftsOf } from './page-stand.js';

const TIMEOUT = 120_000;
const HOUR = 3_600;
/** More milliseconds after somebody's act than those in which a browser takes it that what moves was moved by it. */
const LATE = 700;
const FOOT_ALONE = /^[\d.e-]+: <footer [^|]*$/;

describeWith(['chromium'], 'pairing a wristband on the day of an employee', () => {
  const here = employeeWorlds(async ({ reads }) => {
    reads.now = dayBounds(DAY).end - 6 * HOUR;
    await measureDays(reads.vault, { from: DAY, days: 1, open: 1 });
    await reads.vault.store.vault.note(1, { synchronised: reads.now - 600, battery: { percent: 80, charging: false } });
  });
  const open = async () => {
    const sight = await here.open();
    const { page } = sight;
    await page.getByText(/^Laatst gelezen/).waitFor();
    await page.locator('summary', { hasText: 'Een polsband koppelen' }).press('Enter');
    return sight;
  };

  it(
    'keeps what was found and the focus where one is paired, and where another falls silent',
    async () => {
      const { page, close } = await open();
      const [paired, other] = (TWINS.change({}) as { nearby: readonly object[] }).nearby;
      const both = [{ ...paired, paired: false }, other];
      let isPaired = false;
      await page.route(TWINS.path, (route) => route.fulfill({ json: { nearby: both } }));
      await page.route(/\/v1\/wearables$/, async (route) => {
        isPaired = true;
        await setTimeout(LATE);
        await route.fulfill({ status: 204 });
      });
      await page.route(/\/v1\/status$/, async (route) => {
        const response = await route.fetch();
        const status = await response.json();
        const unread = { synchronised: null, clockWentBack: false, battery: null };
        const added = { wearable: 2, device: 'Tweede', family: 'banglejs', ...unread };
        const wearables = isPaired ? [...status.wearables, added] : status.wearables;
        await route.fulfill({ response, json: { ...status, wearables } });
      });
      await button(page, 'Zoek polsbanden').press('Enter');
      const first = page.getByRole('button', { name: 'Koppel Bangle.js, 00:0a' });
      await first.waitFor();
      const before = await shiftsOf(page);
      await first.press('Enter');
      await page.getByRole('heading', { name: 'Tweede' }).waitFor();
      const isKept = async (): Promise<void> => {
        await page.locator('.bands span:focus', { hasText: 'Gekoppeld' }).waitFor();
        expect(await page.getByRole('button', { name: 'Koppel Bangle.js, 00:0b' }).isVisible()).toBe(true);
        // The card grows by the wristband that came, and the foot goes with it: nothing else does.
        const moved = (await shiftsOf(page)).slice(before.length).filter((shift) => !FOOT_ALONE.test(shift));
        expect(moved).toEqual([]);
      };
      await isKept();
      await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^Bangle\.js is gekoppeld/);
      await comeBack(page, here.world, 5 * HOUR);
      await page.getByText(/^Geen gegevens sinds/).waitFor();
      await isKept();
      const next = page.getByRole('button', { name: 'Koppel Bangle.js, 00:0b' });
      await next.press('Enter');
      await expect.poll(() => page.locator('.bands').getByText('Gekoppeld').count()).toBe(2);
      await close();
    },
    TIMEOUT,
  );

  it(
    'says in the language of the page why none could be looked for, also where that is another by now',
    async () => {
      const { page, close } = await open();
      await page.route(TWINS.path, (route) => route.abort());
      await button(page, 'Zoek polsbanden').press('Enter');
      const wrong = page.locator('.field-error');
      await wrong.filter({ hasText: /^Uw agent, het programma/ }).waitFor();
      await wear(page, 'en', 'light');
      await expect.poll(() => wrong.textContent()).toMatch(/^Your agent, the program/);
      await close();
    },
    TIMEOUT,
  );
});

describeWith(['chromium'], 'pairing a wristband in the first steps', () => {
  const here = employeeWorlds();

  it(
    'leads on to sharing, and nobody back who finished them before it was confirmed',
    async () => {
      const { page, close } = await here.open();
      await page.evaluate("sessionStorage.setItem('fit4work.step', 'wearables')");
      await page.route(TWINS.path, (route) => route.fulfill({ json: TWINS.change({}) }));
      const confirmed: (() => void)[] = [];
      await page.route(/\/v1\/wearables$/, async (route) => {
        await new Promise<void>((resolve) => confirmed.push(resolve));
        await route.fulfill({ status: 204 });
      });
      const pair = async (): Promise<void> => {
        await page.reload();
        await button(page, 'Zoek polsbanden').press('Enter');
        await page.getByRole('button', { name: 'Koppel Bangle.js, 00:0b' }).press('Enter');
        await expect.poll(() => confirmed.length).toBeGreaterThan(0);
      };
      const heardOf = () =>
        page
          .getByRole('status')
          .getByText(/^Bangle\.js is gekoppeld/)
          .waitFor();
      await pair();
      await button(page, 'Later koppelen').press('Enter');
      await button(page, 'Niets delen').press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Vandaag' }).waitFor();
      confirmed.pop()?.();
      await heardOf();
      await page.evaluate(DRAWN);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Vandaag');
      expect(await page.evaluate("sessionStorage.getItem('fit4work.step')")).toBe(null);

      await page.evaluate("sessionStorage.setItem('fit4work.step', 'wearables')");
      await pair();
      confirmed.pop()?.();
      await button(page, 'Niets delen').waitFor();
      await close();
    },
    TIMEOUT,
  );
});
