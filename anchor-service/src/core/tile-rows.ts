import { encodeEntryBundle, entryHash, equalBytes, TILE_WIDTH, TreeEdge, tilePath } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

const HASH_BYTES = 32;

/** The tile at the right end of one level: its hashes so far, fewer than 256, and the edge of the small tree over them. */
interface Row {
  readonly bytes: Uint8Array;
  readonly edge: TreeEdge;
}

const EMPTY: Row = { bytes: new Uint8Array(0), edge: new TreeEdge() };

/** Leaves that came, and those before them that stand in the same bundle as the first of them. */
export interface Growth {
  readonly standing: readonly Uint8Array[];
  readonly leaves: readonly Uint8Array[];
}

/** What a log's growth makes: the rows after it, and every tile that it makes new by its path. */
export interface Grown {
  readonly rows: TileRows;
  readonly files: Map<string, Uint8Array>;
}

/**
 * The right edge of the log's tiles, 8 KiB a level at most, from which the next tiles are made without reading any. It never
 * changes: growing gives another.
 */
export class TileRows {
  readonly size: number;
  readonly #rows: readonly Row[];

  private constructor(size: number, rows: readonly Row[]) {
    this.size = size;
    this.#rows = rows;
  }

  /** Rows of a log of this size. @param hashes for each level, lowest first, those of its last tile when it is not full */
  static of(size: number, hashes: readonly (readonly Uint8Array[])[] = []): TileRows {
    const rows = hashes.map((row) => {
      const edge = new TreeEdge();
      for (const hash of row) edge.append(hash);
      return { bytes: concatenate(EMPTY.bytes, row), edge };
    });
    return new TileRows(size, rows);
  }

  /** The edge of the whole tree: those of the rows, highest first. @throws LogError `out-of-range` when a row does not fit the size */
  edge(): TreeEdge {
    return new TreeEdge(
      this.size,
      this.#rows.toReversed().flatMap(({ edge }) => edge.hashes),
    );
  }

  /**
   * @returns what leaves behind the last one make new, entry bundles included
   * @throws AnchorError `damaged-state` when the standing leaves are not those that the lowest row is of
   */
  grow({ standing, leaves }: Growth): Grown {
    const below = concatenate(EMPTY.bytes, standing.map(entryHash));
    if (!equalBytes(below, this.#row(0).bytes)) {
      throw new AnchorError('damaged-state', 'Leaves on disk are not those of the published tile.');
    }
    const files = bundles(this.size - standing.length, [...standing, ...leaves]);
    const rows: Row[] = [];
    let [count, added] = [this.size, leaves.map(entryHash)];
    for (let level = 0; level < this.#rows.length || added.length > 0; level += 1) {
      const grown = growRow(this.#row(level), { level, count, added }, files);
      rows.push(grown.row);
      added = grown.full;
      count = Math.floor(count / TILE_WIDTH);
    }
    return { rows: new TileRows(this.size + leaves.length, rows), files };
  }

  #row(level: number): Row {
    return this.#rows[level] ?? EMPTY;
  }
}

interface RowGrowth {
  readonly level: number;
  /** Hashes of this level before. */
  readonly count: number;
  readonly added: readonly Uint8Array[];
}

/** @returns the row after it, and the roots of the tiles that became full: what the level above gets */
function growRow(before: Row, { level, count, added }: RowGrowth, files: Map<string, Uint8Array>) {
  let edge = before.edge.copy();
  let bytes = before.bytes;
  let index = Math.floor(count / TILE_WIDTH);
  const full: Uint8Array[] = [];
  for (let at = 0; at < added.length; index += 1) {
    const taken = added.slice(at, at + TILE_WIDTH - edge.size);
    for (const hash of taken) edge.append(hash);
    bytes = concatenate(bytes, taken);
    files.set(tilePath({ level, index, width: edge.size }), bytes);
    at += taken.length;
    if (edge.size === TILE_WIDTH) {
      full.push(edge.root());
      edge = new TreeEdge();
      bytes = EMPTY.bytes;
    }
  }
  return { row: { bytes, edge }, full };
}

/** The entry bundles of leaves that begin a bundle. */
function bundles(first: number, leaves: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at < leaves.length; at += TILE_WIDTH) {
    const bundle = leaves.slice(at, at + TILE_WIDTH);
    const index = (first + at) / TILE_WIDTH;
    files.set(tilePath({ level: 'entries', index, width: bundle.length }), encodeEntryBundle(bundle));
  }
  return files;
}

/** Hashes one after the other, as a tile holds them. */
function concatenate(before: Uint8Array, hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(before.length + hashes.length * HASH_BYTES);
  bytes.set(before);
  for (const [i, hash] of hashes.entries()) bytes.set(hash, before.length + i * HASH_BYTES);
  return bytes;
}
