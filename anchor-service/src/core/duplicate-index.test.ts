import { describe, expect, it } from 'vitest';
import { leafOf, leavesOf } from '../../test/kit.js';
import { DuplicateIndex } from './duplicate-index.js';
import { KeyedHash } from './keyed-hash.js';

const KEY = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const anywhere = (): boolean => true;

function filled(leaves: readonly Uint8Array[], expected?: number): DuplicateIndex {
  const index = new DuplicateIndex(KEY, expected);
  for (const [i, leaf] of leaves.entries()) index.add(leaf, i);
  return index;
}

describe('the index of duplicates', () => {
  const leaves = leavesOf(0, 100_000);
  const index = filled(leaves);

  it('finds every leaf at its position and no other leaf', () => {
    const wrong = leaves.findIndex((leaf, i) => index.find(leaf, (at) => at === i) !== i);
    const strangers = leavesOf(100_000, 200_000).filter((leaf) => index.find(leaf, anywhere) !== undefined);
    expect([index.size, wrong]).toEqual([100_000, -1]);
    // Of a hundred thousand strangers, 42 bits of hash mistake one in four hundred runs; the key is fixed, so none here.
    expect(strangers).toEqual([]);
  });

  it('looks on when a hit is not confirmed', () => {
    expect(index.find(leafOf(7), () => false)).toBeUndefined();
  });

  it('stays between 9 and 12 bytes a leaf while it grows', () => {
    const growing = new DuplicateIndex(KEY);
    const weights: number[] = [];
    for (const [i, leaf] of leaves.entries()) {
      growing.add(leaf, i);
      if (i >= 50_000 && i % 1000 === 0) weights.push(growing.byteLength / growing.size);
    }
    expect(Math.min(...weights)).toBeGreaterThan(9);
    expect(Math.max(...weights)).toBeLessThan(12);
  });

  it('grows a few parts at a time', () => {
    const growing = filled(leaves.slice(0, 60_000));
    let most = 0;
    for (let i = 60_000; i < 90_000; i += 100) {
      const before = growing.byteLength;
      for (let j = i; j < i + 100; j += 1) growing.add(leafOf(j), j);
      most = Math.max(most, growing.byteLength - before);
    }
    expect(most).toBeLessThan(60_000);
  });

  it('takes what was expected almost without growing', () => {
    const { byteLength } = new DuplicateIndex(KEY, 100_000);
    expect(filled(leaves, 100_000).byteLength).toBeLessThan(byteLength * 1.05);
  });

  it('spreads leaves that were chosen to collide under one key, since nobody knows the next', () => {
    const [known, next] = [new KeyedHash(KEY), new KeyedHash(KEY.toReversed())];
    const partOf = (hash: KeyedHash, leaf: Uint8Array): number => {
      hash.of(leaf);
      return hash.first % 1024;
    };
    const chosen = leaves.filter((leaf) => partOf(known, leaf) === 0);
    expect(chosen.length).toBeGreaterThan(50);
    expect(new Set(chosen.map((leaf) => partOf(next, leaf))).size).toBeGreaterThan(0.8 * chosen.length);
  });

  it('refuses a position that a slot cannot hold', () => {
    const full = new DuplicateIndex(KEY);
    full.add(leafOf(0), 2 ** 32 - 2);
    expect(full.find(leafOf(0), anywhere)).toBe(2 ** 32 - 2);
    expect(() => full.add(leafOf(1), 2 ** 32 - 1)).toThrow(expect.objectContaining({ code: 'full-log' }));
  });
});
