import { type Block, blockHash, equalBytes } from '@fit4work/anchor-service/verifier';

const HASH = 32;
/** Hashes in one piece of memory: a log may have as many blocks as a year has minutes. */
const PIECE = 256;

/** Whether a block that the log gives is the one that was verified at its height, another, or none was. */
export type Standing = 'verified' | 'other' | 'unverified';

/** The hashes of the blocks that a verification went through, by their heights. */
export class SeenBlocks {
  readonly #pieces = new Map<number, Uint8Array>();

  /** Remembers one that was verified, in the place of what was known of its height. */
  see(block: Block): void {
    this.#at(block.height).set(blockHash(block));
  }

  /** Forgets those that a log of so many blocks does not have: an earlier run may have gone through a longer one. */
  endAt(count: number): void {
    const last = Math.floor(count / PIECE);
    for (const [piece, hashes] of this.#pieces) {
      if (piece > last) this.#pieces.delete(piece);
      else if (piece === last) hashes.fill(0, (count % PIECE) * HASH);
    }
  }

  /**
   * Tells of each whether it was verified. One that was carries the hash of the one before it, of which that much is known from
   * then on: blocks that were verified on an earlier visit are come to from the newest of then.
   * @param blocks the later before the earlier
   */
  standingsOf(blocks: readonly Block[]): Standing[] {
    return blocks.map((block) => this.#standingOf(block));
  }

  #standingOf(block: Block): Standing {
    const known = this.#at(block.height);
    if (known.every((byte) => byte === 0)) return 'unverified';
    if (!equalBytes(known, blockHash(block))) return 'other';
    if (block.height > 0) this.#at(block.height - 1).set(block.previous);
    return 'verified';
  }

  /** Zeros where nothing is known, which is the hash of nothing. */
  #at(height: number): Uint8Array {
    const piece = Math.floor(height / PIECE);
    const hashes = this.#pieces.get(piece) ?? new Uint8Array(PIECE * HASH);
    this.#pieces.set(piece, hashes);
    const from = (height % PIECE) * HASH;
    return hashes.subarray(from, from + HASH);
  }
}
