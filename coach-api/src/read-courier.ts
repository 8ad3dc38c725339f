import { fromHex, parsePersonTopic, TOPICS } from '@fit4work/protocol';
import { CoachError } from './error.js';
import type { LeafSender } from './leaf-sender.js';
import type { Clock, Link, Logger, ReadStore } from './ports.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface ReadCourierOptions {
  readonly reads: ReadStore;
  readonly link: Link;
  readonly leaves: Pick<LeafSender, 'send'>;
  readonly log: Pick<WitnessedLog, 'recentIndexOf'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

const PAGE = 64;
/** How far back the broker may have lost what it acknowledged, seconds. */
const TOLD_AGAIN = 86_400;

/** Carries sealed read records to the people they are about, and leaves of reads that timed out to the anchor. */
export class ReadCourier {
  readonly #options: ReadCourierOptions;
  #running: Promise<void> | undefined;
  #again = false;
  /** People who may not have got what the broker took for them. */
  readonly #owed = new Set<string>();

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

  /**
   * The broker does not know our session any more, so it died, and what it had acknowledged for others went with it: an
   * acknowledgement from the agent does not exist. Told again is what it took in the last day, to each person as soon as that
   * person's agent is heard, since before that nobody may listen. The agent keeps equal bytes once.
   */
  distrust(): void {
    const { reads, clock } = this.#options;
    this.#report(
      reads.toldSince(clock.now() - TOLD_AGAIN).then((people) => {
        for (const pseudonym of people) this.#owed.add(pseudonym);
      }),
    );
  }

  /** A message came: its sender's agent is connected. */
  heard(topic: string): void {
    if (this.#owed.size === 0) return;
    const pseudonym = parsePersonTopic(topic)?.pseudonym;
    if (pseudonym === undefined || !this.#owed.delete(pseudonym)) return;
    const { reads, clock } = this.#options;
    this.#report(reads.markUnsent(pseudonym, clock.now() - TOLD_AGAIN).then(() => this.wake()));
  }

  #report(work: Promise<void>): void {
    work.catch(() => this.#options.logger.error('reads-not-told-again'));
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
