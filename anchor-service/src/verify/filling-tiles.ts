import { emptyRoot, nodeHash, sha256, TILE_WIDTH } from '@fit4work/protocol';

const HASH = 32;
const LEVELS = 9;

// Hashing is the whole work: what is hashed is laid out in one array, and nothing waits between filling and hashing it.
const LEAF_INPUT = new Uint8Array(1 + HASH);
const NODE_INPUT = new Uint8Array(1 + 2 * HASH);
NODE_INPUT[0] = 1;

/** Hash of a leaf in the tree. @source RFC 6962 section 2.1 */
export function leafHash(leaf: Uint8Array): Uint8Array {
  LEAF_INPUT.set(leaf, 1);
  return sha256(LEAF_INPUT);
}

/** One tile that fills, with every node above its hashes: its root at any width costs no hash twice. */
export class FillingTile {
  /** Level by level, from the 256 hashes to their root. */
  readonly #nodes = Array.from({ length: LEVELS }, (_, level) => new Uint8Array((TILE_WIDTH >> level) * HASH));
  readonly #bottom = this.#nodes[0] ?? new Uint8Array(0);
  #width = 0;
  /** How many tiles of this level were full before. */
  index = 0;

  get width(): number {
    return this.#width;
  }

  /** The hashes so far, a window that the next tile overwrites. */
  get hashes(): Uint8Array {
    return this.#bottom.subarray(0, this.#width * HASH);
  }

  append(hash: Uint8Array): void {
    let place = this.#width;
    let row = this.#bottom;
    row.set(hash, place * HASH);
    for (let level = 1; place % 2 === 1; level += 1) {
      NODE_INPUT.set(row.subarray((place - 1) * HASH, (place + 1) * HASH), 1);
      place = (place - 1) / 2;
      row = this.#nodes[level] ?? row;
      row.set(sha256(NODE_INPUT), place * HASH);
    }
    this.#width += 1;
  }

  /** Root of the full tile, in an array of its own. */
  root(): Uint8Array {
    return this.#at(LEVELS - 1, 0).slice();
  }

  /** Puts the roots of what is there, smallest first, to the left of a root that stands right of it. */
  rootWith(right: Uint8Array | undefined): Uint8Array | undefined {
    let root = right;
    let end = this.#width;
    for (let level = 0; end > 0; level += 1) {
      if (end % 2 === 1) {
        const peak = this.#at(level, end - 1);
        root = root === undefined ? peak.slice() : nodeHash(peak, root);
      }
      end = Math.floor(end / 2);
    }
    return root;
  }

  clear(): void {
    this.#width = 0;
    this.index += 1;
  }

  #at(level: number, place: number): Uint8Array {
    return (this.#nodes[level] ?? this.#bottom).subarray(place * HASH, (place + 1) * HASH);
  }
}

/** The right edge of a log as its tiles have it: the tile that fills at each level. */
export class FillingTiles {
  readonly #rows: FillingTile[] = [];

  /** From the lowest level up. */
  get levels(): readonly FillingTile[] {
    return this.#rows;
  }

  row(level: number): FillingTile {
    const row = this.#rows[level] ?? new FillingTile();
    this.#rows[level] = row;
    return row;
  }

  /** Root of all that was appended. @source RFC 6962 section 2.1 */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (const row of this.#rows) root = row.rootWith(root);
    return root ?? emptyRoot();
  }
}
