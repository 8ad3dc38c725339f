import { setTimeout as pause } from 'node:timers/promises';

export interface WatchdogOptions {
  readonly names: readonly string[];
  readonly isThere: (name: string) => boolean;
  /** Ends one without a word; whoever supervises it starts it again. */
  readonly kill: (name: string) => void;
  /** Milliseconds that one may answer nobody. */
  readonly within: number;
}

const EVERY_MS = 500;

/**
 * Ends a node that runs and answers nobody for long. A node of RabbitMQ 3.10 that began beside others may be left out of the
 * group that knows who is connected, and two that paused together may wait for each other; started again, they find their way.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #seen = new Map<string, number>();
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
    if (isThere(name)) this.#seen.set(name, now);
    if (now - (this.#seen.get(name) ?? begun) < within) return;
    this.#seen.set(name, now);
    kill(name);
  }
}
