import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AnchorError } from '../error.js';

/**
 * Replaces a file, of mode 0600, in one step; on disk when it returns. A crash in it leaves the old file or the new one, whole,
 * and perhaps a `.tmp` beside it that nobody reads and the next writes over.
 */
export function replaceFile(file: string, bytes: Uint8Array): void {
  makeFolder(dirname(file));
  writeThrough(`${file}.tmp`, bytes);
  renameSync(`${file}.tmp`, file);
  syncFolder(dirname(file));
}

/**
 * The same for a file that a command was asked for.
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

/** Makes a folder, and those above it; the names of all that it made are on disk when it returns. */
export function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true });
  if (made === undefined) return;
  const first = resolve(made);
  for (let at = resolve(folder); at.length >= first.length; at = dirname(at)) syncFolder(dirname(at));
}

/**
 * Makes a folder of files, some of them in folders of their own, that is there whole or not at all; on disk when it returns. A crash
 * leaves `.<name>.tmp` beside it.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const unfinished = join(dirname(folder), `.${basename(folder)}.tmp`);
  makeFolder(dirname(folder));
  if (existsSync(unfinished)) rmSync(unfinished, { recursive: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const folders = new Set([...files.keys()].map((name) => dirname(join(unfinished, name))));
  for (const below of folders) mkdirSync(below, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of files) writeThrough(join(unfinished, name), bytes);
  for (const below of folders) syncFolder(below);
  syncFolder(unfinished);
  renameSync(unfinished, folder);
  syncFolder(dirname(folder));
}

/** The names in a folder are on disk when it returns; the bytes, of a file. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Its bytes are on disk when it returns, its name may not be. */
function writeThrough(file: string, bytes: Uint8Array): void {
  const handle = openSync(file, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
