import { fromHex, leafOf, openMessage, toHex } from '@fit4work/protocol';
import type { PersonState, Taking } from '../batch.js';
import type { RefusalCode, Sent } from '../incoming.js';
import { openedByAgent } from './signer.js';

/** A message of a person, to a coach. */
export interface PersonMessage {
  readonly kind: 'message';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
  /** As it came: sealed to this coach API, and stored so. */
  readonly sealed: Uint8Array;
}

export interface PlannedMessage {
  readonly pseudonym: string;
  readonly leaf: string;
  readonly coach: string;
  /** Unix seconds */
  readonly time: number;
  /** Leaf of what it answers, and so acknowledges. */
  readonly answers: string | null;
  readonly sealed: Uint8Array;
}

export function parseMessage({ pseudonym, payload, unsealed }: Sent): PersonMessage {
  const bytes = unsealed();
  return { kind: 'message', pseudonym, bytes, leaf: toHex(leafOf(bytes)), sealed: payload };
}

export function takeMessage(person: PersonState, sent: PersonMessage, taking: Taking): RefusalCode | undefined {
  const { pseudonym, leaf, bytes, sealed } = sent;
  const { agent, opened } = openedByAgent(person, (key) => openMessage(bytes, 'person', key));
  if (toHex(opened.pseudonym) !== pseudonym) return 'wrong-pseudonym';
  if (opened.agent !== agent.number) return 'unknown-agent';
  if (!person.stored.has(leaf)) {
    if (agent.lastSequence !== undefined) return 'retired';
    person.stored.add(leaf);
    const { coach, time, answers } = opened;
    taking.plan.messages.push({ pseudonym, leaf, coach, time, answers: answers && toHex(answers), sealed });
  }
  taking.touch(pseudonym, agent.number, fromHex(leaf));
  return undefined;
}
