import { parseTilePath, TILE_WIDTH, type TileReader, tilePath } from '@fit4work/protocol';

/** Requests ahead of each kind of file: bundles, tiles of hashes, blocks. */
const AHEAD = 4;

/**
 * Asks for the files that come next before they are wanted, so that a log far away does not cost a journey a tile. A few
 * requests at a time: the log is somebody else's machine.
 */
export function readAhead(read: TileReader): TileReader {
  const waiting = new Map<string, Promise<Uint8Array | undefined>>();
  const ask = (path: string): Promise<Uint8Array | undefined> => {
    const answer = read(path);
    // Whoever wants it gets its failure; what nobody comes to want fails in silence.
    answer.catch(() => undefined);
    return answer;
  };
  return async (path) => {
    const answer = waiting.get(path) ?? ask(path);
    waiting.delete(path);
    let next = pathAfter(path);
    for (let ahead = 0; ahead < AHEAD && next !== undefined; ahead += 1, next = pathAfter(next)) {
      if (!waiting.has(next)) waiting.set(next, ask(next));
    }
    return answer;
  };
}

/** The file of the same kind that a walk wants next; it may not be there. Above the lowest level tiles are too rare to matter. */
function pathAfter(path: string): string | undefined {
  const height = /^blocks\/(0|[1-9][0-9]{0,14})$/.exec(path)?.[1];
  if (height !== undefined) return `blocks/${Number(height) + 1}`;
  const tile = parseTilePath(path);
  if (tile === undefined || tile.width < TILE_WIDTH || (tile.level !== 'entries' && tile.level > 0)) return undefined;
  return tilePath({ ...tile, index: tile.index + 1 });
}
