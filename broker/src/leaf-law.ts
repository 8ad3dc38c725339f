import { type Clock, type LeafQuota, type Principal, userNameOf } from '@fit4work/registry';

const LEAF_BYTES = 32;
/** A party that sent too much is not let in for so long: MQTT 3.1.1 has no other way to tell it, and it would send the same at once. */
const SECONDS_OUT = 60;
/** Such parties that are remembered; who is forgotten may come in and be refused again. */
const MOST_OUT = 10_000;

/** How many leaves each party may publish, and who has to wait outside. */
export class LeafLaw {
  readonly #quota: LeafQuota;
  readonly #clock: Clock;
  /** Until when a party is not let in, Unix seconds; those that were refused last stand last. */
  readonly #out = new Map<string, number>();

  constructor(quota: LeafQuota, clock: Clock) {
    this.#quota = quota;
    this.#clock = clock;
  }

  /** Whether a message of leaves may pass. One that is no whole number of leaves is refused by the log, and costs it nothing. */
  mayPublish(principal: Principal, payload: Uint8Array): boolean {
    const leaves = Array.from({ length: Math.floor(payload.length / LEAF_BYTES) }, (_, i) =>
      payload.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES),
    );
    const now = this.#clock.now();
    if (this.#quota.spend(principal, leaves, now) === 0) return true;
    this.#keepOut(userNameOf(principal), now + SECONDS_OUT);
    return false;
  }

  mayConnect(principal: Principal): boolean {
    const until = this.#out.get(userNameOf(principal)) ?? 0;
    const now = this.#clock.now();
    // A clock that was set back keeps nobody out for longer.
    return now >= until || until > now + SECONDS_OUT;
  }

  #keepOut(name: string, until: number): void {
    this.#out.delete(name);
    this.#out.set(name, until);
    const [oldest] = this.#out.keys();
    if (this.#out.size > MOST_OUT && oldest !== undefined) this.#out.delete(oldest);
  }
}
