import { leafOf, parsePersonTopic } from '@fit4work/protocol';
import type { Incoming } from './core/incoming.js';
import type { Districts } from './districts.js';
import type { LeafSender } from './leaf-sender.js';
import type { Inbox, Logger } from './ports.js';
import type { Reconciling } from './reconciling.js';
import { assembleShared, type Means, type SharedParts } from './shared-parts.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface ServiceOptions {
  readonly districts: Districts;
  readonly log: WitnessedLog;
  readonly leaves: LeafSender;
  readonly reconciling: Reconciling;
  /** Leaf of the newest rotation of this service's keys, which names all before it; undefined before the first. */
  readonly rotation: Uint8Array | undefined;
  readonly logger: Logger;
}

/** What there is once in a process, and what runs in it. @param districts as they come and go @throws CoachError `bad-config` */
export async function assembleService(
  means: Means,
  districts: Districts,
): Promise<{ readonly shared: SharedParts; readonly service: Service }> {
  const shared = await assembleShared(means, {
    onGrown: () => service.grown(),
    onDistrusted: () => {
      for (const { held } of districts.held) held.endAll();
    },
  });
  const newest = means.rotations.at(-1);
  const service = new Service({ ...shared, districts, rotation: newest && leafOf(newest), logger: means.logger });
  return { shared, service };
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
    const { districts, log } = this.#options;
    return {
      message: (incoming) => this.#take(incoming),
      checkpoint: (bytes) => log.offer(bytes),
      connected: (resumed) => districts.connected(resumed),
    };
  }

  start(): void {
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), TICK_MS);
  }

  /** More of the log is known. */
  grown(): void {
    const { districts, reconciling } = this.#options;
    for (const { work } of districts.held) work.grown();
    if (districts.hasCommon) reconciling.wake();
  }

  /** The districts are stopped apart. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const { leaves, reconciling } = this.#options;
    leaves.stop();
    await this.#tick;
    await reconciling.settled();
  }

  #take(incoming: Incoming): void {
    const { districts } = this.#options;
    const pseudonym = parsePersonTopic(incoming.topic)?.pseudonym;
    // What is about nobody is refused, by any of them.
    const district = pseudonym === undefined ? districts.held[0] : districts.find(pseudonym);
    if (pseudonym !== undefined) districts.overhear(pseudonym, incoming);
    district?.work.message(incoming);
  }

  /** Messages may be lost on their way; the state of things is asked for from time to time. */
  #beat(): void {
    const { districts, log, leaves, reconciling, rotation, logger } = this.#options;
    const due = this.#beats % RARE_BEATS === 0;
    this.#beats += 1;
    // Whether it arrived nobody tells: the anchor drops one that it has.
    if (due && rotation !== undefined) leaves.send(rotation);
    const held = districts.held;
    this.#tick ??= Promise.all([log.poll(), ...held.map(({ work }) => work.beat(due))])
      .then(() => {
        for (const { work } of held) work.wake();
        if (due && districts.hasCommon) reconciling.wake();
      })
      .catch(() => logger.error('beat-failed'))
      .finally(() => {
        this.#tick = undefined;
      });
  }
}
