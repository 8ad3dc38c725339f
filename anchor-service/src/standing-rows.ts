import { equalBytes, LogError, readHashTile, TILE_WIDTH, type TileReader, type TreeEdge } from '@fit4work/protocol';
import { TileRows } from './core/tile-rows.js';
import { AnchorError } from './error.js';

/**
 * Reads the right edge of the published tiles and holds it against the edge of the tree that the state has.
 * @throws AnchorError `damaged-state` when a tile is missing or does not lead to the root
 */
export async function readStandingRows(read: TileReader, edge: TreeEdge): Promise<TileRows> {
  const hashes: Uint8Array[][] = [];
  try {
    for (let count = edge.size; count > 0; count = Math.floor(count / TILE_WIDTH)) {
      const [index, width] = [Math.floor(count / TILE_WIDTH), count % TILE_WIDTH];
      hashes.push(width === 0 ? [] : await readHashTile(read, { level: hashes.length, index, width }));
    }
  } catch (cause) {
    if (cause instanceof LogError) throw damaged(cause);
    throw cause;
  }
  const rows = TileRows.of(edge.size, hashes);
  if (!equalBytes(rows.edge().root(), edge.root())) throw damaged();
  return rows;
}

const damaged = (cause?: unknown): AnchorError =>
  new AnchorError(
    'damaged-state',
    'The published tiles do not lead to the root of the log: restore the log folder.',
    cause === undefined ? undefined : { cause },
  );
