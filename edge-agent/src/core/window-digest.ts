import { encodeCbor, hmac, hmacLabel, type Window } from '@fit4work/protocol';
import { dataKeyOf } from './day-keys.js';

/* What was sealed of a window is not kept; whether it would be sealed the same today is told by a digest. It is keyed: the few
   values that a window may have could be tried against a plain one by whoever has the disk. */

const digestKey = (dayKeys: Uint8Array): Uint8Array =>
  hmacLabel(dataKeyOf(dayKeys, 'steps', 'raw'), 'f4w/v1/vault-window');

/**
 * @param plaintexts of the window's boxes
 * @param dayKeys under which they were sealed: when they are forgotten, the digest says nothing without the passphrase
 */
export const windowDigest = (
  { granularity, start }: Pick<Window, 'granularity' | 'start'>,
  plaintexts: readonly Uint8Array[],
  dayKeys: Uint8Array,
): Uint8Array => hmac(digestKey(dayKeys), encodeCbor([granularity, start, [...plaintexts]]));
