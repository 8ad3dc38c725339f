import { fromHex, leafOf, openKeptKeys, toHex } from '@fit4work/protocol';
import type { KeysMessage, RefusalCode, Sent } from '../messages.js';
import type { PersonState, Taking } from '../plan.js';
import { isDayErased } from '../standing.js';
import { openedByAgent } from './signer.js';

export const parseKeys = ({ pseudonym, payload }: Sent): KeysMessage => ({
  kind: 'keys',
  pseudonym,
  bytes: payload,
  leaf: toHex(leafOf(payload)),
});

/**
 * Those of a retired agent, or of a challenge that is over, are taken: they open what was sent before, and give nobody anything.
 * Those of erased days are not kept.
 */
export function takeKeys(person: PersonState, message: KeysMessage, taking: Taking): RefusalCode | undefined {
  const { pseudonym, leaf, bytes } = message;
  const { agent, opened } = openedByAgent(person, (key) => openKeptKeys(bytes, key));
  if (toHex(opened.pseudonym) !== pseudonym) return 'wrong-pseudonym';
  if (opened.agent !== agent.number) return 'unknown-agent';
  if (agent.bar === 'suspended') return agent.bar;
  if (!person.stored.has(leaf) && !isDayErased(person.erasures, opened.day)) {
    person.stored.add(leaf);
    taking.plan.keys.push({ pseudonym, leaf, bytes, day: opened.day });
  }
  taking.touch(pseudonym, agent.number, fromHex(leaf));
  return undefined;
}
