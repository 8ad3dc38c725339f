import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConsistencyClaim,
  consistencyProof,
  edgeOfTiles,
  emptyRoot,
  encodeEntryBundle,
  entryHash,
  inclusionProof,
  LogError,
  newTiles,
  nodeHash,
  readLeaves,
  rootOfEntries,
  rootOfTiles,
  TILE_WIDTH,
  type TileReader,
  TreeEdge,
  tilePath,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
} from './index.js';

/** MTH as RFC 6962 section 2.1 writes it, to compare with. */
function treeHash(entries: readonly Uint8Array[]): Uint8Array {
  const [first] = entries;
  if (first === undefined) return emptyRoot();
  if (entries.length === 1) return entryHash(first);
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return nodeHash(treeHash(entries.slice(0, k)), treeHash(entries.slice(k)));
}

function leaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const leaf = new Uint8Array(32).fill(7);
    new DataView(leaf.buffer).setUint32(0, i);
    return leaf;
  });
}

const ALL = leaves(1200);

/** Tiles as a log of `size` serves them; `fullOnly` leaves partial tiles out where the full tile exists in `ALL`. */
function serve(size: number): { files: Map<string, Uint8Array>; read: TileReader } {
  const files = new Map<string, Uint8Array>();
  const unit = (level: number, i: number) => ALL.slice(i * TILE_WIDTH ** level, (i + 1) * TILE_WIDTH ** level);
  for (const tile of newTiles(0, size)) {
    const from = tile.index * TILE_WIDTH;
    const { level } = tile;
    const bytes =
      level === 'entries'
        ? encodeEntryBundle(ALL.slice(from, from + tile.width))
        : new Uint8Array(
            Array.from({ length: tile.width }, (_, i) => [...rootOfEntries(unit(level, from + i))]).flat(),
          );
    files.set(tilePath(tile), bytes);
  }
  return { files, read: async (path) => files.get(path) };
}

const codeOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
  return 'holds';
};

