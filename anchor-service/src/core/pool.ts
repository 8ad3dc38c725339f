import { toHex } from '@fit4work/protocol';

/** Leaves of one commit at most, so that no single transaction keeps everything else waiting. */
export const MAX_BATCH = 65_536;

/** Leaves that wait for their batch, each once, oldest first. */
export class Pool {
  readonly #leaves = new Map<string, Uint8Array>();
  readonly #limit: number;

  /** @param limit leaves to hold at most; whoever sent one that was not taken sends it again */
  constructor(limit = 4 * MAX_BATCH) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#leaves.size;
  }

  /** @returns how many found no room */
  add(leaves: readonly Uint8Array[]): number {
    let refused = 0;
    for (const leaf of leaves) {
      const key = toHex(leaf);
      if (this.#leaves.has(key)) continue;
      if (this.#leaves.size >= this.#limit) refused += 1;
      else this.#leaves.set(key, leaf);
    }
    return refused;
  }

  /** The oldest leaves; they stay until {@link remove}, so that a commit that failed can be tried again. */
  oldest(): Uint8Array[] {
    const oldest: Uint8Array[] = [];
    for (const leaf of this.#leaves.values()) {
      if (oldest.length === MAX_BATCH) break;
      oldest.push(leaf);
    }
    return oldest;
  }

  remove(leaves: readonly Uint8Array[]): void {
    for (const leaf of leaves) this.#leaves.delete(toHex(leaf));
  }
}
