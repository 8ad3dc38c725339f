import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { sound, wear } from './every-look.js';
import { cutOf, overflowOf, picture, widen } from './page-stand.js';

const DESK = 1280;

/** How narrow it is, and how large its letters are: telephones from 320 pixels, and twice the size on a small screen (WCAG 2.2, 1.4.4 and 1.4.10). */
const SIZES = [
  { name: 'large', width: 640, letters: '200%' },
  { name: '414', width: 414, letters: '' },
  { name: '375', width: 375, letters: '' },
  { name: '320', width: 320, letters: '' },
] as const;

/** What is not seen of a state in each language and size without scrolling to the side; pictures of it are kept. */
async function lostToTheSide(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [language, theme] of [
    ['en', 'dark'],
    ['nl', 'light'],
  ] as const) {
    await wear(page, language, theme);
    const noteCut = async (size: string): Promise<void> => {
      found.push(...(await cutOf(page)).map((table) => `${language}, ${size}: ${table} is cut`));
    };
    await noteCut('desk');
    await picture(page, `${name}-${language}-${theme}`);
    for (const { name: size, width, letters } of SIZES) {
      await page.evaluate(`document.documentElement.style.fontSize = '${letters}'`);
      await widen(page, width);
      const lost = await overflowOf(page);
      if (lost > 0) found.push(`${language}, ${size}: ${lost} pixels are lost`);
      // A table of letters twice as large may be scrolled (1.4.10 leaves it out).
      if (letters === '') await noteCut(size);
    }
    if (language === 'nl') await picture(page, `${name}-320`);
    await widen(page, DESK);
  }
  return found;
}

/** What can be operated of a page or, where there is one, of the dialogue over it; without what a closed part hides. */
const CONTROLS = `(() => {
  const within = document.querySelector('dialog[open]') ?? document;
  return [...within.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((each) => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }));
})()`;

/**
 * Goes through a page by the tabulator alone.
 * @returns what is not reached, and what does not show that it has the focus or lies behind something else (WCAG 2.2, 2.1.1, 2.4.7 and 2.4.11)
 */
async function outOfReach(page: Page): Promise<readonly string[]> {
  const count: number = await page.evaluate(`(() => {
    globalThis.reached ??= document.addEventListener('focusin', ({ target: at }) => {
      const { left, top, width, height } = at.getBoundingClientRect();
      const [x, y] = [left + Math.min(width / 2, 8), top + Math.min(height / 2, 8)];
      const onTop = document.elementFromPoint(x, Math.min(y, innerHeight - 1));
      const isSeen = onTop !== null && (at.contains(onTop) || onTop.contains(at));
      reached.set(at, { isSeen, isMarked: getComputedStyle(at).outlineStyle !== 'none' });
    }) ?? new Map();
    reached.clear();
    return ${CONTROLS}.length;
  })()`);
  // Twice around: whoever just pressed the last one is behind all the others, and a browser stops at more than these.
  for (let i = 0; i < 2 * count + 4; i++) await page.keyboard.press('Tab');
  return page.evaluate(`${CONTROLS}.flatMap((each) => {
    const name = each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent ?? each.textContent;
    const found = reached.get(each);
    if (found === undefined) return [\`\${each.localName} “\${name}” is not reached\`];
    return [...(found.isMarked ? [] : [\`“\${name}” does not show the focus\`]), ...(found.isSeen ? [] : [\`“\${name}” is hidden\`])];
  })`);
}

/**
 * Holds of a state of a page that axe finds nothing in any look, that nothing is lost 320 pixels wide and with letters of twice
 * the size, and that the keyboard alone reaches every control.
 */
export async function whole(page: Page, pageName: string, state: string): Promise<void> {
  const had = await page.evaluateHandle('document.activeElement');
  await sound(page, state);
  const name = `${pageName}-${state.replaceAll(/[^a-z0-9]+/g, '-')}`;
  expect([state, ...(await lostToTheSide(page, name))]).toEqual([state]);
  expect([state, ...(await outOfReach(page))]).toEqual([state]);
  await had.evaluate('(at) => at.focus?.()');
}