describe('the Merkle tree', () => {
  it('appends to the same root as the recursive definition, for every size up to 140', () => {
    const edge = new TreeEdge();
    for (let size = 0; size <= 140; size += 1) {
      expect(edge.root()).toEqual(treeHash(ALL.slice(0, size)));
      expect(edge.copy().root()).toEqual(edge.root());
      edge.append(entryHash(ALL[size] ?? new Uint8Array(0)));
    }
  });

  it('makes no node but of two hashes', () => {
    for (const [left, right] of [
      [31, 32],
      [32, 33],
      [0, 32],
      [32, 0],
    ] as const) {
      expect(codeOf(() => nodeHash(new Uint8Array(left), new Uint8Array(right)))).toBe('out-of-range');
    }
  });

  it('gives an edge that others cannot change, and a copy that grows apart', () => {
    const edge = new TreeEdge();
    for (let i = 0; i < 3; i++) edge.append(entryHash(Uint8Array.of(i)));
    const copy = edge.copy();
    copy.append(entryHash(Uint8Array.of(3)));
    expect([edge.size, edge.hashes.length, copy.size, copy.hashes.length]).toEqual([3, 2, 4, 1]);
    expect(edge.hashes).not.toBe(edge.hashes);
    expect(new TreeEdge(edge.size, edge.hashes).root()).toEqual(edge.root());
  });

  it('refuses an edge that does not fit its size', () => {
    expect(codeOf(() => new TreeEdge(3, [emptyRoot()]))).toBe('out-of-range');
    expect(codeOf(() => new TreeEdge(-1))).toBe('out-of-range');
    expect(codeOf(() => new TreeEdge(1, [new Uint8Array(31)]))).toBe('out-of-range');
  });

  it('names the tiles of the example sizes of the specification', () => {
    const paths = newTiles(0, 70_000).map(tilePath);
    expect(paths.filter((path) => path.startsWith('tile/0/'))).toHaveLength(274);
    expect(paths).toContain('tile/0/273.p/112');
    expect(paths).toContain('tile/1/000');
    expect(paths).toContain('tile/1/001.p/17');
    expect(paths).toContain('tile/2/000.p/1');
    expect(newTiles(0, 256).map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect(newTiles(256, 256)).toEqual([]);
  });
});

describe('proofs out of tiles', () => {
  it('include every entry, and refuse each flipped bit of hash, root and proof', async () => {
    const sizes = fc.integer({ min: 1, max: 700 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, at, flip) => {
        const index = at % size;
        const log = { ...serve(size), size };
        const proof = await inclusionProof(log, index);
        const claim = {
          index,
          size,
          entryHash: entryHash(ALL[index] ?? emptyRoot()),
          root: treeHash(ALL.slice(0, size)),
        };
        verifyInclusion(claim, proof);
        const parts = [claim.entryHash, claim.root, ...proof];
        const victim = parts[flip % parts.length];
        if (victim !== undefined) victim[flip % 32] = (victim[flip % 32] ?? 0) ^ (1 << (flip % 8));
        expect(codeOf(() => verifyInclusion(claim, proof))).toBe('wrong-proof');
      }),
      { numRuns: 60 },
    );
  });

  it('lead from every size to every later one, and refuse each flipped bit, a longer proof and a shorter one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), async (newSize, at, flip) => {
        const oldSize = 1 + (at % newSize);
        const proof = await consistencyProof({ ...serve(newSize), size: newSize }, oldSize);
        const claim: ConsistencyClaim = {
          oldSize,
          newSize,
          oldRoot: treeHash(ALL.slice(0, oldSize)),
          newRoot: treeHash(ALL.slice(0, newSize)),
        };
        verifyConsistency(claim, proof);
        expect(codeOf(() => verifyConsistency(claim, [...proof, emptyRoot()]))).toBe('wrong-proof');
        if (proof.length > 0) expect(codeOf(() => verifyConsistency(claim, proof.slice(1)))).toBe('wrong-proof');
        const parts = [claim.oldRoot, claim.newRoot, ...proof];
        const victim = parts[flip % parts.length];
        if (victim !== undefined) victim[flip % 32] = (victim[flip % 32] ?? 0) ^ (1 << (flip % 8));
        expect(codeOf(() => verifyConsistency(claim, proof))).toBe('wrong-proof');
      }),
      { numRuns: 60 },
    );
  });

  it('work across three levels of tiles and give back root, edge and leaves', async () => {
    const size = 1111;
    const log = { ...serve(size), size };
    const root = treeHash(ALL.slice(0, size));
    expect(await rootOfTiles(log)).toEqual(root);
    expect(new TreeEdge(size, await edgeOfTiles(log)).root()).toEqual(root);
    expect(await readLeaves(log.read, 4, tileWidth('entries', 4, size))).toEqual(ALL.slice(1024, size));
  });

  it('fall back from a partial tile to the full one that replaced it', async () => {
    const grown = serve(512);
    for (const [path, bytes] of serve(300).files) if (path.startsWith('tile/1/')) grown.files.set(path, bytes);
    const root = treeHash(ALL.slice(0, 300));
    const proof = await inclusionProof({ read: grown.read, size: 300 }, 299);
    verifyInclusion({ index: 299, size: 300, entryHash: entryHash(ALL[299] ?? root), root }, proof);
    expect(await readLeaves(grown.read, 1, 44)).toEqual(ALL.slice(256, 300));
  });

  it('say which tile is missing or has a wrong length', async () => {
    const log = { ...serve(300), size: 300 };
    log.files.set('tile/0/000', new Uint8Array(5));
    await expect(inclusionProof(log, 3)).rejects.toMatchObject({ code: 'malformed-tile' });
    log.files.delete('tile/0/000');
    await expect(inclusionProof(log, 3)).rejects.toMatchObject({ code: 'missing-tile' });
    await expect(inclusionProof(log, 300)).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(consistencyProof(log, 301)).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('refuse sizes that no tree has', () => {
    const root = emptyRoot();
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 2],
      [0, 2 ** 53],
    ] as const) {
      expect(codeOf(() => verifyInclusion({ index, size, root, entryHash: root }, []))).toBe('out-of-range');
    }
    expect(codeOf(() => verifyConsistency({ oldSize: 2, newSize: 1, oldRoot: root, newRoot: root }, []))).toBe(
      'out-of-range',
    );
  });
});
