import type { NotLookedUp } from '../core/other-machine-words.js';
import { AgentError } from '../error.js';
import type { Identity } from '../ports.js';
import type { AccountRequest } from './open-account.js';
import { type RefetchPorts, refetchConsent } from './refetch-consent.js';

/** How many consent records came that were not known here; and why nobody knows whether there are more, where that is so. */
export interface CaughtUp {
  readonly restored: number;
  readonly why?: NotLookedUp;
}

/** So long it is waited for by who can do without. */
const CATCH_UP_SECONDS = 10;

export const NO_ANSWER: CaughtUp = { restored: 0, why: 'unreachable' };

/**
 * Fetches what the person's agents on other machines signed, for who goes on without it where that cannot be had.
 *
 * @param seconds how long it is waited for; what comes later is kept or not, whole
 * @throws AgentError `bad-passphrase`
 */
export async function catchUpConsent(
  ports: RefetchPorts,
  identity: Identity,
  { seconds = CATCH_UP_SECONDS, ...request }: AccountRequest & { readonly seconds?: number },
): Promise<CaughtUp> {
  const late = new Promise<CaughtUp>((resolve) => {
    AbortSignal.timeout(seconds * 1000).addEventListener('abort', () => resolve(NO_ANSWER));
  });
  return Promise.race([fetched(ports, identity, request), late]);
}

async function fetched(ports: RefetchPorts, identity: Identity, request: AccountRequest): Promise<CaughtUp> {
  try {
    return { restored: await refetchConsent(ports, identity, request) };
  } catch (error) {
    const why = error instanceof AgentError ? error.code : undefined;
    if (why === 'unreachable' || why === 'refused' || why === 'vault-damaged') return { restored: 0, why };
    throw error;
  }
}
