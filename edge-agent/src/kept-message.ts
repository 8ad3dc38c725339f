import {
  type BoxKeyPair,
  decodeCbor,
  encodeCbor,
  equalBytes,
  leafOf,
  type Message,
  openMessage,
  ProtocolError,
  readArray,
  readBytes,
  seal,
  unseal,
} from '@fit4work/protocol';
import type { OutboxRecord } from './ports.js';

/* What a person wrote lies sealed to one's own vault, beside the key of the agent that signed it: agents come and go. */

/**
 * @param record the signed message
 * @returns leaf and bytes as the outbox keeps them
 */
export const keepMessage = (
  record: Uint8Array,
  { agentPublicKey, vaultPublicKey }: { readonly agentPublicKey: Uint8Array; readonly vaultPublicKey: Uint8Array },
): Pick<OutboxRecord, 'leaf' | 'bytes'> => ({
  leaf: leafOf(record),
  bytes: seal(encodeCbor([agentPublicKey, record]), vaultPublicKey),
});

/** @returns undefined where it was changed on disk */
export function openKeptMessage(
  { bytes, leaf }: Pick<OutboxRecord, 'leaf' | 'bytes'>,
  vaultKey: BoxKeyPair,
): Message | undefined {
  try {
    const [key, kept] = readArray(decodeCbor(unseal(bytes, vaultKey)), 'a kept message', 2);
    const record = readBytes(kept, 'the message');
    if (!equalBytes(leafOf(record), leaf)) return undefined;
    return openMessage(record, 'person', readBytes(key, 'the key', 32));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
