import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EvidenceFiles } from './judge-evidence.js';
import { folderReader } from './sources.js';

const MAX_BYTES = 64 * 1024;

/** A bundle in a folder. */
export function folderEvidence(folder: string): EvidenceFiles {
  const pathOf = (name: string): string => join(folder, name);
  return {
    has: (name) => existsSync(pathOf(name)),
    read: (name) => {
      if (statSync(pathOf(name)).size > MAX_BYTES) throw new TypeError('It has more than 64 KiB.');
      return new Uint8Array(readFileSync(pathOf(name)));
    },
    pathOf,
    source: folderReader(folder),
  };
}
