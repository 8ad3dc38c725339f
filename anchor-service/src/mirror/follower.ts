import type { Journal } from '../ports.js';
import { Wake } from '../wake.js';
import type { Mirror } from './mirror.js';

/** Asks the source again and again, until it is stopped. */
export class Follower {
  readonly #mirror: Mirror;
  readonly #pollMs: number;
  readonly #journal: Journal;
  readonly #wake = new Wake();
  #isStopped = false;

  constructor(mirror: Mirror, pollMs: number, journal: Journal) {
    this.#mirror = mirror;
    this.#pollMs = pollMs;
    this.#journal = journal;
  }

  /** @param fail is told of what cannot pass: a disk that does not take a file, a copy that was changed */
  start(fail: (error: unknown) => void): void {
    const follow = async (): Promise<void> => {
      this.#journal.info('copy-opened', { size: this.#mirror.status().size });
      while (!this.#isStopped) {
        await this.#mirror.attempt();
        await this.#wake.sleep(this.#pollMs);
      }
    };
    follow().catch(fail);
  }

  /** An attempt under way is left alone: wherever it ends, the copy is sound. */
  stop(): void {
    this.#isStopped = true;
    this.#wake.call();
  }
}
