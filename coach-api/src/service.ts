import type { Anchoring } from './anchoring.js';
import type { Batcher } from './batcher.js';
import type { Lapse } from './lapse.js';
import type { LeafSender } from './leaf-sender.js';
import type { LetterCourier } from './letter-courier.js';
import type { Inbox, Logger } from './ports.js';
import type { Reconciling } from './reconciling.js';
import type { Resealing } from './resealing.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface ServiceOptions {
  readonly batcher: Batcher;
  readonly log: WitnessedLog;
  readonly anchoring: Anchoring;
  readonly courier: LetterCourier;
  readonly leaves: LeafSender;
  readonly lapse: Lapse;
  readonly resealing: Resealing;
  readonly reconciling: Reconciling;
  /** Looks whether the database has what the journals have. */
  readonly compare: () => Promise<void>;
  /** Leaf of the newest rotation of this service's keys, which names all before it; undefined before the first. */
  readonly rotation: Uint8Array | undefined;
  readonly logger: Logger;
}

const TICK_MS = 5_000;
/** Beats between two looks at what has lapsed, at what is sealed to an older key, and at whether a day is over. */
const RARE_BEATS = 120;

/** What runs beside the HTTP side: messages in, proofs and read records out. */
export class Service {
  readonly #options: ServiceOptions;
  #timer: NodeJS.Timeout | undefined;
  #tick: Promise<void> | undefined;
  #beats = 0;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get inbox(): Inbox {
    const { batcher, log, courier } = this.#options;
    return {
      message: (incoming) => {
        courier.heard(incoming.topic);
        return batcher.add(incoming);
      },
      checkpoint: (bytes) => log.offer(bytes),
      connected: (resumed) => {
        if (!resumed) courier.distrust();
        courier.wake();
      },
    };
  }

  start(): void {
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const { batcher, leaves, anchoring, courier, resealing, reconciling } = this.#options;
    await batcher.drain();
    leaves.stop();
    await this.#tick;
    await Promise.all([anchoring.settled(), courier.settled(), resealing.stop(), reconciling.settled()]);
  }

  /** Messages may be lost on their way; the state of things is asked for from time to time. */
  #beat(): void {
    const { log, anchoring, courier, leaves, resealing, reconciling, rotation, logger } = this.#options;
    const due = this.#beats % RARE_BEATS === 0;
    this.#beats += 1;
    // Whether it arrived nobody tells: the anchor drops one that it has.
    if (due && rotation !== undefined) leaves.send(rotation);
    // Not a part of the beat: a year of releases takes minutes.
    if (due) resealing.run().catch(() => logger.error('resealing-failed'));
    this.#tick ??= Promise.all([log.poll(), courier.settleProofs(), due ? this.#look() : undefined])
      .then(() => {
        anchoring.grown();
        courier.wake();
        if (due) reconciling.wake();
      })
      .catch(() => logger.error('beat-failed'))
      .finally(() => {
        this.#tick = undefined;
      });
  }

  async #look(): Promise<void> {
    await this.#options.lapse.run();
    await this.#options.compare();
  }
}
