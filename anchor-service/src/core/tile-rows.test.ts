import { emptyRoot, entryHash, newTiles, rootOfEntries, rootOfTiles, tilePath } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { leafOf, leavesOf } from '../../test/kit.js';
import { TileRows } from './tile-rows.js';

/** Grows a log from size to size; gives every tile ever made, and the rows at the end. */
function growTo(sizes: readonly number[]) {
  const files = new Map<string, Uint8Array>();
  let rows = TileRows.of(0);
  for (const size of sizes) {
    const standing = leavesOf(rows.size - (rows.size % 256), rows.size);
    const grown = rows.grow({ standing, leaves: leavesOf(rows.size, size) });
    expect([...grown.files.keys()].sort()).toEqual(newTiles(rows.size, size).map(tilePath).sort());
    for (const [path, bytes] of grown.files) files.set(path, bytes);
    rows = grown.rows;
  }
  return { rows, files };
}

describe('the rows of tiles', () => {
  it.each([
    ['one by one', Array.from({ length: 300 }, (_, i) => i + 1)],
    ['in uneven steps', [1, 255, 256, 257, 700, 1024, 1025]],
    ['to a third level at once', [100, 66_000]],
    ['past a third level', [65_535, 65_536, 65_537]],
  ])('make exactly the tiles that a size needs, and they lead to its root, grown %s', async (_, sizes) => {
    const { rows, files } = growTo(sizes);
    const root = rootOfEntries(leavesOf(0, rows.size));
    expect(rows.edge().root()).toEqual(root);
    expect(await rootOfTiles({ read: async (path) => files.get(path), size: rows.size })).toEqual(root);
  });

  it('of nothing have the root of nothing', () => {
    expect(TileRows.of(0).edge().root()).toEqual(emptyRoot());
  });

  it('go on from what was read of them', () => {
    const read = TileRows.of(258, [leavesOf(256, 258).map(entryHash), [rowRoot()]]);
    const grown = read.grow({ standing: leavesOf(256, 258), leaves: leavesOf(258, 600) });
    expect(grown.rows.edge().root()).toEqual(rootOfEntries(leavesOf(0, 600)));
  });

  it('are not touched by growing', () => {
    const { rows } = growTo([300]);
    const before = rows.edge().root();
    rows.grow({ standing: leavesOf(256, 300), leaves: leavesOf(300, 400) });
    expect(rows.edge().root()).toEqual(before);
  });

  it('refuse standing leaves that are not those of the published tile', () => {
    const { rows } = growTo([300]);
    for (const standing of [[], leavesOf(0, 44), [...leavesOf(256, 299), leafOf(7)]]) {
      expect(() => rows.grow({ standing, leaves: leavesOf(300, 301) })).toThrow(
        expect.objectContaining({ code: 'damaged-state' }),
      );
    }
  });

  it('refuse to be of another size than they hold', () => {
    expect(() => TileRows.of(3, [[entryHash(leafOf(0))]]).edge()).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });
});

/** Root of the first full tile. */
const rowRoot = (): Uint8Array => rootOfEntries(leavesOf(0, 256));
