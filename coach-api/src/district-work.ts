import type { Anchoring } from './anchoring.js';
import type { Batcher } from './batcher.js';
import type { Incoming } from './core/incoming.js';
import type { HeldReads } from './held-reads.js';
import type { Honouring } from './honouring.js';
import type { Ingestion } from './ingestion.js';
import type { Lapse } from './lapse.js';
import type { LetterCourier } from './letter-courier.js';
import type { Logger } from './ports.js';
import type { Resealing } from './resealing.js';
import type { Retention } from './retention.js';

export interface DistrictWorkOptions {
  readonly honouring: Honouring;
  readonly batcher: Batcher;
  readonly ingestion: Pick<Ingestion, 'settled'>;
  readonly anchoring: Anchoring;
  readonly courier: LetterCourier;
  readonly held: HeldReads;
  readonly lapse: Lapse;
  readonly resealing: Resealing;
  readonly retention: Retention;
  /** Looks whether the database has what the journals have. */
  readonly compare: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly logger: Logger;
}

/** What runs for some people beside the HTTP side: messages in, proofs and letters out. */
export class DistrictWork {
  readonly #options: DistrictWorkOptions;
  /** Whoever had these people before may have died in the middle of what is rarely looked at. */
  #hasLooked = false;

  constructor(options: DistrictWorkOptions) {
    this.#options = options;
  }

  /** What is too much costs nothing more than that. What is taken may end something at once, before its turn comes. */
  message(incoming: Incoming): void {
    const { honouring, courier, batcher } = this.#options;
    courier.heard(incoming.topic);
    if (batcher.add(incoming)) honouring.arrived(incoming);
  }

  /** Whether a withdrawal or an erasure of these people is honoured by what is in memory alone. */
  get honoursUnstored(): boolean {
    return this.#options.honouring.hasUnstored;
  }

  /** Settles when what came before is stored, or was refused. */
  drain(): Promise<void> {
    return this.#options.batcher.drain();
  }

  /** @param resumed as of an inbox */
  connected(resumed: boolean): void {
    if (!resumed) this.#options.courier.distrust();
    this.#options.courier.wake();
  }

  grown(): void {
    this.#options.anchoring.grown();
  }

  /** @param due whether what is rarely looked at is looked at now */
  async beat(due: boolean): Promise<void> {
    const { courier, resealing, retention, logger } = this.#options;
    // Neither is a part of the beat: a year of releases, or of envelopes, takes minutes.
    if (due) resealing.run().catch(() => logger.error('resealing-failed'));
    if (due || !this.#hasLooked) retention.run().catch(() => logger.error('retention-failed'));
    this.#hasLooked = true;
    await Promise.all([courier.settleProofs(), due ? this.#look() : undefined]);
  }

  /** After a beat. */
  wake(): void {
    this.#options.anchoring.grown();
    this.#options.courier.wake();
  }

  /** What is held of these people is let go of, and what came is stored. */
  async stop(): Promise<void> {
    const { batcher, ingestion, anchoring, courier, held, resealing, retention } = this.#options;
    held.endAll();
    await batcher.drain();
    const stopping = [resealing.stop(), retention.stop()];
    await Promise.all([ingestion.settled(), anchoring.settled(), courier.settled(), ...stopping]);
  }

  /** When it is stopped, and nothing comes any more. */
  close(): Promise<void> {
    return this.#options.close();
  }

  async #look(): Promise<void> {
    await this.#options.lapse.run();
    await this.#options.compare();
  }
}
