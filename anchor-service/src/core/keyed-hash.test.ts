import { describe, expect, it } from 'vitest';
import { KeyedHash } from './keyed-hash.js';

/** @source github.com/veorq/SipHash, vectors.h: vectors_hsip64, key 00 to 07, messages 00, 01, … of this length */
const PUBLISHED: readonly (readonly [length: number, digest: string])[] = [
  [0, '218d1f59b9b83cc8'],
  [4, 'd5e78a175be52ea1'],
  [8, 'edfee820bce4858c'],
  [32, '28709d46d811626c'],
  [60, 'd6762890bf26e460'],
];
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

describe('the keyed hash of leaves', () => {
  it.each(PUBLISHED)('gives what is published for %i bytes', (length, digest) => {
    const hash = new KeyedHash(counting(8));
    hash.of(counting(length));
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(hash.first, 0);
    bytes.writeUInt32LE(hash.second, 4);
    expect(bytes.toString('hex')).toBe(digest);
  });

  it('gives another result under another key', () => {
    const [one, other] = [new KeyedHash(counting(8)), new KeyedHash(new Uint8Array(8))];
    for (const hash of [one, other]) hash.of(counting(32));
    expect([one.first, one.second]).not.toEqual([other.first, other.second]);
  });
});
