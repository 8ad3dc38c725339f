import { entryHash, rootOfEntries, rootOfHashes } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { leavesOf } from '../../test/kit.js';
import { FillingTile, FillingTiles, leafHash } from './filling-tiles.js';

describe('the rows of a log that grows', () => {
  it('have the root of RFC 6962 at every size, over tiles that become full', () => {
    const leaves = leavesOf(0, 600);
    const rows = new FillingTiles();
    expect(rows.root()).toEqual(rootOfEntries([]));
    for (const [i, leaf] of leaves.entries()) {
      rows.row(0).append(leafHash(leaf));
      if (i % 13 === 0 || (i + 1) % 256 === 0) expect(rows.root()).toEqual(rootOfEntries(leaves.slice(0, i + 1)));
      if (rows.row(0).width < 256) continue;
      rows.row(1).append(rows.row(0).root());
      rows.row(0).clear();
      expect(rows.root()).toEqual(rootOfEntries(leaves.slice(0, i + 1)));
    }
    expect(rows.levels.map(({ index, width }) => [index, width])).toEqual([
      [2, 88],
      [0, 2],
    ]);
  });

  it('hold the hashes of a tile as it is served, and give away none of their own memory', () => {
    const hashes = leavesOf(0, 256).map(entryHash);
    const row = new FillingTile();
    for (const hash of hashes) row.append(hash);
    expect(row.hashes).toEqual(new Uint8Array(Buffer.concat(hashes)));
    const root = row.root();
    const peak = row.rootWith(undefined);
    row.clear();
    row.append(hashes[1] ?? new Uint8Array(32));
    const alone = row.rootWith(undefined);
    for (let i = 1; i < 256; i += 1) row.append(hashes[2] ?? new Uint8Array(32));
    expect([root, peak, alone]).toEqual([rootOfHashes(hashes), rootOfHashes(hashes), hashes[1]]);
  });
});
