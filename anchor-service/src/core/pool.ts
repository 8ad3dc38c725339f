import { MAX_BLOCK_LEAVES } from '@fit4work/protocol';

/** Leaves that wait for their batch, each once, oldest first. */
export class Pool {
  readonly #leaves = new Map<string, Uint8Array>();
  readonly #limit: number;

  /** @param limit leaves to hold at most; whoever sent one that was not taken sends it again */
  constructor(limit = 4 * MAX_BLOCK_LEAVES) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#leaves.size;
  }

  /** Leaves that it has room for. */
  get room(): number {
    return this.#limit - this.#leaves.size;
  }

  has(leaf: Uint8Array): boolean {
    return this.#leaves.has(keyOf(leaf));
  }

  /** @returns how many found no room */
  add(leaves: readonly Uint8Array[]): number {
    let refused = 0;
    for (const leaf of leaves) {
      const key = keyOf(leaf);
      if (this.#leaves.has(key)) continue;
      if (this.room === 0) refused += 1;
      else this.#leaves.set(key, leaf);
    }
    return refused;
  }

  /** The oldest leaves, as many as a block takes; they stay until {@link removeOldest}, so that a commit that failed can be tried again. */
  oldest(): Uint8Array[] {
    const oldest: Uint8Array[] = [];
    for (const leaf of this.#leaves.values()) {
      if (oldest.length === MAX_BLOCK_LEAVES) break;
      oldest.push(leaf);
    }
    return oldest;
  }

  removeOldest(count: number): void {
    let left = count;
    for (const key of this.#leaves.keys()) {
      if (left === 0) return;
      this.#leaves.delete(key);
      left -= 1;
    }
  }
}

/** Two bytes a character: a third of the time that hexadecimal takes, for each leaf that comes. */
function keyOf(leaf: Uint8Array): string {
  const units: number[] = [];
  for (let at = 0; at < leaf.length; at += 2) units.push(((leaf[at] ?? 0) << 8) | (leaf[at + 1] ?? 0));
  return String.fromCharCode(...units);
}
