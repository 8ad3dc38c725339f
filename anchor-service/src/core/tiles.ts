import {
  encodeEntryBundle,
  entryHash,
  readHashTile,
  readLeaves,
  rootOfHashes,
  TILE_WIDTH,
  type TileLevel,
  type TileReader,
  tilePath,
} from '@fit4work/protocol';

/** What of a log grew: its size before and the leaves that came. */
export interface Growth {
  readonly oldSize: number;
  readonly leaves: readonly Uint8Array[];
}

interface Row {
  readonly level: TileLevel;
  /** Items of this level before. */
  readonly oldCount: number;
  /** Items of this level that came. */
  readonly added: readonly Uint8Array[];
}

/**
 * Makes every tile that a log's growth makes new, entry bundles included. What stood in a tile before is read from the
 * partial tile of the old size.
 * @returns path to bytes
 * @throws LogError `missing-tile`, `malformed-tile` when the folder lacks what an earlier checkpoint needed
 */
export async function growTiles(read: TileReader, growth: Growth): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await growRow(read, { level: 'entries', oldCount: growth.oldSize, added: growth.leaves }, files);
  let oldCount = growth.oldSize;
  let added: readonly Uint8Array[] = growth.leaves.map(entryHash);
  for (let level = 0; added.length > 0; level += 1) {
    added = await growRow(read, { level, oldCount, added }, files);
    oldCount = Math.floor(oldCount / TILE_WIDTH);
  }
  return files;
}

/** @returns roots of the tiles that became full: what the level above gets */
async function growRow(read: TileReader, row: Row, files: Map<string, Uint8Array>): Promise<Uint8Array[]> {
  const { level, oldCount, added } = row;
  const first = Math.floor(oldCount / TILE_WIDTH);
  const items = [...(await standing(read, level, oldCount)), ...added];
  const full: Uint8Array[] = [];
  for (let at = 0; at < items.length; at += TILE_WIDTH) {
    const tile = items.slice(at, at + TILE_WIDTH);
    const bytes = level === 'entries' ? encodeEntryBundle(tile) : joinHashes(tile);
    files.set(tilePath({ level, index: first + at / TILE_WIDTH, width: tile.length }), bytes);
    if (tile.length === TILE_WIDTH && level !== 'entries') full.push(rootOfHashes(tile));
  }
  return full;
}

async function standing(read: TileReader, level: TileLevel, count: number): Promise<Uint8Array[]> {
  const width = count % TILE_WIDTH;
  const index = Math.floor(count / TILE_WIDTH);
  if (width === 0) return [];
  return level === 'entries' ? readLeaves(read, index, width) : readHashTile(read, { level, index, width });
}

/** Hashes one after the other, as a tile holds them. */
function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * 32);
  for (const [i, hash] of hashes.entries()) bytes.set(hash, i * 32);
  return bytes;
}
