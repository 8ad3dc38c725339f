import { type Envelope, equalBytes, parseEnvelope, toHex, verifyEnvelope } from '@fit4work/protocol';
import type { AgentState, PersonState, Taking } from '../batch.js';
import type { RefusalCode, Refused, Sent } from '../incoming.js';
import { erasureOfWindow } from '../standing.js';

export interface EnvelopeMessage {
  readonly kind: 'envelope';
  readonly pseudonym: string;
  readonly envelope: Envelope;
  readonly bytes: Uint8Array;
}

/** An envelope to be stored. Of one that an erasure has, nothing is stored but its place in the chain. */
export type PlannedEnvelope = EnvelopeMessage & {
  /** Leaf of the erasure; null where there is none. */
  readonly erased: string | null;
};

/** A second envelope with a sequence that is stored, well signed: evidence of a fault or a copied key. */
export type Fork = PlannedEnvelope & { /** Unix seconds */ readonly time: number };

export function parseEnvelopeMessage({ pseudonym, payload }: Sent): EnvelopeMessage | Refused {
  const envelope = parseEnvelope(payload);
  if (toHex(envelope.pseudonym) !== pseudonym) return { refused: 'wrong-pseudonym' };
  return { kind: 'envelope', pseudonym, envelope, bytes: payload };
}

export function takeEnvelope(person: PersonState, message: EnvelopeMessage, taking: Taking): RefusalCode | undefined {
  const { envelope, pseudonym } = message;
  const agent = person.agents.get(envelope.agent);
  if (agent === undefined) return 'unknown-agent';
  verifyEnvelope(envelope, agent.key);
  if (agent.lastSequence !== undefined && envelope.sequence > agent.lastSequence) return 'retired';
  taking.touch(pseudonym, envelope.agent);
  const erased = erasureOfWindow(person.erasures, envelope.windowStart)?.leaf ?? null;
  if (envelope.sequence <= agent.sequence) {
    if (isStored(agent, envelope)) return undefined;
    taking.plan.forks.push({ ...message, erased, time: taking.now });
    return 'fork';
  }
  if (envelope.sequence > agent.sequence + 1) return 'gap';
  if (!equalBytes(envelope.previous, agent.leaf)) return 'broken-chain';
  agent.sequence = envelope.sequence;
  agent.leaf = envelope.leaf;
  agent.stored.set(envelope.sequence, envelope.leaf);
  taking.plan.envelopes.push({ ...message, erased });
  return undefined;
}

function isStored(agent: AgentState, { sequence, leaf }: Envelope): boolean {
  const stored = agent.stored.get(sequence);
  return stored !== undefined && equalBytes(stored, leaf);
}
