import type { Policy } from './policy.js';

/**
 * Whether every two quorums of a policy have a witness in common. Where they need not, two publics can each be shown a log of
 * their own without one witness that lies: a quorum of 2 of 5 for one, and of 2 others for the other.
 * @source SPEC.md clause 15.19
 */
export function quorumsMeet({ witnesses, groups, quorum }: Policy): boolean {
  if (quorum === 'none') return false;
  // Whether the witnesses below a name can be parted into two sides that both satisfy it. A name is in one group at most, so that
  // what is chosen below one member binds no other; one witness stands on one side alone.
  const parts = new Map(witnesses.map(({ name }) => [name, false]));
  for (const { name, threshold, members } of groups) {
    // A member that can be parted counts on both sides, each other one on the side that it is given to.
    const onBoth = members.filter((member) => parts.get(member) === true).length;
    parts.set(name, 2 * threshold <= members.length + onBoth);
  }
  return parts.get(quorum) === false;
}
