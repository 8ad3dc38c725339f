import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Inspect } from './gate.js';

/** Keeps what passes, one file for each stream, so that it can be searched for what is only known later. */
export class Recording {
  readonly #folder: string;
  #streams = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
  }

  /** @param place what the stream is of, in a file name */
  stream(place: string): Inspect {
    this.#streams += 1;
    const file = join(
      this.#folder,
      `${String(this.#streams).padStart(4, '0')} ${place.replaceAll(/[^a-z0-9]+/gi, '-')}`,
    );
    return (chunk) => appendFileSync(file, chunk, { mode: 0o600 });
  }

  /** Keeps an answer. */
  keep(place: string, text: string): void {
    this.stream(place)(Buffer.from(text));
  }
}
