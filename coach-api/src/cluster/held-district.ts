import { LEASE_MS } from '../core/spread.js';
import type { District } from '../district.js';
import type { Holding } from './ports.js';

export interface HeldDistrictOptions {
  readonly name: string;
  readonly epoch: number;
  /** By `performance.now()`, just before it was asked for: the database's clock began after it. */
  readonly claimedAt: number;
  readonly isConnected: () => boolean;
}

/** How long before a lease runs out its holder stops: what two clocks may run apart in it. */
const MARGIN_MS = 500;

/** A district from the claim to its end. */
export class HeldDistrict implements Holding {
  readonly name: string;
  readonly epoch: number;
  readonly #isConnected: () => boolean;
  #until: number;
  #isEnding = false;
  #opening: Promise<District> | undefined;
  #begun: District | undefined;

  constructor({ name, epoch, claimedAt, isConnected }: HeldDistrictOptions) {
    [this.name, this.epoch, this.#isConnected] = [name, epoch, isConnected];
    this.#until = claimedAt + LEASE_MS - MARGIN_MS;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Once all that there is to know is known; until it ends. */
  get district(): District | undefined {
    return this.#isEnding ? undefined : this.#begun;
  }

  isHeld(): boolean {
    return !this.#isEnding && !this.hasRunOut() && this.#isConnected();
  }

  hasRunOut(): boolean {
    return performance.now() >= this.#until;
  }

  /** @param askedAt by `performance.now()`, just before the database said that it is held */
  renew(askedAt: number): void {
    this.#until = Math.max(this.#until, askedAt + LEASE_MS - MARGIN_MS);
  }

  open(open: (holding: Holding) => Promise<District>): Promise<District> {
    this.#opening = open(this);
    return this.#opening;
  }

  /** From here on its people are answered. */
  begin(district: District): void {
    this.#begun = district;
  }

  /** Settles when nothing of it is under way. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    const district = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    if (district === undefined) return;
    await district.work.stop();
    await district.work.close();
  }
}
