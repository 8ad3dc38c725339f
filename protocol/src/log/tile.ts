import { LogError } from './error.js';
import { assertSize } from './text.js';

/** Hashes, or entries, in a full tile. @source C2SP tlog-tiles; SPEC.md clause 15.9 */
export const TILE_WIDTH = 256;

/** Which of the two kinds of tile: hashes of a level, or the entries themselves. */
export type TileLevel = number | 'entries';

/** Where a tile stands. @source C2SP tlog-tiles */
export interface TileCoordinates {
  /** 0 (entry hashes) to 63, or the entries themselves. */
  readonly level: TileLevel;
  readonly index: number;
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number;
}

/**
 * Reads one resource of a log by its path below the log's prefix. Answers `undefined` when it is not there (404) and throws
 * when it could not be asked for.
 */
export type TileReader = (path: string) => Promise<Uint8Array | undefined>;

/**
 * Path of a tile below the log's prefix, such as `tile/0/x001/x234/067` or `tile/entries/000.p/5`.
 * @throws LogError `out-of-range`
 * @source C2SP tlog-tiles, Merkle Tree
 */
export function tilePath({ level, index, width }: TileCoordinates): string {
  assertSize(index, 'index of the tile');
  if (level !== 'entries' && (!Number.isInteger(level) || level < 0 || level > 63)) {
    throw new LogError('out-of-range', 'A tile level is 0 to 63.');
  }
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new LogError('out-of-range', 'A tile is 1 to 256 wide.');
  }
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/[0-9]{3}/g) ?? [];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/**
 * Reads a tile path; `undefined` for anything that {@link tilePath} would not write, so that a path from outside can be
 * served without ever naming another file.
 * @source C2SP tlog-tiles, Merkle Tree
 */
export function parseTilePath(path: string): TileCoordinates | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  const [, level, name, partial] = match ?? [];
  if (level === undefined || name === undefined) return undefined;
  const index = Number(name.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const coordinates = { level: level === 'entries' ? ('entries' as const) : Number(level), index, width };
  const valid = Number.isSafeInteger(index) && width >= 1 && width <= TILE_WIDTH;
  if (!valid || (level !== 'entries' && Number(level) > 63)) return undefined;
  return tilePath(coordinates) === path ? coordinates : undefined;
}

/**
 * Width that a tile has in a log of a size: 0 when it is not there yet.
 * @source C2SP tlog-tiles, Partial Tiles
 */
export function tileWidth(level: TileLevel, index: number, size: number): number {
  const atLevel = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, atLevel - index * TILE_WIDTH));
}

/**
 * Tiles that appeared or grew when a log grew, entries first, then level by level.
 * @source C2SP tlog-tiles, Partial Tiles
 */
export function newTiles(oldSize: number, newSize: number): TileCoordinates[] {
  const levels: TileLevel[] = ['entries'];
  for (let level = 0; TILE_WIDTH ** level <= newSize; level += 1) levels.push(level);
  return levels.flatMap((level) => grownTiles(level, oldSize, newSize));
}

function grownTiles(level: TileLevel, oldSize: number, newSize: number): TileCoordinates[] {
  const unit = level === 'entries' ? 1 : TILE_WIDTH ** level;
  const tiles: TileCoordinates[] = [];
  const first = Math.floor(oldSize / unit / TILE_WIDTH);
  for (let index = first; tileWidth(level, index, newSize) > 0; index += 1) {
    const width = tileWidth(level, index, newSize);
    if (width > tileWidth(level, index, oldSize)) tiles.push({ level, index, width });
  }
  return tiles;
}
