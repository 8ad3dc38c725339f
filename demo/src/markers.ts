import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Inspect } from './gate.js';
import { type Marker, MarkerFinder } from './marker-finder.js';

/* Marker values that must be seen nowhere outside the edge and the coach, and the search for them. */

/** A marker that was seen where it must not be. */
export interface Sighting {
  readonly marker: string;
  readonly place: string;
}

const CHUNK = 1 << 20;

/** Searches streams for markers, across the borders of chunks. */
export class MarkerSearch {
  readonly sightings: Sighting[] = [];
  /** Bytes looked at: a search that saw nothing shows nothing. */
  bytes = 0;
  readonly #finder: MarkerFinder;

  constructor(markers: readonly Marker[]) {
    this.#finder = new MarkerFinder(markers);
  }

  /** The inspection of one stream. */
  stream(place: string): Inspect {
    let tail: Uint8Array = new Uint8Array(0);
    return (chunk) => {
      this.bytes += chunk.length;
      const text = Buffer.concat([tail, chunk]);
      for (const { name } of this.#finder.find(text)) this.sightings.push({ marker: name, place });
      tail = text.subarray(Math.max(0, text.length - this.#finder.overlap));
    };
  }

  /** Searches every file below a folder, but those that may hold the markers. */
  folder(root: string, allowed: (path: string) => boolean): void {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
      if (entry.isFile() && !allowed(path)) this.#file(join(root, path), path);
    }
  }

  #file(file: string, place: string): void {
    const inspect = this.stream(place);
    const buffer = Buffer.alloc(CHUNK);
    const descriptor = openIfThere(file);
    if (descriptor === undefined) return;
    try {
      for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) {
        inspect(buffer.subarray(0, length));
      }
    } finally {
      closeSync(descriptor);
    }
  }
}

/** A service at work takes files away that were listed before: what is gone is not at rest. */
function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
