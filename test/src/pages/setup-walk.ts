import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export const PASSPHRASE = 'fiets kaars wolk tafel';

/** By what somebody does a thing. */
export interface Hands {
  fill(field: Locator, text: string): Promise<void>;
  press(button: Locator): Promise<void>;
}

export const MOUSE: Hands = { fill: (field, text) => field.fill(text), press: (button) => button.click() };

/** Tab until it is there, and then what the keyboard has. */
export const KEYBOARD: Hands = {
  async fill(field, text) {
    await reach(field);
    await field.page().keyboard.type(text);
  },
  async press(button) {
    await reach(button);
    await button.page().keyboard.press('Enter');
  },
};

const MOST_TABS = 60;

async function reach(target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await target.evaluate((element) => element.ownerDocument.activeElement === element)) return;
    await target.page().keyboard.press('Tab');
  }
  throw new RangeError(`${target} is not reached by ${MOST_TABS} tabs.`);
}

export const button = (page: Page, name: RegExp): Locator => page.getByRole('button', { name });
export const heading = (page: Page, name: RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 60_000 });
export const goOn = (page: Page): Locator => button(page, /^(Verder|Go on)$/);
export const wordsOf = (page: Page): Promise<string[]> => page.locator('.words li').allTextContents();

export interface Walk {
  readonly page: Page;
  readonly hands: Hands;
  readonly seen: (step: string) => Promise<void>;
  /** The link of it. */
  readonly invitation: string;
}

export async function toWords({ page, hands, seen, invitation }: Walk): Promise<readonly string[]> {
  await heading(page, /^(Welkom|Welcome)$/);
  await seen('invitation');
  await hands.fill(page.getByLabel(/^(De link van uw uitnodiging|The link of your invitation)/), invitation);
  await hands.press(goOn(page));
  await heading(page, /^(Uw wachtwoordzin|Your passphrase)$/);
  await hands.fill(page.getByLabel(/^(Kies een wachtwoordzin|Choose a passphrase)/), PASSPHRASE);
  await page.getByText(/^(Sterk, als|Strong, if)/).waitFor();
  await hands.fill(page.getByLabel(/^(Nogmaals dezelfde|The same passphrase)/), PASSPHRASE);
  await seen('passphrase');
  await hands.press(goOn(page));
  await heading(page, /^(Uw 24 woorden|Your 24 words)$/);
  const words = await wordsOf(page);
  expect(words).toHaveLength(24);
  await seen('words');
  return words;
}

export async function giveBack({ page, hands, seen }: Walk, words: readonly string[]): Promise<void> {
  await hands.press(button(page, /^(Ze staan op papier|They are on paper)$/));
  const fields = page.getByLabel(/^(Woord \d+|Word \d+)/);
  await fields.first().waitFor();
  expect(await page.locator('.words').count()).toBe(0);
  const labels = await page.locator('label', { hasText: /^(Woord|Word) \d+/ }).allTextContents();
  for (const [i, label] of labels.entries()) {
    await hands.fill(fields.nth(i), words[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await seen('words-back');
  await hands.press(goOn(page));
  await heading(page, /^(Uw polsband|Your wristband)$/);
}

export async function pair({ page, hands, seen }: Walk, tail: string): Promise<void> {
  await seen('wearables');
  await hands.press(button(page, /^(Zoek polsbanden|Look for wristbands)$/));
  await page.locator('.bands > li').nth(1).waitFor({ timeout: 30_000 });
  await seen('wearables-found');
  await hands.press(button(page, new RegExp(`^(Koppel|Pair) .*, ${tail}$`)));
  await heading(page, /^(Delen, als u|Sharing, if you)/);
}
