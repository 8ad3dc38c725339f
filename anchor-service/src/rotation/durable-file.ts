import { existsSync } from 'node:fs';
import { AnchorError } from '../error.js';
import { replaceFile } from '../verify/durable-file.js';

/**
 * Writes a file in one step that survives a crash: it is there whole, or as it was.
 * @param isNew refuses to take the place of another
 * @throws AnchorError `storage-failed`
 */
export function writeDurably(file: string, bytes: Uint8Array, isNew = false): void {
  if (isNew && existsSync(file)) {
    throw new AnchorError('storage-failed', `${file} is there already: give a new name, or move it away.`);
  }
  try {
    replaceFile(file, bytes);
  } catch (cause) {
    throw new AnchorError('storage-failed', `${file} cannot be written: let its folder be writable and have room.`, {
      cause,
    });
  }
}
