import { fromHex, leafOf, openRetirement, toHex } from '@fit4work/protocol';
import type { PersonState, Taking } from '../batch.js';
import type { RefusalCode, Sent } from '../incoming.js';

export interface RetirementMessage {
  readonly kind: 'retirement';
  readonly pseudonym: string;
  readonly bytes: Uint8Array;
  readonly leaf: string;
}

export type PlannedRetirement = Omit<RetirementMessage, 'kind'> & {
  readonly agent: number;
  readonly lastSequence: number;
};

export const parseRetirement = ({ pseudonym, payload }: Sent): RetirementMessage => ({
  kind: 'retirement',
  pseudonym,
  bytes: payload,
  leaf: toHex(leafOf(payload)),
});

/** Of several retirements of one agent the lowest last sequence counts (SPEC.md clause 7.5). */
export function takeRetirement(
  person: PersonState,
  message: RetirementMessage,
  taking: Taking,
): RefusalCode | undefined {
  const { pseudonym, leaf, bytes } = message;
  const retirement = openRetirement(bytes, person.identityKey);
  if (toHex(retirement.pseudonym) !== pseudonym) return 'wrong-pseudonym';
  const { lastSequence } = retirement;
  const agent = person.agents.get(retirement.agent);
  if (agent === undefined) return 'unknown-agent';
  agent.lastSequence = Math.min(agent.lastSequence ?? lastSequence, lastSequence);
  if (!person.stored.has(leaf)) {
    person.stored.add(leaf);
    taking.plan.retirements.push({ pseudonym, leaf, bytes, agent: agent.number, lastSequence });
  }
  taking.touchAll(pseudonym, fromHex(leaf));
  return undefined;
}
