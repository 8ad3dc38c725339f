import type { SessionTarget } from '@fit4work/protocol';

/* Zones of heart rate (SPEC.md clause 21.1). What they need of a person is told or shared, and never guessed. */

/** What zones are reckoned from. */
export interface Body {
  /** Whole years. */
  readonly age: number;
  /** Beats a minute at rest. */
  readonly restingRate: number;
}

type RateTarget = Extract<SessionTarget, { kind: 'heart-rate' }>;

/**
 * Percent of the reserve, both ends included (American College of Sports Medicine: Garber et al. 2011,
 * doi:10.1249/MSS.0b013e318213fefb).
 */
const SHARES = { light: [30, 39], moderate: [40, 59], vigorous: [60, 89] } as const;
export type Zone = keyof typeof SHARES;

/** In tenths of a beat, so that it is whole: 208 - 0.7 x age (Tanaka et al. 2001, doi:10.1016/S0735-1097(00)01054-8). */
const maximalTenths = (age: number): number => 2_080 - 7 * age;

/** Beats a minute at a share of the reserve (Karvonen et al. 1957), rounded half up. */
function rateAt(percent: number, { age, restingRate }: Body): number {
  const reserveTenths = maximalTenths(age) - 10 * restingRate;
  return Math.floor((1_000 * restingRate + percent * reserveTenths + 500) / 1_000);
}

export function zoneTarget(zone: Zone, body: Body): RateTarget {
  const [low, high] = SHARES[zone];
  return { kind: 'heart-rate', low: rateAt(low, body), high: rateAt(high, body) };
}

/** Whether a target goes above the maximal heart rate of this age. */
export const isAboveMaximum = ({ high }: RateTarget, { age }: Body): boolean => 10 * high > maximalTenths(age);

/** The zone in which the middle of a target lies; what is below all of them is light. */
export function zoneOf({ low, high }: RateTarget, body: Body): Zone {
  const middle = (low + high) / 2;
  if (middle >= rateAt(SHARES.vigorous[0], body)) return 'vigorous';
  return middle >= rateAt(SHARES.moderate[0], body) ? 'moderate' : 'light';
}
