import { equalBytes } from '@fit4work/protocol';
import type { LinkEnd } from '../ports.js';

/* When the agent connects to the broker again, and whether a message of it is refused: a pure decision. Times in milliseconds. */

const FIRST_WAIT = 250;
/** What was refused three times is not taken a moment later. */
const REFUSED_WAIT = 2_000;
const LONGEST_WAIT = 30_000;
/** A connection that lasted so long was one, however it ended: the next attempt need not wait. */
export const LIVED = 1_000;
/** After these it will not be better at once, however long the connection lasted. */
const FAILED: ReadonlySet<LinkEnd> = new Set(['unreachable', 'refused', 'unkept', 'publish-refused']);
/**
 * A broker refuses a message by ending the connection, and says no more (MQTT 3.1.1, 3.3.5). So often the same one
 * is next when that happens before it counts as refused: at once when it was its turn, or later, as where a line is slow. A
 * network that is merely bad ends later too, and never at the same message for so long.
 */
const REFUSED = { atOnce: 3, inAll: 10 };
/** What was sent just before it may seem to be next as well, where its confirmation does not arrive any more: so many are kept in mind. */
const SUSPECTS = 8;

/** The first message that was not confirmed when a connection ended: a broker takes one after the other. */
export interface Owed {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** For how long it was its turn. */
  readonly waited: number;
}

/** A connection that ended. */
export interface Ended {
  readonly why: LinkEnd;
  readonly lasted: number;
  readonly owed: Owed | undefined;
}

interface Suspect {
  readonly message: Owed;
  readonly atOnce: number;
  readonly inAll: number;
}

/** The attempt that comes next. */
export interface Attempt {
  readonly wait: number;
  /** What the broker may refuse, the last one first; none once a connection ended for another reason. */
  readonly suspects: readonly Suspect[];
}

export const FIRST_ATTEMPT: Attempt = { wait: FIRST_WAIT, suspects: [] };

/** @returns the attempt that follows on a connection, and why that one ended */
export function nextAttempt(before: Attempt, ended: Ended): Attempt & Pick<Ended, 'why'> {
  const suspects = suspectsAfter(before.suspects, ended);
  const why = isRefused(suspects[0]) ? 'publish-refused' : ended.why;
  return { why, wait: waitAfter(why, before.wait, ended.lasted), suspects };
}

function waitAfter(why: LinkEnd, before: number, lasted: number): number {
  if (why === 'lost' || (!FAILED.has(why) && lasted >= LIVED)) return FIRST_WAIT;
  const least = why === 'publish-refused' ? REFUSED_WAIT : 0;
  return Math.min(Math.max(2 * before, least), LONGEST_WAIT);
}

/** Not all who lost one broker come back to it in the same moment. @param chance from 0 to 1 */
export const shortened = (wait: number, chance: number): number => wait * (1 - chance / 2);

function suspectsAfter(before: readonly Suspect[], { why, owed }: Ended): readonly Suspect[] {
  if (why !== 'lost' || owed === undefined) return [];
  const known = before.find(({ message }) => isSameMessage(message, owed));
  const { atOnce, inAll } = known ?? { atOnce: 0, inAll: 0 };
  const suspect = { message: owed, atOnce: atOnce + (owed.waited < LIVED ? 1 : 0), inAll: inAll + 1 };
  return [suspect, ...before.filter((each) => each !== known)].slice(0, SUSPECTS);
}

const isSameMessage = (a: Owed, b: Owed): boolean => a.topic === b.topic && equalBytes(a.payload, b.payload);

const isRefused = (suspect: Suspect | undefined): boolean =>
  suspect !== undefined && (suspect.atOnce >= REFUSED.atOnce || suspect.inAll >= REFUSED.inAll);
