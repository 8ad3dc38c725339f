import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

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

function writeThrough(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'w', 0o644);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A rename is durable only when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
