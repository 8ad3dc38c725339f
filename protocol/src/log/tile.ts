import { LogError } from './error.js';

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

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

const isTile = ({ level, index, width }: TileCoordinates): boolean =>
  (level === 'entries' || isWithin(level, 0, 63)) &&
  isWithin(index, 0, Number.MAX_SAFE_INTEGER) &&
  isWithin(width, 1, TILE_WIDTH);

function pathOf({ level, index, width }: TileCoordinates): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const name = padded.replaceAll(/[0-9]{3}(?=[0-9])/g, 'x$&/');
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/**
 * Path of a tile below the log's prefix, such as `tile/0/x001/x234/067` or `tile/entries/000.p/5`.
 * @throws LogError `out-of-range`
 * @source C2SP tlog-tiles, Merkle Tree
 */
export function tilePath(tile: TileCoordinates): string {
  if (isTile(tile)) return pathOf(tile);
  throw new LogError('out-of-range', 'A tile has a level of 0 to 63, an index of at least 0 and a width of 1 to 256.');
}

/**
 * Reads a tile path; `undefined` for anything that {@link tilePath} would not write, so that a path from outside can be
 * served without ever naming another file.
 * @source C2SP tlog-tiles, Merkle Tree
 */
export function parseTilePath(path: string): TileCoordinates | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (match === null) return undefined;
  const [, level, name, partial] = match;
  const tile = {
    level: level === 'entries' ? ('entries' as const) : Number(level),
    index: Number(String(name).replaceAll(/[x/]/g, '')),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  };
  return isTile(tile) && pathOf(tile) === path ? tile : undefined;
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
