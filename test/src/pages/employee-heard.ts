import type { Page } from 'playwright-core';
import { sound } from './every-look.js';
import { whole } from './whole-state.js';

/* What a page says in the states that are looked at: what is to be read of each, and what was said aloud on the way to it. */

/** Remembers what is said aloud; once a document. */
const LISTEN = `(() => {
  if (globalThis.heard !== undefined) return;
  globalThis.heard = [];
  const hear = () => {
    for (const each of document.querySelectorAll('[aria-live], [role=alert], [role=status]')) heard.push(each.textContent);
  };
  new MutationObserver(hear).observe(document.body, { childList: true, characterData: true, subtree: true });
})()`;

/** Of a list that can be folded out every choice is to be read; of what is folded nothing. */
const READ = `[document.title, document.body.innerText,
  ...Array.from(document.querySelectorAll('[aria-label]'), (each) => each.ariaLabel),
  ...(globalThis.heard ?? []).splice(0)].join('\\n')`;

const remember = async (seen: string[], page: Page): Promise<void> => {
  seen.push(await page.evaluate<string>(READ));
  await page.evaluate(LISTEN);
};

/** @returns what holds that a state has no barrier, and remembers what it says */
export const soundAndSeen =
  (seen: string[]) =>
  async (page: Page, state: string): Promise<void> => {
    await remember(seen, page);
    await sound(page, state);
  };

/** @returns what holds that a state is whole, and remembers what it says */
export const wholeAndSeen =
  (seen: string[]) =>
  async (page: Page, state: string): Promise<void> => {
    await remember(seen, page);
    await whole(page, 'employee', state);
  };
