import { AgentError } from './error.js';
import type { Identity } from './ports.js';
import { type AccountPorts, type AccountRequest, openAccount } from './recovery/open-account.js';

/**
 * Numbers of the person's agents besides this one, as the identity certified them, that nothing ended: what is signed here
 * they do not hear of.
 *
 * @returns undefined where the coach API does not say
 * @throws AgentError `bad-passphrase`
 */
export async function otherAgents(
  ports: AccountPorts,
  identity: Identity,
  request: AccountRequest,
): Promise<readonly number[] | undefined> {
  try {
    const { agents } = (await openAccount(ports, identity, request)).overview;
    return agents
      .filter(({ agent, lastSequence }) => lastSequence === undefined && agent !== identity.agent)
      .map(({ agent }) => agent);
  } catch (error) {
    if (error instanceof AgentError && (error.code === 'refused' || error.code === 'unreachable')) return undefined;
    throw error;
  }
}
