import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GZIP } from '../gzip.js';

/** What a page may weigh before it can be used, compressed: a slow telephone has it in a second or two. */
export const MOST_BYTES = 100 * 1024;

/** Bytes of all files of a page as they go over the line. */
export function weigh(folder: string): number {
  return readdirSync(folder)
    .map((name) => gzipSync(readFileSync(join(folder, name)), GZIP).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}
