import { concat, MAX_LEAVES, TOPICS } from '@fit4work/protocol';
import { CoachError } from './error.js';
import type { Link, Logger } from './ports.js';

export interface LeafSenderOptions {
  readonly link: Pick<Link, 'publish'>;
  readonly logger: Logger;
  readonly batchMs: number;
}

/** Hands leaves to the anchor; those that come together travel together. */
export class LeafSender {
  readonly #options: LeafSenderOptions;
  #leaves: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LeafSenderOptions) {
    this.#options = options;
  }

  send(leaf: Uint8Array): void {
    this.#leaves.push(leaf);
    if (this.#leaves.length >= MAX_LEAVES) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.batchMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const leaves = this.#leaves;
    this.#leaves = [];
    this.#options.link.publish(TOPICS.leaves, concat(...leaves)).catch((error: unknown) => {
      // Whoever waits for a leaf hands it over again: the anchor drops what it has.
      this.#options.logger.warn('leaves-not-sent', {
        code: error instanceof CoachError ? error.code : 'unknown',
        count: leaves.length,
      });
    });
  }
}
