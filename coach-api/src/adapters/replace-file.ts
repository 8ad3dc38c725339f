import { link, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/* A file of secrets is whole or is not there, whenever the machine stops. */

const next = (path: string): string => `${path}.new`;

/** Makes a file, and never overwrites one. @throws where there is one already, or no folder for it */
export async function makeFile(path: string, text: string): Promise<void> {
  await writeNext(path, text);
  try {
    await link(next(path), path);
  } finally {
    await rm(next(path));
  }
  await syncFolder(path);
}

/** Puts a file in the place of another, whose bytes are overwritten, as far as the disk overwrites anything. */
export async function replaceFile(named: string, text: string): Promise<void> {
  // A name that leads elsewhere goes on leading there.
  const path = await realpath(named);
  const old = await open(path, 'r+');
  try {
    await writeNext(path, text);
    await rename(next(path), path);
    await syncFolder(path);
    const { size } = await old.stat();
    await old.write(new Uint8Array(size), 0, size, 0);
    await old.sync();
  } finally {
    await old.close();
  }
}

async function writeNext(path: string, text: string): Promise<void> {
  // What a crash left behind may be a second name of the file itself: it goes, and is not written to.
  await rm(next(path), { force: true });
  const file = await open(next(path), 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
