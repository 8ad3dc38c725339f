import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FindingError } from './finding-error.js';
import type { EvidenceFiles } from './judge-evidence.js';
import { folderReader } from './sources.js';

const MAX_BYTES = 64 * 1024;

/** A bundle in a folder. */
export function folderEvidence(folder: string): EvidenceFiles {
  const pathOf = (name: string): string => join(folder, name);
  return {
    has: (name) => existsSync(pathOf(name)),
    read: (name) => {
      if (statSync(pathOf(name)).size > MAX_BYTES) throw tooLarge(pathOf(name));
      return new Uint8Array(readFileSync(pathOf(name)));
    },
    pathOf,
    source: folderReader(folder),
  };
}

const tooLarge = (path: string): FindingError =>
  new FindingError({ kind: 'bad-file', path, detail: 'It has more than 64 KiB.', because: 'too-large' });
