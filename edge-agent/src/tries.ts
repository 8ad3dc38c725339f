import { PAGE_REFUSALS } from './core/refusal-words/page-refusals.js';
import { TryLimit } from './core/try-limit.js';
import { AgentError } from './error.js';
import { Turn } from './turn.js';

const LIMIT = { most: 5, within: 60_000 } as const;

/** Lets something be tried that may be guessed: one try after the other, and after five that failed no other for a while. */
export class Tries {
  readonly #limit = new TryLimit(LIMIT);
  readonly #turn = new Turn();
  readonly #ticks: () => number;

  /** @param ticks monotone milliseconds */
  constructor(ticks: () => number) {
    this.#ticks = ticks;
  }

  /** @param isMiss whether an error says that it was guessed wrong @throws AgentError `too-many-tries` */
  take<T>(work: () => Promise<T>, isMiss: (error: unknown) => boolean): Promise<T> {
    return this.#turn.take(async () => {
      const wait = this.#limit.wait(this.#ticks());
      if (wait > 0) {
        throw new AgentError('too-many-tries', PAGE_REFUSALS.tooManyTries(Math.ceil(wait / 1000)));
      }
      try {
        return await work();
      } catch (error) {
        if (isMiss(error)) this.#limit.failed(this.#ticks());
        throw error;
      }
    });
  }
}
