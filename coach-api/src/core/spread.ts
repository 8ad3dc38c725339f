import { COMMON } from './districts.js';

/** What a lease is good for, milliseconds by the database's clock: whoever takes over has two of the five seconds in which a withdrawal is to count. */
export const LEASE_MS = 3_000;

/** A lease as the database has it at this moment. */
export interface Lease {
  readonly district: string;
  readonly epoch: number;
  readonly holder: string;
  /** Whether it has not run out. */
  readonly alive: boolean;
  /** Whether all that the journals of the district have was brought back in this epoch. */
  readonly replayed: boolean;
}

export interface Spread {
  readonly claim: readonly string[];
  readonly giveBack: readonly string[];
}

export interface SpreadOptions {
  readonly holder: string;
  /** How many coach APIs there are, this one among them. */
  readonly live: number;
  /** Whether this one heard all that one may have missed who died. */
  readonly heardAll: boolean;
  /** Of its own, those that nobody else is to have now: others are given back in their place. */
  readonly kept: readonly string[];
}

/**
 * What one of several coach APIs takes and gives back, so that each comes to have its share of the districts. All of them decide for
 * themselves by the same rule; of two that claim one district the database lets one have it. What ran out, and was not given back, is
 * for those who heard what came meanwhile, where there are any. What the others wait for comes first (`replays.ts`).
 */
export function spread(leases: readonly Lease[], { holder, live, heardAll, kept }: SpreadOptions): Spread {
  const share = Math.ceil(leases.length / Math.max(1, live));
  const own = leases.filter((lease) => lease.alive && lease.holder === holder).map(({ district }) => district);
  const mayTakeOver = heardAll || live <= 1;
  const free = [...leases]
    .sort((one, other) => Number(other.district === COMMON) - Number(one.district === COMMON))
    .filter((lease) => !lease.alive && (mayTakeOver || lease.holder === ''))
    .map(({ district }) => district);
  const isKept = (district: string): boolean => kept.includes(district);
  const excess = [...own.filter(isKept), ...own.filter((each) => !isKept(each))].slice(share);
  return {
    claim: free.slice(0, Math.max(0, share - own.length)),
    giveBack: excess.filter((each) => !isKept(each)),
  };
}
