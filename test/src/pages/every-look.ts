import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { barriersOf, FRAME, LOOKS, nameOf } from './page-stand.js';

/** Changes language and colours as the page's own lists do, also behind a dialogue, and waits until they are there. */
export async function wear(page: Page, language: string, theme: string): Promise<void> {
  await page.evaluate(
    `[['nl', 'en'], ['light', 'dark']].forEach((_, i) => {
      const list = document.querySelectorAll('.choices select')[i];
      list.value = [${JSON.stringify(language)}, ${JSON.stringify(theme)}][i];
      list.dispatchEvent(new Event('change', { bubbles: true }));
    })`,
  );
  await page.locator(`html[lang^=${language}][data-theme=${theme}]`).waitFor({ state: 'attached' });
}

/** What axe finds wrong with a state of a page in each language and theme, each with which; as it is seen at the end it is Dutch and light. */
async function barriersInEveryLook(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const look of LOOKS.toReversed()) {
    await wear(page, look.language, look.theme);
    found.push(...(await barriersOf(page)).map((barrier) => `${nameOf(look)}: ${barrier}`));
  }
  return found;
}

/** Holds that a state has no barrier in any language and theme. */
export const sound = async (page: Page, state: string): Promise<void> =>
  expect([state, ...(await barriersInEveryLook(page))]).toEqual([state]);

/** Waits until something is said. */
export const text = (page: Page, said: string | RegExp): Promise<void> => page.getByText(said).first().waitFor();

/** Until the page has led whoever went elsewhere to its heading: a key that is pressed before goes there. */
export const arrived = (page: Page): Promise<void> => page.locator('main h1:focus').waitFor();

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** As by hand, of what is folded in what is folded too, without waiting for each. */
export const unfoldAll = (page: Page): Promise<void> =>
  page.evaluate(`(async () => {
    for (let closed; (closed = document.querySelectorAll('details:not([open])')).length > 0; ) {
      for (const each of closed) each.open = true;
      await new Promise((done) => ${FRAME}(() => setTimeout(done)));
    }
  })()`);
