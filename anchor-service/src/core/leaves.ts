import { MAX_LEAVES } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

const LEAF_BYTES = 32;

/**
 * Splits the payload of a message into leaves.
 * @throws AnchorError `bad-leaves` for anything but 1 to 1,024 leaves of 32 bytes
 */
export function splitLeaves(payload: Uint8Array): Uint8Array[] {
  const count = payload.length / LEAF_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > MAX_LEAVES) {
    throw new AnchorError('bad-leaves', 'The payload is not 1 to 1,024 leaves of 32 bytes.');
  }
  // One copy for all, since the payload is a window on what the socket read.
  const bytes = payload.slice();
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES));
}
