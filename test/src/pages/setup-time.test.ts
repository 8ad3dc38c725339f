import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { lookAt, openBrowser } from './page-stand.js';
import { Newcomer, openTown, type Town } from './setup-stand.js';
import { button, giveBack, type Hands, heading, pair, toWords } from './setup-walk.js';

const TIMEOUT = 180_000;

/*
 * How long the first steps take somebody who sees them for the first time, in seconds: an estimate by what is known of people, for want of
 * people. A key of an average typist, pointing, a button and a hand that moves between them: the keystroke-level model (Card, Moran and
 * Newell, 1980), without its time to think, as everything above what is pressed is read instead, in silence and at the pace of one's
 * language (Trauzettel-Klosinski and Dietz, 2012). Words are copied by hand at 22 a minute of five letters each (Brown, 1988).
 */
const KEY = 0.28;
const PRESS = 1.1 + 0.2 + 0.4;
/** The menu of a link and its "copy", back to this window, and a key with another one held. */
const PASTE = 3 * PRESS + 2 * KEY;
const LETTER_BY_HAND = 60 / 22 / 5;
/** Letters of a recovery word: of all 2,048 in the middle, as those of one person are long or short by chance. */
const RECOVERY_WORD = 5.4;
const WORDS_A_MINUTE = { nl: 202, en: 228 };
/** What the machine takes itself, most of it to listen for wristbands; while it works nothing is read. */
const MACHINE = 5;
const ENOUGH = 180;

/** What stands above an element, and in it, by the lines that it stands in; the recovery words are copied, which is counted by itself. */
const linesUpTo = (target: Locator): Promise<string[]> =>
  target.evaluate((end) => {
    const main = end.ownerDocument.querySelector('main');
    const lines: string[] = [];
    const walker = end.ownerDocument.createTreeWalker(main ?? end, 4);
    while (walker.nextNode()) {
      const { currentNode: text } = walker;
      const isAfter = (end.compareDocumentPosition(text) & 4) !== 0 && !end.contains(text);
      if (isAfter) break;
      const isSeen = text.parentElement?.checkVisibility() === true && text.parentElement.closest('.words') === null;
      if (isSeen) lines.push(text.textContent ?? '');
    }
    return lines;
  });

/** What somebody reads and does. */
class Person {
  readonly #read = new Set<string>();
  #words = 0;
  #keys = 0;
  #presses = 0;
  #pastes = 0;

  readonly hands: Hands = {
    fill: async (field, text) => {
      await this.#readUpTo(field);
      if (text.startsWith('http')) this.#pastes += 1;
      else this.#keys += text.includes(' ') ? text.length : RECOVERY_WORD;
      this.#presses += 1;
      await field.fill(text);
    },
    press: async (target) => {
      await this.#readUpTo(target);
      this.#presses += 1;
      await target.click();
    },
  };

  /** What was read is not read again. */
  async #readUpTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (const line of await linesUpTo(target)) {
      if (this.#read.has(line)) continue;
      this.#read.add(line);
      this.#words += line.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
    }
  }

  seconds(copied: number, wordsAMinute: number) {
    return {
      reading: (this.#words * 60) / wordsAMinute,
      typing: this.#keys * KEY + this.#pastes * PASTE,
      pressing: this.#presses * PRESS,
      copying: copied * RECOVERY_WORD * LETTER_BY_HAND,
    };
  }
}

describeWith(['chromium'], 'the first steps', () => {
  let town: Town;
  let browser: Browser;
  beforeAll(async () => {
    [town, browser] = await Promise.all([openTown(), openBrowser()]);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await town?.close();
  });

  it.each(['nl', 'en'] as const)(
    'take a newcomer less than three minutes, as people read, type and write (%s)',
    async (language) => {
      const newcomer = await Newcomer.of(town);
      const { page, close } = await lookAt(browser, await newcomer.start(), { language, theme: 'light' });
      const person = new Person();
      const walk = { page, hands: person.hands, invitation: newcomer.invitation, seen: async () => undefined };
      const words = await toWords(walk);
      await giveBack(walk, words);
      await pair(walk, '00:02');
      await person.hands.press(button(page, /^(Niets delen|Share nothing)/));
      await heading(page, /^(Vandaag|Today)$/);
      await close();
      await newcomer.close();
      const spent = person.seconds(words.length, WORDS_A_MINUTE[language]);
      const all = Object.values(spent).reduce((sum, each) => sum + each, MACHINE);
      expect(spent.reading).toBeGreaterThan(20);
      expect(all).toBeLessThan(ENOUGH);
    },
    TIMEOUT,
  );
});
