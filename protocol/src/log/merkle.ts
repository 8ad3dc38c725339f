import { sha256 } from '../hasher.js';
import { LogError } from './error.js';
import { assertSize, HASH_BYTES } from './text.js';

// Hashing is the whole work of a large log: one array for every node, and one for every leaf, spares an allocation each.
// Nothing waits between filling it and hashing it.
const NODE_INPUT = new Uint8Array(1 + 2 * HASH_BYTES);
NODE_INPUT[0] = 1;
const LEAF_INPUT = new Uint8Array(1 + HASH_BYTES);

/**
 * Root of the tree without entries: SHA-256 of the empty string.
 * @source RFC 6962 section 2.1
 */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}

/**
 * Hash of an entry at the bottom of the tree: SHA-256(00 ‖ entry). Our entries are the 32-byte leaves of records.
 * @source RFC 6962 section 2.1
 */
export function entryHash(entry: Uint8Array): Uint8Array {
  const input = entry.length === HASH_BYTES ? LEAF_INPUT : new Uint8Array(1 + entry.length);
  input.set(entry, 1);
  return sha256(input);
}

/**
 * Hash of two neighbouring subtrees: SHA-256(01 ‖ left ‖ right).
 * @throws LogError `out-of-range` when either is not of 32 bytes
 * @source RFC 6962 section 2.1
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new LogError('out-of-range', 'A node of the tree is made of two hashes of 32 bytes.');
  }
  NODE_INPUT.set(left, 1);
  NODE_INPUT.set(right, 1 + HASH_BYTES);
  return sha256(NODE_INPUT);
}

/**
 * Root of a tree whose bottom row is given, entry hashes or the roots of equal perfect subtrees.
 * @source RFC 6962 section 2.1
 */
export function rootOfHashes(hashes: Iterable<Uint8Array>): Uint8Array {
  const edge = new TreeEdge();
  for (const hash of hashes) edge.append(hash);
  return edge.root();
}

/** Root of a tree with these entries, in this order. @source RFC 6962 section 2.1 */
export function rootOfEntries(entries: Iterable<Uint8Array>): Uint8Array {
  const edge = new TreeEdge();
  for (const entry of entries) edge.append(entryHash(entry));
  return edge.root();
}

/**
 * The right edge of a tree: the roots of the perfect subtrees that its size consists of, largest first. It is all
 * that appending needs, at most 53 hashes whatever the size.
 * @source RFC 6962 section 2.1
 */
export class TreeEdge {
  #size: number;
  readonly #hashes: Uint8Array[];

  /**
   * @param size entries in the tree
   * @param hashes roots of its perfect subtrees, largest first: one for each bit that is set in `size`
   * @throws LogError `out-of-range` when the hashes do not fit the size
   */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    assertSize(size, 'size of the tree');
    if (hashes.length !== countOnes(size) || hashes.some((hash) => hash.length !== HASH_BYTES)) {
      throw new LogError('out-of-range', 'The edge of the tree does not fit its size.');
    }
    this.#size = size;
    this.#hashes = [...hashes];
  }

  get size(): number {
    return this.#size;
  }

  /** Roots of the perfect subtrees, largest first. */
  get hashes(): readonly Uint8Array[] {
    return [...this.#hashes];
  }

  /** Adds one entry by its {@link entryHash}. */
  append(hash: Uint8Array): void {
    let merges = 0;
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) merges += 1;
    this.#size += 1;
    // Every other entry merges nothing, and an array for each would cost as much as its hash.
    if (merges === 0) this.#hashes.push(hash);
    else {
      const lefts = this.#hashes.splice(this.#hashes.length - merges);
      this.#hashes.push(lefts.reduceRight((right, left) => nodeHash(left, right), hash));
    }
  }

  /** The root at the present size. */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (const hash of this.#hashes.toReversed()) root = root === undefined ? hash : nodeHash(hash, root);
    return root ?? emptyRoot();
  }

  /** An edge of its own with the same content. */
  copy(): TreeEdge {
    return new TreeEdge(this.#size, this.#hashes);
  }
}

function countOnes(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
