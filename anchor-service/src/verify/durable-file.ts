import { mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder, writeThrough } from '../witness/durable-file.js';

/** Replaces a file in one step; on disk when it returns. */
export function replaceFile(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeThrough(`${file}.tmp`, bytes);
  renameSync(`${file}.tmp`, file);
  syncFolder(dirname(file));
}

/** Makes a folder of files that is there whole or not at all; on disk when it returns. */
export function makeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const unfinished = join(dirname(folder), `.${basename(folder)}.tmp`);
  mkdirSync(unfinished, { recursive: true });
  for (const [name, bytes] of files) writeThrough(join(unfinished, name), bytes);
  syncFolder(unfinished);
  renameSync(unfinished, folder);
  syncFolder(dirname(folder));
}
