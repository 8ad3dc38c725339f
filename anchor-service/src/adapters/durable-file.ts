import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { AnchorError } from '../error.js';

/**
 * Writes a file in one step that survives a crash: it is there whole, or as it was.
 * @param isNew refuses to take the place of another
 * @throws AnchorError `storage-failed`
 */
export function writeDurably(file: string, bytes: Uint8Array, isNew = false): void {
  if (isNew && existsSync(file)) {
    throw new AnchorError('storage-failed', `${file} is there already: give a new name, or move it away.`);
  }
  const partial = `${file}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeAndSync(partial, bytes);
    renameSync(partial, file);
    syncPath(dirname(file));
  } catch (cause) {
    rmSync(partial, { force: true });
    throw new AnchorError('storage-failed', `${file} cannot be written: let its folder be writable and have room.`, {
      cause,
    });
  }
}

function writeAndSync(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'w', 0o644);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes a file or a folder through to the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
