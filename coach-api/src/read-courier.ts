import { fromHex, TOPICS } from '@fit4work/protocol';
import { CoachError } from './error.js';
import type { LeafSender } from './leaf-sender.js';
import type { Link, Logger, ReadStore } from './ports.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface ReadCourierOptions {
  readonly reads: ReadStore;
  readonly link: Link;
  readonly leaves: Pick<LeafSender, 'send'>;
  readonly log: Pick<WitnessedLog, 'recentIndexOf'>;
  readonly logger: Logger;
}

const PAGE = 64;

/** Carries sealed read records to the people they are about, and leaves of reads that timed out to the anchor. */
export class ReadCourier {
  readonly #options: ReadCourierOptions;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(options: ReadCourierOptions) {
    this.#options = options;
  }

  /** Something waits, or the broker is back. Passes do not overlap. */
  wake(): void {
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#running = this.#passes()
      .catch((error: unknown) => {
        this.#options.logger.warn('reads-not-sent', { code: error instanceof CoachError ? error.code : 'unknown' });
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  /** A read whose proof did not come in time is a leaf all the same. */
  async settleProofs(): Promise<void> {
    const { reads, log, leaves } = this.#options;
    for (const hex of await reads.unproven(PAGE)) {
      const index = log.recentIndexOf(hex);
      if (index === undefined) leaves.send(fromHex(hex));
      else await reads.markProven(hex, index);
    }
  }

  async #passes(): Promise<void> {
    do {
      this.#again = false;
      await this.#send();
    } while (this.#again);
  }

  async #send(): Promise<void> {
    const { reads, link } = this.#options;
    while (link.connected) {
      const waiting = await reads.unsent(PAGE);
      if (waiting.length === 0) return;
      for (const { leaf, pseudonym, sealed } of waiting) {
        await link.publish(TOPICS.down(pseudonym, 'read'), sealed);
        await reads.markSent(leaf);
      }
    }
  }
}
