import type { Page } from 'playwright-core';
import { arrived, button } from './every-look.js';

/* How somebody gets about on the page of a coach by the keyboard. */

export const at = (person: { readonly name: string }, part = ''): string => `#/people/${person.name}/${part}`;

export async function goTo(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('link', { name, ...(typeof name === 'string' && { exact: true }) }).press('Enter');
  await arrived(page);
}

export const press = (page: Page, name: string): Promise<void> => button(page, name).press('Enter');

/** What is sent arrives, and the first answer to it is lost. */
export async function loseAnswers(page: Page, path: RegExp): Promise<void> {
  let isLost = false;
  await page.route(path, async (route) => {
    if (isLost || route.request().method() !== 'POST') return route.continue();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
}

/** Says why, and goes on. */
export async function give(page: Page, reason: string): Promise<void> {
  const field = page.getByLabel(/^Waarom kijkt u/).first();
  await field.fill(reason);
  await field.press('Enter');
}

/** The words of the link to somebody. */
export const wayTo = ({ name }: { readonly name: string }): RegExp =>
  new RegExp(`${name.slice(0, 4)} ${name.slice(4, 8)}`);

/** What is sent is on its way until it is released. */
export async function heldSending(page: Page, path: RegExp) {
  let release = (): void => undefined;
  let tellAsked = (): void => undefined;
  const released = new Promise<void>((done) => {
    release = done;
  });
  const asked = new Promise<void>((done) => {
    tellAsked = done;
  });
  let sent = 0;
  await page.route(path, async (route) => {
    if (route.request().method() === 'POST') {
      sent += 1;
      tellAsked();
      await released;
    }
    return route.continue();
  });
  return { asked, release, count: () => sent };
}
