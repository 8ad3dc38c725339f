import { openErasureCounts } from '@fit4work/protocol';
import type { ErasureCounts } from '../audit/audit-port.js';
import { AnchorError } from '../error.js';
import { readLimited } from './read-limited.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;

/**
 * Asks a coach API for its counts of erasures and verifies them.
 *
 * @param registryUrl of its key set, `…/v1/agents/jwks.json`, beside which the counts stand
 * @param key its signing key, from another source than itself: 32 bytes
 */
export function httpErasureCounts(registryUrl: string, key: Uint8Array): ErasureCounts {
  const address = new URL('../audit/erasures', registryUrl);
  return async () => {
    try {
      const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      const bytes = await readLimited(answer, MAX_BYTES);
      return { bytes, months: openErasureCounts(bytes, key).months };
    } catch (cause) {
      throw new AnchorError(
        'source-failed',
        'The coach API gave no counts of erasures that its key signed: try again, or see to its address and key.',
        { cause },
      );
    }
  };
}
