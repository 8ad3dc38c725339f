import type { Challenge, InvitationCount, InvitationEntry } from '../administration-port.js';

export type InvitationState = 'open' | 'used' | 'expired' | 'revoked';

/** What was used was neither revoked nor expired then, and stays used. */
export function stateOf({
  used,
  revoked,
  expired,
}: Pick<InvitationCount, 'used' | 'revoked' | 'expired'>): InvitationState {
  if (used) return 'used';
  if (revoked) return 'revoked';
  return expired ? 'expired' : 'open';
}

export const isExpired = ({ expires }: Pick<InvitationEntry, 'expires'>, now: number): boolean => expires <= now;

/** How many seats of a challenge are taken: whoever was invited has one, and gives it back by letting the invitation lapse. */
export const seatsTaken = (counts: readonly InvitationCount[]): number =>
  sum(counts.filter((each) => ['open', 'used'].includes(stateOf(each))));

export const sum = (counts: readonly InvitationCount[]): number =>
  counts.reduce((total, { count }) => total + count, 0);

export const hasEnded = ({ ends }: Pick<Challenge, 'ends'>, now: number): boolean => ends !== null && now >= ends;

/** Why nobody enrols with an invitation that was not used; undefined where somebody may. */
export function refusalOfInvitation(
  { expires, revoked, starts, ends }: Pick<InvitationEntry, 'expires' | 'revoked'> & Pick<Challenge, 'starts' | 'ends'>,
  now: number,
): 'revoked' | 'expired' | 'not-begun' | 'ended' | undefined {
  if (revoked) return 'revoked';
  if (hasEnded({ ends }, now)) return 'ended';
  if (isExpired({ expires }, now)) return 'expired';
  return now < starts ? 'not-begun' : undefined;
}
