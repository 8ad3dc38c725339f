import { fromHex, leafOf, openKeptKeys, toHex } from '@fit4work/protocol';
import type { PersonState, Taking } from '../batch.js';
import type { RefusalCode, Sent } from '../incoming.js';
import { isDayErased } from '../standing.js';
import { openedByAgent } from './signer.js';

/** Data keys of a day that the person keeps here: sealed to the vault, nobody else opens them. */
export interface KeysMessage {
  readonly kind: 'keys';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
}

export type PlannedKeys = Omit<KeysMessage, 'kind'> & { readonly day: string };

export const parseKeys = ({ pseudonym, payload }: Sent): KeysMessage => ({
  kind: 'keys',
  pseudonym,
  bytes: payload,
  leaf: toHex(leafOf(payload)),
});

/** Those of a retired agent are taken: they open what it sent before, and give nobody anything. Those of erased days are not kept. */
export function takeKeys(person: PersonState, message: KeysMessage, taking: Taking): RefusalCode | undefined {
  const { pseudonym, leaf, bytes } = message;
  const { agent, opened } = openedByAgent(person, (key) => openKeptKeys(bytes, key));
  if (toHex(opened.pseudonym) !== pseudonym) return 'wrong-pseudonym';
  if (opened.agent !== agent.number) return 'unknown-agent';
  if (!person.stored.has(leaf) && !isDayErased(person.erasures, opened.day)) {
    person.stored.add(leaf);
    taking.plan.keys.push({ pseudonym, leaf, bytes, day: opened.day });
  }
  taking.touch(pseudonym, agent.number, fromHex(leaf));
  return undefined;
}
