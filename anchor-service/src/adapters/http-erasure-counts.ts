import { openErasureCounts, ProtocolError } from '@fit4work/protocol';
import type { ErasureSource, SignedErasureCounts } from '../audit/audit-port.js';
import { AnchorError } from '../error.js';
import { readLimited } from './read-limited.js';

/** An auditor waits for it, and gets what was kept without it. */
const TIMEOUT_MS = 1_000;
const MAX_BYTES = 64 * 1024;

/**
 * Asks a coach API for its counts of erasures and verifies them.
 *
 * @param registryUrl of its key set, `…/v1/agents/key-set`, beside which the counts stand
 * @param key its signing key, from another source than itself: 32 bytes
 */
export function httpErasureCounts(registryUrl: string, key: Uint8Array): ErasureSource {
  const address = new URL('../audit/erasures', registryUrl);
  const verified = (bytes: Uint8Array): SignedErasureCounts => ({ ...openErasureCounts(bytes, key), bytes });
  return {
    ask: async () => {
      try {
        const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
        return verified(await readLimited(answer, MAX_BYTES));
      } catch (cause) {
        throw new AnchorError(
          'source-failed',
          'The coach API gave no counts of erasures that its key signed: try again, or see to its address and key.',
          { cause },
        );
      }
    },
    open: (bytes) => {
      try {
        return verified(bytes);
      } catch (error) {
        if (error instanceof ProtocolError) return undefined;
        throw error;
      }
    },
  };
}
