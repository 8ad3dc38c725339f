import type { TileReader } from './tile.js';

/** Keeps the tiles that were read last. A partial tile never changes either: its width is part of its path. */
export class TileCache {
  readonly #read: TileReader;
  readonly #limit: number;
  // A Map iterates in the order of insertion: the first key is the one that was used longest ago.
  readonly #kept = new Map<string, Uint8Array>();

  constructor(read: TileReader, limit: number) {
    this.#read = read;
    this.#limit = limit;
  }

  readonly read: TileReader = async (path) => {
    const kept = this.#kept.get(path);
    const bytes = kept ?? (await this.#read(path));
    if (bytes === undefined || path === 'checkpoint') return bytes;
    this.#kept.delete(path);
    this.#kept.set(path, bytes);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > this.#limit) this.#kept.delete(oldest);
    return bytes;
  };

  /** Forgets everything: to be called when these tiles did not give what they should, or a bad one would be kept for good. */
  clear(): void {
    this.#kept.clear();
  }
}
