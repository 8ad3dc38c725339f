import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Writes a file of mode 0600; its bytes are on disk when it returns, its name may not be. */
export function writeThrough(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The names in a folder are on disk when it returns. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
