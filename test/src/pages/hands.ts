import type { Locator, Page } from 'playwright-core';

/** How somebody operates a page. */
export interface Hand {
  readonly name: 'mouse' | 'keyboard';
  press(at: Locator): Promise<void>;
  /** In the place of what is there. */
  write(at: Locator, text: string): Promise<void>;
  /** What stands there in a list, from 0. */
  choose(at: Locator, place: number): Promise<void>;
  /** A session of a programme to the next day. */
  moveOn(session: Locator, nextDay: Locator): Promise<void>;
}

export const mouse: Hand = {
  name: 'mouse',
  press: (at) => at.click(),
  write: (at, text) => at.fill(text),
  choose: async (at, place) => {
    await at.selectOption({ index: place });
  },
  moveOn: async (session, nextDay) => {
    // What scrolls under a pressed button drags nothing.
    await nextDay.scrollIntoViewIfNeeded();
    await session.dragTo(nextDay);
  },
};

const keysTo = async (at: Locator, ...keys: readonly string[]): Promise<void> => {
  await at.focus();
  const page: Page = at.page();
  for (const key of keys) await page.keyboard.press(key);
};

export const keyboard: Hand = {
  name: 'keyboard',
  press: (at) => keysTo(at, 'Enter'),
  write: async (at, text) => {
    await keysTo(at, 'Control+a');
    await at.page().keyboard.type(text);
  },
  choose: (at, place) => keysTo(at, 'Home', ...Array<string>(place).fill('ArrowDown')),
  moveOn: (session) => keysTo(session.getByRole('button'), 'ArrowRight'),
};
