import { type AgentCertificate, equalBytes, keyIdOf, openCertificate, toBase64Url, toHex } from '@fit4work/protocol';
import type { EnrolledAgent, Person } from '../ports.js';
import { refusalOf } from './refusal.js';

/* Whether stored keys are those that an identity signed for (SPEC.md clause 7.4): a database may have other ones by a flipped bit, or by somebody's hand. */

type Keys = Pick<Person, 'pseudonym' | 'identityKey' | 'vaultKey' | 'certificate'>;

function certificateOf({ pseudonym, identityKey, vaultKey, certificate }: Keys): AgentCertificate | undefined {
  const opened = refusalOf(() => openCertificate(certificate, identityKey));
  if ('refused' in opened) return undefined;
  return toHex(opened.pseudonym) === pseudonym && equalBytes(opened.vaultPublicKey, vaultKey) ? opened : undefined;
}

export const isPersonCertified = (person: Person): boolean => certificateOf(person) !== undefined;

export function isAgentCertified(agent: EnrolledAgent): boolean {
  const opened = certificateOf(agent);
  return (
    opened?.agent === agent.agent &&
    equalBytes(opened.agentPublicKey, agent.key) &&
    toBase64Url(keyIdOf(agent.key)) === agent.keyId
  );
}
