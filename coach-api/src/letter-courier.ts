import { fromHex, parsePersonTopic, TOPICS } from '@fit4work/protocol';
import { CoachError } from './error.js';
import type { LeafSender } from './leaf-sender.js';
import type { LetterStore } from './letter-port.js';
import { Passes } from './passes.js';
import type { Clock, Link, Logger } from './ports.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface LetterCourierOptions {
  readonly letters: LetterStore;
  readonly link: Link;
  readonly leaves: Pick<LeafSender, 'send'>;
  readonly log: Pick<WitnessedLog, 'recentIndexOf' | 'search' | 'isProven'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

const PAGE = 64;
/** Seconds between two looks through the whole log. */
const SEARCH_GAP = 60;
/** How far back the broker may have lost what its session had of a person who was heard since, seconds. */
const MARGIN = 86_400;

/**
 * Carries what goes down to people, reads, programmes, messages and certificates alike, and their leaves to the anchor.
 *
 * The broker drops what nobody subscribed to, and its memory dies with it: there is no acknowledgement from the agent for
 * most of this. So a letter waits until its person's agent was heard once, which has a session then. Where the broker lost our
 * session it lost theirs too: everything waits until an agent is heard again, and with it what was told before and is not
 * settled, or was settled lately, unless its person acknowledged it. An agent keeps equal bytes once.
 */
export class LetterCourier {
  readonly #options: LetterCourierOptions;
  readonly #passes: Passes;
  /** When the broker was last distrusted. A new process does not know what the one before it may have missed. */
  #distrusted: number;
  /** Whether the agents' sessions are gone, so that nobody listens who was not heard since. */
  #deaf = false;
  /** People whose agent was heard since the broker was last distrusted. */
  readonly #heard = new Set<string>();
  /** People who spoke at any time before that. */
  readonly #known = new Set<string>();
  /** Who was told something that is not settled. */
  readonly #told = new Set<string>();
  readonly #writing = new Set<Promise<void>>();
  #searched: number;
  /** Leaves that were missed when the whole log could have been looked through the last time. */
  #missed: ReadonlySet<string> = new Set();

  constructor(options: LetterCourierOptions) {
    this.#options = options;
    this.#distrusted = options.clock.now();
    this.#searched = this.#distrusted;
    this.#passes = new Passes(
      () => this.#pass(),
      (error) => {
        options.logger.warn('letters-not-sent', { code: error instanceof CoachError ? error.code : 'unknown' });
      },
    );
  }

  /** Something waits, or the broker is back. */
  wake(): void {
    this.#passes.wake();
  }

  /** The broker does not know our session any more. */
  distrust(): void {
    this.#distrusted = this.#options.clock.now();
    this.#deaf = true;
    this.#heard.clear();
    this.#told.clear();
  }

  /** A message came: its sender's agent is connected. */
  heard(topic: string): void {
    const pseudonym = parsePersonTopic(topic)?.pseudonym;
    if (pseudonym === undefined) return;
    const { letters, clock } = this.#options;
    if (!this.#heard.has(pseudonym)) {
      this.#heard.add(pseudonym);
      this.#told.delete(pseudonym);
      const before = this.#distrusted;
      this.#write(letters.tellAgain(pseudonym, { before, since: before - MARGIN }).then(() => this.wake()));
    } else if (this.#told.delete(pseudonym)) {
      this.#write(letters.settle(pseudonym, clock.now()));
    }
  }

  #write(work: Promise<void>): void {
    const written = work
      .catch(() => this.#options.logger.error('letters-not-kept'))
      .finally(() => this.#writing.delete(written));
    this.#writing.add(written);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#writing);
    await this.#passes.settled();
  }

  /** A leaf whose proof did not come in time is a leaf all the same. */
  async settleProofs(): Promise<void> {
    const { letters, log, leaves } = this.#options;
    const lost: string[] = [];
    for (const hex of await letters.unproven(PAGE)) {
      const index = log.recentIndexOf(hex);
      if (index !== undefined) await letters.markProven(hex, index);
      else {
        leaves.send(fromHex(hex));
        lost.push(hex);
      }
    }
    await this.#searchFor(lost);
  }

  /** Those that the log took long ago are not among the recent ones, and would keep all later letters from their turn. */
  async #searchFor(lost: readonly string[]): Promise<void> {
    const { letters, log, clock } = this.#options;
    const now = clock.now();
    if (lost.length === 0 || now - this.#searched < SEARCH_GAP) return;
    this.#searched = now;
    const wanted = lost.filter((hex) => this.#missed.has(hex));
    this.#missed = new Set(lost);
    if (wanted.length === 0) return;
    for (const [hex, index] of await log.search(new Set(wanted))) {
      if (await log.isProven(fromHex(hex), index)) await letters.markProven(hex, index);
    }
  }

  async #pass(): Promise<void> {
    for (const pseudonym of await this.#options.letters.waitedFor()) await this.#sendTo(pseudonym);
  }

  async #sendTo(pseudonym: string): Promise<void> {
    const { letters, link, clock } = this.#options;
    while (link.connected && (await this.#listens(pseudonym))) {
      const waiting = await letters.waiting(pseudonym, PAGE);
      if (waiting.length === 0) return;
      for (const { leaf, kind, sealed } of waiting) {
        await link.publish(TOPICS.down(pseudonym, kind), sealed);
        await letters.markTold(leaf, clock.now());
        this.#told.add(pseudonym);
      }
    }
  }

  /** Whether the broker has a session of an agent of this person, as far as can be told. */
  async #listens(pseudonym: string): Promise<boolean> {
    if (this.#heard.has(pseudonym)) return true;
    if (this.#deaf) return false;
    if (this.#known.has(pseudonym)) return true;
    const spoke = await this.#options.letters.hasSpoken(pseudonym);
    if (spoke) this.#known.add(pseudonym);
    return spoke;
  }
}
