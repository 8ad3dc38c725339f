import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AnchorError } from '../error.js';
import type { RestoredMark } from '../ports.js';
import { syncFolder } from './durable-file.js';

const NAME = 'restored';
const TEXT = 'This state came out of a copy. It takes leaves once a quorum of witnesses knows of nothing newer.\n';

/** Marks the folder of a state that is a copy; on disk when it returns. */
export function markRestored(folder: string): void {
  writeFileSync(join(folder, NAME), TEXT, { mode: 0o600, flush: true });
  syncFolder(folder);
}

/** The mark of a state folder, which copies of it carry along. */
export class FileRestoredMark implements RestoredMark {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, NAME);
  }

  get isSet(): boolean {
    return existsSync(this.#file);
  }

  clear(): void {
    try {
      rmSync(this.#file, { force: true });
      syncFolder(dirname(this.#file));
    } catch (cause) {
      const message = `The file ${this.#file} cannot be removed: let its folder be writable.`;
      throw new AnchorError('storage-failed', message, { cause });
    }
  }
}
