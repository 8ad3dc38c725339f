import { FairQueue } from './core/fair-queue.js';
import type { Incoming } from './core/incoming.js';
import { CoachError } from './error.js';
import type { Logger } from './ports.js';

export interface BatcherOptions {
  readonly process: (messages: readonly Incoming[]) => Promise<void>;
  readonly logger: Logger;
  /** How long a message waits for others. */
  readonly batchMs: number;
}

const BATCH = 256;

/** Gathers messages into batches that follow one another, in which people take turns. Bounded: what it has no room for is refused. */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #queue = new FairQueue();
  #tooMany = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  /**
   * Waits for nothing: behind a batch that takes long nobody's withdrawal would be heard. What is too much gets no receipt, and comes again.
   *
   * @returns whether the message is taken
   */
  add(message: Incoming): boolean {
    const refused = this.#queue.add(message);
    for (const _ of refused) {
      this.#tooMany += 1;
      this.#options.logger.warn('message-refused', { code: 'too-many', count: this.#tooMany });
    }
    if (this.#queue.length >= BATCH) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#options.batchMs);
    return !refused.includes(message);
  }

  /** Settles when nothing is under way; what is queued is processed first. */
  async drain(): Promise<void> {
    this.#start();
    await this.#running;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#process(this.#queue.take());
    }
  }

  /** No receipt is sent for what fails, so that its agent sends it again. One message that cannot be stored keeps back no other. */
  async #process(batch: readonly Incoming[]): Promise<void> {
    try {
      await this.#options.process(batch);
    } catch (error) {
      const isOfAll = error instanceof CoachError;
      if (isOfAll || batch.length === 1) {
        this.#options.logger.error('batch-failed', {
          count: batch.length,
          code: isOfAll ? error.code : 'not-storable',
        });
        return;
      }
      const half = batch.length >> 1;
      await this.#process(batch.slice(0, half));
      await this.#process(batch.slice(half));
    }
  }
}
