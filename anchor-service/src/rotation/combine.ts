import { encodeVkey, type NoteKey, type Policy, type PolicyGroup, type PolicyWitness } from '@fit4work/protocol';

/** Gives each witness key of a history one name: the one it has in the newest policy that knows it, and none twice. */
export function nameWitnesses(policies: readonly Policy[]): ReadonlyMap<string, PolicyWitness> {
  const named = new Map<string, PolicyWitness>();
  const taken = new Set<string>();
  for (const [number, { witnesses }] of [...policies.entries()].reverse()) {
    for (const witness of witnesses) {
      const vkey = encodeVkey(witness.key);
      if (named.has(vkey)) continue;
      // A witness that changed its key keeps its name; the old key gets one that no policy can give, for its white space.
      const name = taken.has(witness.name) ? `${witness.name} of policy ${number}` : witness.name;
      taken.add(name);
      named.set(vkey, { ...witness, name });
    }
  }
  return named;
}

/**
 * One policy that is satisfied when each of several is: whom to ask, and when enough have answered.
 * @param policies at least one, the newest last
 */
export function combine(policies: readonly Policy[], named: ReadonlyMap<string, PolicyWitness>): Policy {
  const witnesses = new Map<string, PolicyWitness>();
  const groups: PolicyGroup[] = [];
  const quorums = new Set<string>();
  for (const [i, policy] of policies.entries()) {
    const names = new Map<string, string>();
    for (const { name, key } of policy.witnesses) {
      const witness = named.get(encodeVkey(key));
      if (witness === undefined) continue;
      witnesses.set(witness.name, witness);
      names.set(name, witness.name);
    }
    for (const { name, threshold, members } of policy.groups) {
      names.set(name, `group ${name} of ${i}`);
      groups.push({ name: `group ${name} of ${i}`, threshold, members: members.map((one) => names.get(one) ?? one) });
    }
    if (policy.quorum !== 'none') quorums.add(names.get(policy.quorum) ?? policy.quorum);
  }
  const [only, ...more] = quorums;
  const logs = policies.at(-1)?.logs ?? [];
  if (more.length === 0) return { logs, witnesses: [...witnesses.values()], groups, quorum: only ?? 'none' };
  const every = { name: 'every policy', threshold: quorums.size, members: [...quorums] };
  return { logs, witnesses: [...witnesses.values()], groups: [...groups, every], quorum: every.name };
}

export const isSameKey = (a: NoteKey, b: NoteKey): boolean => encodeVkey(a) === encodeVkey(b);
