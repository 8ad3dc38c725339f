import { aeadOpen, aeadSeal, encodeCbor, hmacLabel, padTo, unpad, utf8 } from '@fit4work/protocol';
import { AgentError } from '../error.js';
import type { Entropy, OpenDayKeys, SealedMark } from '../ports.js';
import type { Mark } from '../wearable-port.js';
import { dataKeyOf } from './day-keys.js';
import { VAULT_REFUSALS } from './refusal-words/vault-refusals.js';

/* A driver's mark may hold a step count. It is kept like what it came with: sealed under the raw key of its day. */

/** Eight names and numbers have room in it. */
const SIZE = 256;

const markKey = (dayKeys: Uint8Array): Uint8Array => hmacLabel(dataKeyOf(dayKeys, 'steps', 'raw'), 'f4w/v1/vault-mark');

const markAad = (wearable: number, { day, generation }: { day: string; generation: number }): Uint8Array =>
  encodeCbor(['f4w/v1/vault-mark', wearable, day, generation]);

/** @param keys of the day that the stretch ends in */
export function sealMark(
  mark: Mark,
  { wearable, keys: { day, generation, open } }: { readonly wearable: number; readonly keys: OpenDayKeys },
  entropy: Entropy,
): SealedMark {
  const nonce = entropy(12);
  const aead = { key: markKey(open), nonce, aad: markAad(wearable, { day, generation }) };
  return { day, generation, nonce, sealed: aeadSeal(aead, padTo(utf8(JSON.stringify(mark)), SIZE)) };
}

/** @throws AgentError `vault-damaged` when a bit of the mark is not as it was written */
export function openMark(
  { day, generation, nonce, sealed }: SealedMark,
  { wearable, open }: { readonly wearable: number; readonly open: Uint8Array },
): Mark {
  try {
    const aead = { key: markKey(open), nonce, aad: markAad(wearable, { day, generation }) };
    return JSON.parse(new TextDecoder().decode(unpad(aeadOpen(aead, sealed)))) as Mark;
  } catch (cause) {
    throw new AgentError('vault-damaged', VAULT_REFUSALS.markChanged, { cause });
  }
}
