import { type AgentRetirement, identityKey, signRetirement } from '@fit4work/protocol';
import type { Clock, Entropy, NewRecord } from '../ports.js';

/** The identity's word that of an agent nothing counts after its last sequence (SPEC.md clause 7.5). */
export function retirementOf(
  { entropy, clock }: { readonly entropy: Entropy; readonly clock: Clock },
  root: Uint8Array,
  ending: Pick<AgentRetirement, 'pseudonym' | 'agent' | 'lastSequence'>,
): NewRecord {
  const bytes = signRetirement({ ...ending, issued: clock(), salt: entropy(32) }, identityKey(root));
  return { kind: 'retirement', bytes, payload: bytes };
}
