import { fromHex, leafOf, openMessage, toHex } from '@fit4work/protocol';
import type { PersonMessage, RefusalCode, Sent } from '../messages.js';
import type { PersonState, Taking } from '../plan.js';
import { openedByAgent } from './signer.js';

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
    if (agent.bar !== undefined) return agent.bar;
    person.stored.add(leaf);
    const { coach, time, answers } = opened;
    taking.plan.messages.push({ pseudonym, leaf, coach, time, answers: answers && toHex(answers), sealed });
  }
  taking.touch(pseudonym, agent.number, fromHex(leaf));
  return undefined;
}
