/* When what was not answered goes again, as an agent does it (edge-agent, drain-plan.ts and leaf-resends.ts). Milliseconds. */

export interface Patience {
  /** When it was sent last, or when the last answer came. */
  readonly since: number;
  readonly wait: number;
}

const FIRST = { envelopes: 3_000, leaves: 5_000 } as const;
const LONGEST = { envelopes: 60_000, leaves: 600_000 } as const;

export type Awaited = keyof typeof FIRST;

export const patient = (what: Awaited, now: number): Patience => ({ since: now, wait: FIRST[what] });

export const isOver = ({ since, wait }: Patience, now: number): boolean => now - since >= wait;

/** Twice as long from now on: who is slow is not made slower. */
export const morePatient = (what: Awaited, { wait }: Patience, now: number): Patience => ({
  since: now,
  wait: Math.min(2 * wait, LONGEST[what]),
});
