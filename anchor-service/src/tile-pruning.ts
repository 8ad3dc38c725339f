import { newTiles, parseTilePath, TILE_WIDTH, tilePath, tileWidth } from '@fit4work/protocol';
import type { LogFolder } from './ports.js';

/**
 * Removes the partial forms of tiles that are full in the checkpoint that is out: whoever still holds a smaller one finds the same
 * hashes at the beginning of the full tile. Those of the right edge stay, since there is nothing yet to fall back on.
 * @source C2SP tlog-tiles, Partial Tiles
 */
export class TilePruning {
  readonly #folder: Pick<LogFolder, 'partials' | 'removePartials'>;
  /** The size up to which this process has removed them. */
  #size: number | undefined;

  constructor(folder: Pick<LogFolder, 'partials' | 'removePartials'>) {
    this.#folder = folder;
  }

  /**
   * To be called when a checkpoint of this size is out. A crash in it leaves some files that nobody needs: the first call after a
   * start looks at all that there are.
   * @throws AnchorError `storage-failed`
   */
  async upTo(size: number): Promise<void> {
    const known = this.#size;
    const folders =
      known === undefined
        ? (await this.#folder.partials()).filter((folder) => isFull(folder, size))
        : newTiles(known, size)
            .filter(({ width }) => width === TILE_WIDTH)
            .map((tile) => `${tilePath(tile)}.p`);
    await this.#folder.removePartials(folders);
    this.#size = size;
  }
}

function isFull(folder: string, size: number): boolean {
  const tile = parseTilePath(folder.slice(0, -'.p'.length));
  return tile !== undefined && tileWidth(tile.level, tile.index, size) === TILE_WIDTH;
}
