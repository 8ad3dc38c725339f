import { type Envelope, equalBytes, parseEnvelope, toHex, verifyEnvelope } from '@fit4work/protocol';
import type { EnvelopeMessage, RefusalCode, Refused, Sent } from '../messages.js';
import type { AgentState, PersonState, Taking } from '../plan.js';
import { erasureOfWindow } from '../standing.js';

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
  if (agent.bar !== undefined) return agent.bar;
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
