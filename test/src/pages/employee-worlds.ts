import { cryptoReady } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { PASSPHRASE, PageWorld } from '../../../edge-agent/test/index.js';
import { arrived } from './every-look.js';
import { type Look, lookAt, openBrowser, type Sight } from './page-stand.js';

/** The page of somebody, served by an agent whose clock and vault a test has. */
interface EmployeeWorlds {
  readonly world: PageWorld;
  /** Logged in; in Dutch and light, where nothing else is said. */
  open(look?: Partial<Look>): Promise<Sight>;
}

/** Of a suite: one browser, and somebody anew before each test. @param begin what there is of them */
export function employeeWorlds(begin: (world: PageWorld) => Promise<unknown> = async () => undefined): EmployeeWorlds {
  let browser: Browser;
  let world: PageWorld;
  beforeAll(async () => {
    await cryptoReady;
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await PageWorld.open();
    await begin(world);
  });
  afterEach(() => world?.close());
  return {
    get world() {
      return world;
    },
    open: async (look = {}) =>
      lookAt(browser, await linkOf(world), { language: 'nl', theme: 'light', now: world.reads.now, ...look }),
  };
}

/** A link into the page of somebody, good for once. */
export const linkOf = async (world: PageWorld): Promise<string> =>
  `http://127.0.0.1:${world.port}/#login=${await world.token()}`;

/** Goes to a part of the page by its name. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).press('Enter');
  await arrived(page);
}

/** Gives the passphrase where the page asks for it first. */
export async function givePassphrase(page: Page): Promise<void> {
  const field = page.getByLabel(/^(Uw wachtwoordzin|Your passphrase)/).first();
  await field.fill(PASSPHRASE);
  // At the field: the heading takes the focus once whoever went there has arrived.
  await field.press('Enter');
}

/** Somebody comes back to a page that was left open, seconds later. */
export async function comeBack(page: Page, { reads }: PageWorld, later = 0): Promise<void> {
  reads.now += later;
  await page.context().clock.setFixedTime(reads.now * 1000);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
}
