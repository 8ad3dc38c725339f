import type { Page } from 'playwright-core';
import { barriersOf, LOOKS, nameOf } from './page-stand.js';

/** Changes language and colours as the page's own lists do, also behind a dialogue, and waits until they are there. */
async function wear(page: Page, language: string, theme: string): Promise<void> {
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
export async function barriersInEveryLook(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const look of LOOKS.toReversed()) {
    await wear(page, look.language, look.theme);
    found.push(...(await barriersOf(page)).map((barrier) => `${nameOf(look)}: ${barrier}`));
  }
  return found;
}
