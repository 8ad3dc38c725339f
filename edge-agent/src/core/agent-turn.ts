import { type Horizon, MOST_OPEN, SLEEP_GAP } from './due-windows.js';

/* When an agent speaks. Every quarter of an hour has its turn for each agent: always at the same moment after it, and not at
   the same as others, so that neither what was measured nor the quarter hour itself is heard in the traffic. */

const QUARTER = 900;
/** What was measured in the last minute of a window is stored by so many seconds after it. */
const GRACE = 120;

/** Seconds from the end of a quarter to this agent's turn, from 120 to 1019. */
export function phaseOf(keyId: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = keyId;
  return GRACE + ((((a * 256 + b) * 256 + c) * 256 + d) % QUARTER);
}

/** The end of the last quarter whose turn has come. */
export const quarterOf = (now: number, phase: number): number => Math.floor((now - phase) / QUARTER) * QUARTER;

/** When the next turn comes, Unix seconds. */
export const nextTurn = (now: number, phase: number): number => quarterOf(now, phase) + QUARTER + phase;

/** What is due by the clock, whatever was measured: windows at their end, a day when its last sleep may have ended. */
export const horizonOfClock = (quarter: number): Horizon => ({ window: quarter, day: quarter - SLEEP_GAP });

/**
 * Whether the clock may close windows and days. A clock that is more than seven days past the last thing that is known to
 * have happened only claims so: then windows follow what is measured.
 *
 * @param known Unix seconds: up to where windows are sealed, up to where wearables were read
 */
export function isBelieved(now: number, known: readonly number[]): boolean {
  const past = known.filter((time) => time <= now);
  return past.length > 0 && now - Math.max(...past) <= MOST_OPEN;
}
