import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';

/** How often what another process overtook is made again. Two that take turns need a few; more is no coincidence. */
const MOST_TRIES = 32;

/**
 * Does it again where another process came first.
 *
 * @throws AgentError `vault-busy` when others always do: it is left to a later turn
 */
export async function untilFirst<T>(attempt: () => Promise<T | 'overtaken'>): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const done = await attempt();
    if (done !== 'overtaken') return done;
  }
  throw new AgentError('vault-busy', VAULT_REFUSALS.overtaken);
}
