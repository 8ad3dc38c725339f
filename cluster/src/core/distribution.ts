import type { Effect, Withdrawal } from './withdrawal.js';

/** How seconds are spread; of none there are none. */
export interface Distribution {
  readonly count: number;
  /** Of which it did not happen. */
  readonly never: number;
  readonly least: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly longest: number | null;
}

/** From the signatures of withdrawals. */
export type FromSignature = Readonly<Record<keyof Effect, Distribution>>;

/** @param all null where it did not happen */
export function distributionOf(all: readonly (number | null)[]): Distribution {
  const known = all.filter((each) => each !== null).sort((a, b) => a - b);
  const at = (share: number): number | null => known[Math.max(0, Math.ceil(share * known.length) - 1)] ?? null;
  const never = all.length - known.length;
  return { count: all.length, never, least: at(0), median: at(0.5), p90: at(0.9), longest: at(1) };
}

/** Of those whose agents had a broker that served, and of the others. */
export function fromSignature(
  withdrawals: readonly Withdrawal[],
): Readonly<Record<'brokerServed' | 'brokerStruck', FromSignature>> {
  const of = (struck: boolean): FromSignature => {
    const meant = withdrawals.filter(({ brokerStruck }) => brokerStruck === struck);
    return {
      confirmed: distributionOf(meant.map(({ confirmed }) => confirmed)),
      lastRead: distributionOf(meant.map(({ lastRead }) => lastRead)),
      refused: distributionOf(meant.map(({ refused }) => refused)),
    };
  };
  return { brokerServed: of(false), brokerStruck: of(true) };
}
