import { setTimeout as pause } from 'node:timers/promises';

export interface WatchdogOptions {
  readonly names: readonly string[];
  readonly isThere: (name: string) => boolean;
  /** Ends one without a word; whoever supervises it starts it again. */
  readonly kill: (name: string) => void;
  /** Milliseconds that one may answer nobody; each time that it is ended, the next time is twice as long. */
  readonly within: number;
}

const EVERY_MS = 500;

/**
 * Ends a node that runs and answers nobody for long. A node of RabbitMQ 3.10 that began beside others may be left out of the
 * group that knows who is connected, and two that paused together may wait for each other; started again, they find their way. On a
 * busy machine one may need longer to start than it was given: the longer it is not there, the longer it is left alone.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #seen = new Map<string, number>();
  /** How often each was ended since it was there last. */
  readonly #ended = new Map<string, number>();
  readonly #watching: Promise<void>;
  #isOver = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#watching = this.#watch();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const begun = performance.now();
    for (; !this.#isOver; await pause(EVERY_MS)) {
      for (const name of this.#options.names) this.#look(name, begun);
    }
  }

  #look(name: string, begun: number): void {
    const { isThere, kill, within } = this.#options;
    const now = performance.now();
    if (isThere(name)) {
      this.#seen.set(name, now);
      this.#ended.delete(name);
    }
    const ended = this.#ended.get(name) ?? 0;
    if (now - (this.#seen.get(name) ?? begun) < within * 2 ** ended) return;
    this.#seen.set(name, now);
    this.#ended.set(name, ended + 1);
    kill(name);
  }
}
