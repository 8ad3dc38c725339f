import { describe, expect, it } from 'vitest';
import { filled } from '../records.fixture.js';
import { encodeEntryBundle } from './entry-bundle.js';
import { emptyRoot, entryHash, rootOfHashes, TreeEdge } from './merkle.js';
import type { TileReader } from './tile.js';
import {
  consistencyPath,
  consistencyProof,
  edgeOfTiles,
  inclusionProof,
  readHashTile,
  readLeaves,
  rootOfTiles,
} from './tile-hashes.js';

const HASHES = Array.from({ length: 300 }, (_, i) => entryHash(filled(32, i & 0xff).with(0, i >> 8)));
const joined = (hashes: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(hashes));
const TILES = new Map([
  ['tile/0/000', joined(HASHES.slice(0, 256))],
  ['tile/0/001.p/44', joined(HASHES.slice(256))],
  ['tile/1/000.p/1', rootOfHashes(HASHES.slice(0, 256))],
]);

/** A log of 300 entries that keeps a list of what it was asked for. */
function served(tiles: ReadonlyMap<string, Uint8Array> = TILES): {
  readonly read: TileReader;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const read: TileReader = async (path) => {
    asked.push(path);
    return tiles.get(path);
  };
  return { read, asked };
}

describe('a tile of hashes', () => {
  const tile = { level: 0, index: 1, width: 44 };

  it('is read where it stands, and from the full one that replaced it', async () => {
    expect(await readHashTile(served().read, tile)).toEqual(HASHES.slice(256));
    const grown = new Map([['tile/0/001', joined(HASHES.slice(0, 256))]]);
    expect(await readHashTile(served(grown).read, tile)).toEqual(HASHES.slice(0, 44));
  });

  it('is asked for once where it is full and absent', async () => {
    const { read, asked } = served(new Map());
    await expect(readHashTile(read, { ...tile, width: 256 })).rejects.toMatchObject({
      code: 'missing-tile',
      message: 'The log does not have tile/0/001.',
    });
    expect(asked).toEqual(['tile/0/001']);
  });

  it.each([0, 43 * 32, 44 * 32 + 1, 45 * 32, 255 * 32, 257 * 32])('of %s bytes is refused', async (length) => {
    const tiles = new Map([['tile/0/001.p/44', new Uint8Array(length)]]);
    await expect(readHashTile(served(tiles).read, tile)).rejects.toMatchObject({
      code: 'malformed-tile',
      message: 'The tile tile/0/001.p/44 has a wrong length.',
    });
  });
});

describe('the leaves of a bundle', () => {
  const bundle = (...entries: readonly Uint8Array[]): TileReader =>
    served(new Map([[`tile/entries/000.p/${entries.length}`, encodeEntryBundle(entries)]])).read;

  it('have 32 bytes each', async () => {
    expect(await readLeaves(bundle(filled(32, 1), filled(32, 2)), 0, 2)).toEqual([filled(32, 1), filled(32, 2)]);
    await expect(readLeaves(bundle(filled(32, 1), filled(31, 2)), 0, 2)).rejects.toMatchObject({
      code: 'malformed-bundle',
      message: 'The bundle 0 has an entry that is not a leaf of 32 bytes.',
    });
  });
});

describe('a proof out of tiles', () => {
  it('asks for each tile once', async () => {
    const { read, asked } = served();
    await inclusionProof({ read, size: 300 }, 299);
    expect(asked).toHaveLength(new Set(asked).size);
    expect([...asked].sort()).toEqual(['tile/0/001.p/44', 'tile/1/000.p/1']);
  });

  it('asks for nothing where all its roots are known', async () => {
    const roots = new Map<string, Uint8Array>();
    const first = await inclusionProof({ ...served(), size: 300, roots }, 7);
    const { read, asked } = served();
    expect(await inclusionProof({ read, size: 300, roots }, 7)).toEqual(first);
    expect(asked).toEqual([]);
    expect(roots.size).toBeGreaterThan(0);
  });

  it('keeps no tile alive by its hashes', async () => {
    const proof = await inclusionProof({ ...served(), size: 300 }, 7);
    expect(proof.map((hash) => hash.buffer.byteLength)).toEqual(proof.map(() => 32));
  });

  it('is its own where the tiles are Buffers, whose memory may be used again', async () => {
    const buffers = new Map([...TILES].map(([path, bytes]) => [path, Buffer.from(bytes)]));
    const log = { ...served(buffers), size: 300 };
    const made = [...(await inclusionProof(log, 7)), ...(await consistencyPath(log, 256)), ...(await edgeOfTiles(log))];
    const expected = made.map((hash) => Uint8Array.from(hash));
    for (const buffer of buffers.values()) buffer.fill(0);
    expect(made).toEqual(expected);
    expect(made.map((hash) => hash.buffer.byteLength)).toEqual(made.map(() => 32));
  });

  it('is empty where there is nothing to prove', async () => {
    const log = { ...served(), size: 300 };
    expect(await consistencyProof(log, 0)).toEqual([]);
    expect(await consistencyProof(log, 300)).toEqual([]);
    expect(await inclusionProof({ ...served(), size: 1 }, 0)).toEqual([]);
    expect(await rootOfTiles({ ...served(), size: 0 })).toEqual(emptyRoot());
    expect(await edgeOfTiles({ ...served(), size: 0 })).toEqual([]);
  });

  it('leaves out the old root where the old tree is perfect, and its path does not', async () => {
    const log = { ...served(), size: 300 };
    for (const size of [1, 2, 64, 256]) {
      const path = await consistencyPath(log, size);
      expect(path[0]).toEqual(rootOfHashes(HASHES.slice(0, size)));
      expect(await consistencyProof(log, size)).toEqual(path.slice(1));
    }
    for (const size of [3, 255, 299])
      expect(await consistencyProof(log, size)).toEqual(await consistencyPath(log, size));
  });

  it.each([-1, 0.5, 300, 2 ** 53])('is not made for the index %s of 300', async (index) => {
    await expect(inclusionProof({ ...served(), size: 300 }, index)).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it.each([-1, 0.5, 301])('is not made from the size %s to 300', async (size) => {
    await expect(consistencyProof({ ...served(), size: 300 }, size)).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('gives back the edge and the root of the tree', async () => {
    const log = { ...served(), size: 300 };
    const edge = new TreeEdge(300, await edgeOfTiles(log));
    expect(edge.root()).toEqual(rootOfHashes(HASHES));
    expect(await rootOfTiles(log)).toEqual(rootOfHashes(HASHES));
  });
});
