import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../adapters/durable-file.js';
import { AnchorError } from '../error.js';

/** @throws AnchorError `bad-config` unless the folder is not there, or is empty */
export function assertFree(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new AnchorError('bad-config', `${folder} is not empty, and nothing in it is overwritten: give a new folder.`);
}

/**
 * Makes a folder whole or not at all: it is filled under another name, and gets its own when that is done.
 * @param fill gets the folder to be filled
 * @param mode 0700 unless others may read it
 */
export async function makeFolder<T>(folder: string, fill: (partial: string) => Promise<T>, mode = 0o700): Promise<T> {
  assertFree(folder);
  const partial = `${folder}.partial`;
  // Of a run that crashed: nobody was told that it is anything.
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode });
  const made = await fill(partial);
  syncFolder(partial);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  syncFolder(dirname(folder));
  return made;
}
