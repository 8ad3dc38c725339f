import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { LISTENS_MS } from '../../../edge-agent/test/index.js';
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
/** Letters of a recovery word that are enough: of all 2,048 in the middle, as those of one person are long or short by chance. */
const RECOVERY_WORD = 3.95;
const WORDS_A_MINUTE = { nl: 202, en: 228 };
/** The time between two looks whether the agent is there, and of the program whether the page is done. */
const BETWEEN_LOOKS = 0.2 + 0.2;
/** Seconds that the machine waits whatever it is: for wristbands to say something, and for the next look. */
const WAITS = LISTENS_MS / 1000 + BETWEEN_LOOKS;
const ENOUGH = 180;

type Language = keyof typeof WORDS_A_MINUTE;

/** Somebody at the last of them. */
interface FirstSteps {
  readonly page: Page;
  /** Waits for one’s own page. @returns the seconds that it took */
  arrive(): Promise<number>;
  close(): Promise<void>;
}

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

interface Workers {
  readonly newcomer: Newcomer;
  readonly browser: CDPSession;
}

/** Seconds that processors worked for somebody: in the agent, the browser, and the services of the town with what plays the person. */
async function workedBy({ newcomer, browser }: Workers): Promise<number> {
  const { user, system } = process.cpuUsage();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const browsed = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  return newcomer.worked + browsed + (user + system) / 1_000_000;
}

/**
 * What the machine takes itself, from each press until the next thing that is read; while it works nothing is read. A machine that others
 * keep busy takes longer by the clock and works no longer: by then it counts what was worked, and its own waits.
 */
class Machine {
  #since: { readonly at: number; readonly worked: number } | undefined;
  #clock = 0;
  #worked = 0;

  constructor(readonly workers: Workers) {}

  async begins(): Promise<void> {
    this.#since = { at: performance.now() / 1000, worked: await workedBy(this.workers) };
  }

  async ends(): Promise<void> {
    if (this.#since === undefined) return;
    this.#clock += performance.now() / 1000 - this.#since.at;
    this.#worked += (await workedBy(this.workers)) - this.#since.worked;
    this.#since = undefined;
  }

  get told() {
    return { clock: this.#clock, worked: this.#worked, waits: WAITS };
  }

  get seconds(): number {
    return Math.min(this.#clock, this.#worked + WAITS);
  }
}

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
      else this.#keys += text.length;
      this.#presses += 1;
      await field.fill(text);
    },
    press: async (target) => {
      await this.#readUpTo(target);
      this.#presses += 1;
      await this.machine.begins();
      await target.click();
    },
  };

  constructor(readonly machine: Machine) {}

  /** What was read is not read again. */
  async #readUpTo(target: Locator): Promise<void> {
    await target.waitFor();
    await this.machine.ends();
    for (const line of await linesUpTo(target)) {
      if (this.#read.has(line)) continue;
      this.#read.add(line);
      this.#words += line.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
    }
  }

  seconds(copied: number, wordsAMinute: number) {
    return {
      machine: this.machine.seconds,
      reading: (this.#words * 60) / wordsAMinute,
      typing: this.#keys * KEY + this.#pastes * PASTE,
      pressing: this.#presses * PRESS,
      copying: copied * RECOVERY_WORD * LETTER_BY_HAND,
    };
  }
}

const toldBriefly = (seconds: object): string =>
  Object.entries(seconds)
    .map(([what, each]) => `${what} ${Number(each).toFixed(1)} s`)
    .join(', ');

describeWith(['chromium'], 'the first steps', () => {
  let town: Town;
  let browser: Browser;
  let newcomer: Newcomer;
  beforeAll(async () => {
    [town, browser] = await Promise.all([openTown(), openBrowser()]);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    await town?.close();
  });

  beforeEach(async () => {
    newcomer = await Newcomer.of(town);
  });
  afterEach(() => newcomer.close());

  /** From the invitation to the last step, as whoever writes no more than is needed. */
  async function toSharing(language: Language, person: Person): Promise<FirstSteps> {
    const { page, close } = await lookAt(browser, await newcomer.start(), { language, theme: 'light' });
    const walk = { page, hands: person.hands, invitation: newcomer.invitation, seen: async () => undefined };
    const words = await toWords(walk);
    expect(await page.locator('main').textContent()).toMatch(/eerste vier letters|first four letters/);
    await giveBack(
      walk,
      words.map((word) => word.slice(0, 4)),
    );
    await pair(walk, '00:02');
    const arrive = async (): Promise<number> => {
      await heading(page, /^(Vandaag|Today)$/);
      await person.machine.ends();
      const spent = person.seconds(words.length, WORDS_A_MINUTE[language]);
      expect(spent.reading).toBeGreaterThan(20);
      const sum = Object.values(spent).reduce((all, each) => all + each, 0);
      process.stderr.write(
        `The first steps (${language}): ${toldBriefly({ sum, ...spent, ...person.machine.told })}\n`,
      );
      return sum;
    };
    return { page, arrive, close };
  }

  it.each(['nl', 'en'] as const)(
    'take a newcomer who shares nothing less than three minutes, as people read, type and write (%s)',
    async (language) => {
      const person = new Person(new Machine({ newcomer, browser: await browser.newBrowserCDPSession() }));
      const { page, arrive, close } = await toSharing(language, person);
      await person.hands.press(button(page, /^(Niets delen|Share nothing)$/));
      expect(await arrive()).toBeLessThan(ENOUGH);
      await close();
    },
    TIMEOUT,
  );

  it.each(['nl', 'en'] as const)(
    'take one who shares a metric less than three minutes as well, who sees first what, and is asked for no passphrase again (%s)',
    async (language) => {
      const person = new Person(new Machine({ newcomer, browser: await browser.newBrowserCDPSession() }));
      const { page, arrive, close } = await toSharing(language, person);
      await person.hands.fill(page.getByLabel(/^(Kenmerk van uw coach|Id of your coach)/), 'coach-1');
      await person.hands.press(page.getByRole('switch', { name: /^(stappen|steps)$/ }));
      await person.hands.press(button(page, /^(Toon wat|Show what)/));
      await page.getByRole('heading', { level: 3, name: /^(Precies dit|Exactly this)/ }).waitFor();
      expect(await page.locator('input[type=password]').count()).toBe(0);
      // One way on, and nothing above what is signed that is over once it is.
      expect(await page.locator('.button-main').allTextContents()).toEqual([
        expect.stringMatching(/^(Tekenen en delen|Sign and share)$/),
      ]);
      expect(await page.getByText(/^(U deelt met niemand|You share with nobody)/).count()).toBe(0);
      const signed = page.waitForRequest('**/v1/grants');
      await person.hands.press(button(page, /^(Tekenen en delen|Sign and share)$/));
      expect(await arrive()).toBeLessThan(ENOUGH);
      expect((await signed).postDataJSON()).toMatchObject({ awaits: 'stored' });
      expect(await newcomer.command('status')).toMatchObject({ grants: [{ recipient: 'coach-1' }] });
      await close();
    },
    TIMEOUT,
  );
});
