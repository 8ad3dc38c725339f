import { ProtocolError } from './error.js';
import type { Granularity } from './window.js';

/** Size classes in bytes of a padded plaintext (SPEC.md clause 5.3). All boxes of one envelope take the same class. */
export const SIZE_CLASSES: Readonly<Record<Granularity, readonly number[]>> = {
  raw: [160, 1024, 4096, 16_384],
  hour: [96],
  day: [384],
};

export const isSizeClass = (size: number, granularity: Granularity): boolean =>
  SIZE_CLASSES[granularity].includes(size);

/**
 * The smallest class that holds each of these plaintexts and at least the first byte of its padding.
 *
 * @param least bytes of the smallest class that may be taken, so that what holds less is of the size of what held more
 * @throws ProtocolError `too-large`
 */
export function sizeClassOf(plaintexts: readonly Uint8Array[], granularity: Granularity, least = 0): number {
  const longest = Math.max(...plaintexts.map((plaintext) => plaintext.length));
  const size = SIZE_CLASSES[granularity].find((candidate) => candidate > longest && candidate >= least);
  if (size === undefined)
    throw new ProtocolError('too-large', 'a plaintext exceeds the largest size class of its window');
  return size;
}

/**
 * Pads one plaintext to a size greater than its own, as ISO/IEC 7816-4 does: 0x80, then zeros.
 *
 * @throws ProtocolError `too-large`
 */
export function padTo(plaintext: Uint8Array, size: number): Uint8Array {
  if (plaintext.length >= size) throw new ProtocolError('too-large', 'a plaintext does not leave room for its padding');
  const padded = new Uint8Array(size);
  padded.set(plaintext);
  padded[plaintext.length] = 0x80;
  return padded;
}

/** @throws ProtocolError `malformed` when the padding is not that of clause 5.3 */
export function unpad(padded: Uint8Array): Uint8Array {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (padded[end] !== 0x80) throw new ProtocolError('malformed', 'the plaintext is not padded as clause 5.3 demands');
  return padded.subarray(0, end);
}
