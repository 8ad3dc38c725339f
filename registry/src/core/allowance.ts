/** What each party may spend: a store that fills up steadily and holds so much at most. */
export interface Allowances {
  readonly most: number;
  readonly perSecond: number;
  /** Parties that are remembered at most. */
  readonly parties: number;
}

interface Account {
  left: number;
  /** Unix seconds. */
  at: number;
}

/** Keeps the account of each party. One that spent nothing for long has a full store, and is forgotten. */
export class Allowance {
  readonly #limits: Allowances;
  readonly #accounts = new Map<string, Account>();

  constructor(limits: Allowances) {
    this.#limits = limits;
  }

  /** @param now Unix seconds @returns 0 when it was spent, else the seconds after which there will be enough */
  spend(party: string, cost: number, now: number): number {
    const { most, perSecond } = this.#limits;
    const account = this.#accounts.get(party) ?? { left: most, at: now };
    const left = Math.min(most, account.left + Math.max(0, now - account.at) * perSecond);
    const wait = Math.max(0, Math.ceil((cost - left) / perSecond));
    // The one that was used last goes to the end: the first is the one to forget.
    this.#accounts.delete(party);
    this.#accounts.set(party, { left: wait === 0 ? left - cost : left, at: now });
    for (const oldest of this.#accounts.keys()) {
      if (this.#accounts.size <= this.#limits.parties) break;
      this.#accounts.delete(oldest);
    }
    return wait;
  }
}
