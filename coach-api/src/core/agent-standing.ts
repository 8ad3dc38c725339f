const DAY = 86_400;
/** As long as a day stays open (SPEC.md 7.3): what a wearable held back still comes after the end of a challenge. */
const LATE = 7 * DAY;
/** After that nothing new is taken, but agents may still come in: people withdraw, erase and end agents through them. */
const RIGHTS = 28 * DAY;

/** Why nothing new of an agent is taken for now. */
export type Bar = 'suspended' | 'challenge-ended';

/** How a person's agent is called among all. */
export const agentName = ({ pseudonym, agent }: { readonly pseudonym: string; readonly agent: number }): string =>
  `${pseudonym}/${agent}`;

/** Of an enrolled agent, as `ports.ts` has it. */
interface Standing {
  readonly suspended: boolean;
  readonly challengeEnds: number | null;
  readonly lastSequence: number | null;
}

const hasEnded = ({ challengeEnds }: Standing, now: number, after: number): boolean =>
  challengeEnds !== null && now >= challengeEnds + after;

/** @param now Unix seconds */
export function barOf(agent: Standing, now: number): Bar | undefined {
  if (agent.suspended) return 'suspended';
  return hasEnded(agent, now, LATE) ? 'challenge-ended' : undefined;
}

/** Why the broker lets an agent in no longer. @param now Unix seconds */
export function exclusionOf(agent: Standing, now: number): Bar | 'retired' | undefined {
  if (agent.lastSequence !== null) return 'retired';
  if (agent.suspended) return 'suspended';
  return hasEnded(agent, now, LATE + RIGHTS) ? 'challenge-ended' : undefined;
}
