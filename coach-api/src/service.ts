import type { Anchoring } from './anchoring.js';
import type { Batcher } from './batcher.js';
import type { LeafSender } from './leaf-sender.js';
import type { Inbox } from './ports.js';
import type { ReadCourier } from './read-courier.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface ServiceOptions {
  readonly batcher: Batcher;
  readonly log: WitnessedLog;
  readonly anchoring: Anchoring;
  readonly courier: ReadCourier;
  readonly leaves: LeafSender;
}

const TICK_MS = 5_000;

/** What runs beside the HTTP side: messages in, proofs and read records out. */
export class Service {
  readonly #options: ServiceOptions;
  #timer: NodeJS.Timeout | undefined;
  #tick: Promise<void> | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get inbox(): Inbox {
    const { batcher, log, courier } = this.#options;
    return {
      message: (incoming) => batcher.add(incoming),
      checkpoint: (bytes) => log.offer(bytes),
      connected: () => courier.wake(),
    };
  }

  start(): void {
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const { batcher, leaves, anchoring, courier } = this.#options;
    await batcher.drain();
    leaves.stop();
    await Promise.all([this.#tick, anchoring.settled(), courier.settled()]);
  }

  /** Messages may be lost on their way; the state of things is asked for now and then. */
  #beat(): void {
    const { log, anchoring, courier } = this.#options;
    this.#tick ??= Promise.all([log.poll(), courier.settleProofs()])
      .then(() => {
        anchoring.wake();
        courier.wake();
      })
      .finally(() => {
        this.#tick = undefined;
      });
  }
}
