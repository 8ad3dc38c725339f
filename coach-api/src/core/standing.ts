import type { Erasure } from '@fit4work/protocol';

/** An erasure that was executed, and goes on: what arrives later of its days is erased as it arrives (SPEC.md clause 14.2). */
export interface StandingErasure {
  /** Lower-case hexadecimal. */
  readonly leaf: string;
  readonly erasure: Erasure;
}

/** The erasure that has this window, if any has. @param windowStart Unix seconds */
export const erasureOfWindow = (
  standing: readonly StandingErasure[],
  windowStart: number,
): StandingErasure | undefined =>
  standing.find(({ erasure }) => erasure.start <= windowStart && windowStart < erasure.end);

/** Whether the data keys of a civil day are to be destroyed. */
export const isDayErased = (standing: readonly StandingErasure[], day: string): boolean =>
  standing.some(({ erasure }) => erasure.from <= day && day <= erasure.until);

/** Whether every window and day of an erasure is of one of these already. */
export const isCovered = (standing: readonly StandingErasure[], { start, end, from, until }: Erasure): boolean =>
  standing.some(
    ({ erasure }) => erasure.start <= start && end <= erasure.end && erasure.from <= from && until <= erasure.until,
  );
