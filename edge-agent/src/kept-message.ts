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
export const openKeptMessage = (
  kept: Pick<OutboxRecord, 'leaf' | 'bytes'>,
  vaultKey: BoxKeyPair,
): Message | undefined => openKept(kept, vaultKey)?.message;

interface KeptMessage {
  readonly message: Message;
  /** As it was signed. */
  readonly record: Uint8Array;
  /** Of the agent that signed it. */
  readonly key: Uint8Array;
}

/** @returns undefined where it was changed on disk */
export function openKept(
  { bytes, leaf }: Pick<OutboxRecord, 'leaf' | 'bytes'>,
  vaultKey: BoxKeyPair,
): KeptMessage | undefined {
  try {
    const [agentKey, kept] = readArray(decodeCbor(unseal(bytes, vaultKey)), 'a kept message', 2);
    const record = readBytes(kept, 'the message');
    if (!equalBytes(leafOf(record), leaf)) return undefined;
    const key = readBytes(agentKey, 'the key', 32);
    return { message: openMessage(record, 'person', key), record, key };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
