import { Allowance } from './allowance.js';
import { type Principal, userNameOf } from './principal.js';

/** How many leaves a party may send at once after it sent none for long, and how many a day on end. */
export interface LeafAllowance {
  readonly atOnce: number;
  readonly perDay: number;
}

/** What parties may send, by their kind. */
export interface LeafAllowances {
  readonly agent: LeafAllowance;
  readonly service: LeafAllowance;
}

/**
 * An agent makes some 130 leaves a day. A year of them, 40,000 with their records, passes at once when it was recovered, and
 * half as much again; then thirty times a day's. A coach API speaks for thousands of people.
 */
export const LEAF_ALLOWANCES: LeafAllowances = {
  agent: { atOnce: 65_536, perDay: 4_096 },
  service: { atOnce: 1_048_576, perDay: 4_194_304 },
};

const SECONDS_A_DAY = 86_400;
/** Parties whose accounts are remembered, of each kind. */
const PARTIES = 100_000;
/** Leaves that are remembered: they are sent again until they are proven, and the log takes each once. */
const REMEMBERED = 262_144;

/**
 * What each party may still send to a log that keeps every leaf for ever. A leaf that was paid for lately costs nothing, whoever
 * sends it: a log that is away for hours has all that waits sent to it many times.
 */
export class LeafQuota {
  readonly #accounts: Readonly<Record<keyof LeafAllowances, Allowance>>;
  readonly #paid = new PaidLeaves(REMEMBERED);

  constructor(allowances: LeafAllowances) {
    const accountsOf = ({ atOnce, perDay }: LeafAllowance): Allowance =>
      new Allowance({ most: atOnce, perSecond: perDay / SECONDS_A_DAY, parties: PARTIES });
    this.#accounts = { agent: accountsOf(allowances.agent), service: accountsOf(allowances.service) };
  }

  /**
   * @param leaves of one message, 32 bytes each
   * @param now Unix seconds
   * @returns 0 when they may be sent, else the seconds after which they may
   */
  spend(principal: Principal, leaves: readonly Uint8Array[], now: number): number {
    const fresh = new Set(leaves.map(nameOf).filter((leaf) => !this.#paid.has(leaf)));
    const account = principal.kind === 'agent' ? this.#accounts.agent : this.#accounts.service;
    const wait = account.spend(userNameOf(principal), fresh.size, now);
    if (wait === 0) for (const leaf of fresh) this.#paid.add(leaf);
    return wait;
  }
}

/** The whole leaf: of a part of it others could be made that cost nothing. */
const nameOf = (leaf: Uint8Array): string => String.fromCharCode(...leaf);

/** The newest of some names, so many at most and half as many at least: the older half is forgotten at once. */
class PaidLeaves {
  readonly #half: number;
  #newer = new Set<string>();
  #older = new Set<string>();

  constructor(most: number) {
    this.#half = most / 2;
  }

  has(name: string): boolean {
    return this.#newer.has(name) || this.#older.has(name);
  }

  add(name: string): void {
    if (this.#newer.size >= this.#half) [this.#older, this.#newer] = [this.#newer, new Set()];
    this.#newer.add(name);
  }
}

/**
 * An allowance as an operator writes it: leaves at once and leaves a day, with a space between.
 * @returns undefined for anything else
 */
export function parseLeafAllowance(text: string): LeafAllowance | undefined {
  const [, atOnce, perDay] = /^([1-9][0-9]{0,9}) ([1-9][0-9]{0,9})$/.exec(text) ?? [];
  // A message may have 1,024, and would never pass.
  if (Number(atOnce) >= 1024) return { atOnce: Number(atOnce), perDay: Number(perDay) };
  return undefined;
}
