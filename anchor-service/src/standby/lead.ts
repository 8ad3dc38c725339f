import { AnchorError } from '../error.js';
import type { Journal } from '../ports.js';
import type { Leading, SharedLog } from './ports.js';

/** What a lease is good for, by the database's clock. */
export const LEASE_MS = 4_000;
/** How long before the lease runs out its holder stops: what two clocks may run apart in it. */
const MARGIN_MS = 500;
const RENEW_MS = 1_000;

/** Another may lead: nothing more may be signed, published or taken by this process. */
export const superseded = (): AnchorError =>
  new AnchorError(
    'superseded',
    'This anchor was superseded: its lease of the log ran out, and another may lead by now. Start it again, and it stands by.',
  );

export interface LeadOptions {
  readonly epoch: number;
  /** By `performance.now()`, just before the lease was asked for: the database's clock began after it. */
  readonly claimedAt: number;
  readonly journal: Journal;
  /** Called once, when the lease was lost or may have run out. */
  readonly onLost: (error: AnchorError) => void;
}

/**
 * Holds the lease of the log: renews it each second, and stops by its own clock before it can run out. A process that was paused
 * finds on waking that it is over before it does anything else, and whatever it had under way the database refuses.
 */
export class Lead implements Leading {
  readonly epoch: number;
  readonly #shared: SharedLog;
  readonly #options: LeadOptions;
  #until: number;
  #isOver = false;
  #renewal: NodeJS.Timeout;
  #end: NodeJS.Timeout | undefined;

  constructor(shared: SharedLog, options: LeadOptions) {
    [this.#shared, this.#options, this.epoch] = [shared, options, options.epoch];
    this.#until = options.claimedAt + LEASE_MS - MARGIN_MS;
    this.#awaitEnd();
    this.#renewal = setInterval(() => void this.#renew(), RENEW_MS);
  }

  assertHeld(): void {
    if (this.#isOver || performance.now() >= this.#until) throw superseded();
  }

  /** Lets a standby lead at once, where this process stops of itself. */
  async release(): Promise<void> {
    if (!this.#isOver) this.#stop();
    await this.#shared.release(this.epoch);
  }

  async #renew(): Promise<void> {
    const askedAt = performance.now();
    try {
      const isNewest = await this.#shared.renew(this.epoch, LEASE_MS);
      if (this.#isOver) return;
      if (!isNewest) return this.#lose();
      this.#until = Math.max(this.#until, askedAt + LEASE_MS - MARGIN_MS);
      this.#awaitEnd();
    } catch (error) {
      if (!(error instanceof AnchorError)) throw error;
      this.#options.journal.warn('lease-not-renewed', { code: error.code });
    }
  }

  #awaitEnd(): void {
    clearTimeout(this.#end);
    this.#end = setTimeout(
      () => {
        if (!this.#isOver) this.#lose();
      },
      Math.max(0, this.#until - performance.now()),
    );
  }

  #lose(): void {
    this.#stop();
    this.#options.onLost(superseded());
  }

  #stop(): void {
    this.#isOver = true;
    clearInterval(this.#renewal);
    clearTimeout(this.#end);
  }
}
