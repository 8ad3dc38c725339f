import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../hash.js';
import { codeOf, filled } from '../records.fixture.js';
import { emptyRoot, entryHash, nodeHash, rootOfEntries, rootOfHashes, TreeEdge } from './merkle.js';
import { consistencyRoots, verifyConsistency, verifyInclusion } from './merkle-proof.js';

const entry = fc.uint8Array({ maxLength: 40 });

describe('a hash of the tree', () => {
  it('has its kind before what it is of', () => {
    expect(emptyRoot()).toEqual(sha256(new Uint8Array(0)));
    expect(entryHash(Uint8Array.of(7, 8))).toEqual(sha256(Uint8Array.of(0, 7, 8)));
    const [left, right] = [filled(32, 1), filled(32, 2)];
    expect(nodeHash(left, right)).toEqual(sha256(Uint8Array.of(1, ...left, ...right)));
    expect(nodeHash(right, left)).not.toEqual(nodeHash(left, right));
  });

  it.each([
    [31, 32],
    [32, 31],
    [33, 32],
    [0, 64],
  ])('is not made of %s and %s bytes', (left, right) => {
    expect(codeOf(() => nodeHash(filled(left, 0), filled(right, 0)))).toBe('out-of-range');
  });
});

describe('the right edge of a tree', () => {
  it('survives its hashes at every size, and grows on from them', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 70 }), entry, (entries, next) => {
        const edge = new TreeEdge();
        for (const one of entries) edge.append(entryHash(one));
        const again = new TreeEdge(edge.size, edge.hashes);
        expect([edge.size, again.size]).toEqual([entries.length, entries.length]);
        again.append(entryHash(next));
        expect(again.root()).toEqual(rootOfEntries([...entries, next]));
        expect(edge.root()).toEqual(rootOfHashes(entries.map(entryHash)));
      }),
      { seed: 24, numRuns: 60 },
    );
  });

  it('has as many hashes as its size has ones', () => {
    for (const [size, ones] of [
      [0, 0],
      [1, 1],
      [6, 2],
      [7, 3],
      [8, 1],
    ] as const) {
      const hashes = Array.from({ length: ones }, () => filled(32, 1));
      expect(new TreeEdge(size, hashes).hashes).toEqual(hashes);
      expect(codeOf(() => new TreeEdge(size, [...hashes, filled(32, 1)]))).toBe('out-of-range');
    }
    expect(codeOf(() => new TreeEdge(1, [filled(33, 1)]))).toBe('out-of-range');
    expect(codeOf(() => new TreeEdge(3, [filled(32, 1), filled(31, 1)]))).toBe('out-of-range');
  });

  it('hands out no array of its own', () => {
    const edge = new TreeEdge(1, [filled(32, 1)]);
    const copy = edge.copy();
    copy.append(filled(32, 2));
    expect([edge.size, copy.size, edge.hashes.length]).toEqual([1, 2, 1]);
    expect(edge.root()).toEqual(filled(32, 1));
  });
});

describe('a Merkle proof', () => {
  const hash = filled(32, 1);

  it('with a hash of another length is wrong, wherever it stands', () => {
    const short = filled(31, 1);
    const [root, other] = [nodeHash(hash, hash), filled(32, 2)];
    const claim = { index: 0, size: 2, entryHash: hash, root };
    expect(codeOf(() => verifyInclusion(claim, [hash]))).toBe('accepted');
    expect(codeOf(() => verifyInclusion({ ...claim, entryHash: short }, [hash]))).toBe('wrong-proof');
    expect(codeOf(() => verifyInclusion({ ...claim, root: short }, [hash]))).toBe('wrong-proof');
    expect(codeOf(() => verifyInclusion(claim, [short]))).toBe('wrong-proof');
    const growth = { oldSize: 1, oldRoot: hash, newSize: 2, newRoot: nodeHash(hash, other) };
    expect(codeOf(() => verifyConsistency(growth, [other]))).toBe('accepted');
    expect(codeOf(() => verifyConsistency({ ...growth, oldRoot: short }, [other]))).toBe('wrong-proof');
    expect(codeOf(() => verifyConsistency({ ...growth, newRoot: short }, [other]))).toBe('wrong-proof');
    expect(codeOf(() => verifyConsistency(growth, [short]))).toBe('wrong-proof');
  });

  it('of growth from nothing or to the same size is empty', () => {
    const [nothing, root] = [{ oldSize: 0, oldRoot: emptyRoot() }, filled(32, 7)];
    const same = { oldSize: 3, oldRoot: root, newSize: 3, newRoot: root };
    expect(codeOf(() => verifyConsistency({ ...nothing, newSize: 3, newRoot: root }, []))).toBe('accepted');
    expect(codeOf(() => verifyConsistency({ ...nothing, newSize: 0, newRoot: emptyRoot() }, []))).toBe('accepted');
    expect(codeOf(() => verifyConsistency(same, []))).toBe('accepted');
    const wrong = [
      () => verifyConsistency({ ...nothing, newSize: 3, newRoot: root }, [root]),
      () => verifyConsistency({ ...nothing, newSize: 3, newRoot: filled(31, 7) }, []),
      () => verifyConsistency({ ...nothing, newSize: 0, newRoot: root }, []),
      () => verifyConsistency({ oldSize: 0, oldRoot: root, newSize: 3, newRoot: root }, []),
      () => verifyConsistency({ oldSize: 0, oldRoot: root, newSize: 0, newRoot: root }, []),
      () => verifyConsistency(same, [root]),
      () => verifyConsistency({ ...same, newRoot: filled(32, 8) }, []),
    ];
    expect(wrong.map(codeOf)).toEqual(wrong.map(() => 'wrong-proof'));
  });

  it('is of sizes and indexes that a log can have', () => {
    const claim = { index: 0, size: 1, entryHash: hash, root: hash };
    for (const wrong of [{ index: 1 }, { index: -1 }, { size: 0 }, { size: 0.5 }, { index: Number.NaN }]) {
      expect(codeOf(() => verifyInclusion({ ...claim, ...wrong }, []))).toBe('out-of-range');
    }
    const growth = { oldSize: 2, oldRoot: hash, newSize: 2, newRoot: hash };
    for (const wrong of [{ oldSize: 3 }, { oldSize: -1 }, { newSize: 1 }, { newSize: 2.5 }]) {
      expect(codeOf(() => verifyConsistency({ ...growth, ...wrong }, []))).toBe('out-of-range');
    }
  });

  it('leads to no roots where its path does not fit the sizes', () => {
    expect(consistencyRoots(1, 2, [])).toBeUndefined();
    expect(consistencyRoots(1, 2, [hash])).toBeUndefined();
    expect(consistencyRoots(1, 2, [hash, hash, hash])).toBeUndefined();
    expect(consistencyRoots(1, 2, [hash, hash])).toEqual({ oldRoot: hash, newRoot: nodeHash(hash, hash) });
  });

  it('leads to no roots of an old tree that is empty or the larger, and ends', () => {
    for (const path of [[hash], [hash, hash], [hash, hash, hash]]) {
      expect(consistencyRoots(0, 0, path)).toBeUndefined();
      expect(consistencyRoots(0, 1, path)).toBeUndefined();
      expect(consistencyRoots(2, 1, path)).toBeUndefined();
    }
    expect(consistencyRoots(1, 1, [hash])).toEqual({ oldRoot: hash, newRoot: hash });
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(codeOf(() => consistencyRoots(wrong, 2, [hash, hash]))).toBe('out-of-range');
      expect(codeOf(() => consistencyRoots(1, wrong, [hash, hash]))).toBe('out-of-range');
    }
  });
});
