import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AnchorError } from '../error.js';
import type { LogFolder } from '../ports.js';

/** Files at a time, so that a copy that is hours behind takes no more memory than one that is not. */
const CHUNK = 64;

/**
 * Where files wait until all of them are known to be the log's. What a crash leaves in it may be torn: each start begins empty.
 * Between two attempts of one process it stays, so that a connection that broke does not cost what was fetched.
 */
export class Staging {
  readonly #folder: string;
  readonly #paths = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
    this.clear();
  }

  read(path: string): Uint8Array | undefined {
    return this.#paths.has(path) ? new Uint8Array(readFileSync(join(this.#folder, path))) : undefined;
  }

  readonly write = (path: string, bytes: Uint8Array): void => {
    try {
      mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
      writeFileSync(join(this.#folder, path), bytes);
      this.#paths.add(path);
    } catch (cause) {
      throw new AnchorError('storage-failed', 'A fetched file could not be kept: let the disk have room.', { cause });
    }
  };

  /** Those that begin so. */
  paths(prefix: string): readonly string[] {
    return [...this.#paths].filter((path) => path.startsWith(prefix));
  }

  /** Moves everything into the public folder, where it is on disk when this settles. */
  async publishTo(folder: LogFolder): Promise<void> {
    const paths = [...this.#paths];
    for (let at = 0; at < paths.length; at += CHUNK) {
      const files = new Map<string, Uint8Array>();
      for (const path of paths.slice(at, at + CHUNK)) files.set(path, this.read(path) ?? new Uint8Array(0));
      await folder.publish(files);
    }
    this.clear();
  }

  clear(): void {
    this.#paths.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
