import {
  closeSync,
  existsSync,
  fsync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { equalBytes } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { LogFolder } from '../ports.js';
import { makeFolder } from './durable-file.js';

/** Folders that are remembered as made and on disk. Most are written to a few times, one after the other. */
const MAX_FOLDERS = 64;
/** How the folder of a tile's partial forms ends. @source C2SP tlog-tiles, Partial Tiles */
const PARTIAL = '.p';

const syncHandle = promisify(fsync);

/** One of several that may write to the same folder, one after the other: each writes aside under names of its own. */
export interface FolderWriter {
  readonly epoch: number;
  /** Asked before each name is put in place. @throws AnchorError `superseded` once another may write there */
  assertHeld(): void;
}

/**
 * A plain folder that any static web server can serve. What takes microseconds blocks; only the waiting for the disk does
 * not, and all files of a batch wait for it together.
 */
export class FileLogFolder implements LogFolder {
  readonly #root: string;
  /** Folders that this process knows to be on disk, with all above them. */
  readonly #durable = new Set<string>();
  readonly #writer: FolderWriter | undefined;
  /** How a file ends that is not yet under its name. One that was paused must not find its own become another's. */
  readonly #aside: string;

  /** @param writer where others may write there before and after; alone if absent */
  constructor(root: string, writer?: FolderWriter) {
    [this.#root, this.#writer] = [root, writer];
    this.#aside = writer === undefined ? '.tmp' : `.${writer.epoch}.tmp`;
  }

  readonly read = async (path: string): Promise<Uint8Array | undefined> => {
    try {
      return new Uint8Array(await readFile(join(this.#root, path)));
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw new AnchorError('storage-failed', 'A file of the log folder could not be read.', { cause });
    }
  };

  async publish(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    await this.#attempt('The files of the log folder', async () => {
      const missing = [...files].filter(([path, bytes]) => !this.#stands(path, bytes));
      // An attempt that was cut short may have left names that are in memory alone.
      await this.#write(missing, [...files.keys()]);
    });
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.#attempt(`The file ${path} of the log folder`, () => this.#write([[path, bytes]]));
  }

  async partials(): Promise<readonly string[]> {
    const found: string[] = [];
    await this.#attempt('The tiles of the log folder', async () => {
      for (const folders = ['tile']; folders.length > 0; ) {
        const folder = folders.pop() ?? '';
        for (const name of await this.#namesIn(folder)) {
          if (name.endsWith(PARTIAL)) found.push(`${folder}/${name}`);
          // Below a tile's own name there is nothing: folders are levels, and the `x001` of large numbers.
          else if (folder === 'tile' || name.startsWith('x')) folders.push(`${folder}/${name}`);
        }
      }
    });
    return found;
  }

  async removePartials(folders: readonly string[]): Promise<void> {
    await this.#attempt('Partial tiles of the log folder', async () => {
      for (const folder of folders) {
        if (!folder.endsWith(PARTIAL)) continue;
        this.#writer?.assertHeld();
        // A few small files, of a folder that mostly is not there: a way to the disk and back for each would cost more.
        rmSync(join(this.#root, folder), { recursive: true, force: true });
        this.#durable.delete(folder);
        // The first time there may be thousands, and nobody waits for them.
        await pause();
      }
    });
  }

  async #namesIn(folder: string): Promise<string[]> {
    try {
      return await readdir(join(this.#root, folder));
    } catch (cause) {
      if (isMissing(cause)) return [];
      throw cause;
    }
  }

  /** Whether a file is there with these bytes. @throws AnchorError `damaged-state` when it has others */
  #stands(path: string, bytes: Uint8Array): boolean {
    const file = join(this.#root, path);
    if (!existsSync(file)) return false;
    if (equalBytes(new Uint8Array(readFileSync(file)), bytes)) return true;
    throw new AnchorError('damaged-state', `The published file ${path} is not what it was: restore the log folder.`);
  }

  /** Each file appears whole, and every name is on disk when this settles. */
  async #write(
    files: readonly (readonly [path: string, bytes: Uint8Array])[],
    names = files.map(([path]) => path),
  ): Promise<void> {
    const folders = [...new Set(names.map((path) => dirname(path)))];
    const fresh = this.#make(folders);
    // A crash here means: folders that are empty.
    await withOpen(
      files.map(([path]) => join(this.#root, path + this.#aside)),
      async (handles) => {
        for (const [i, [, bytes]] of files.entries()) writeFileSync(handles[i] ?? -1, bytes);
        // A crash here means: a .tmp that may be cut short. Nobody reads it, and the next attempt writes over it.
        await syncAll(handles);
      },
      'w',
    );
    // A crash here, or among the renames, means: some of the files under their names, each of them whole.
    for (const [path] of files) {
      this.#writer?.assertHeld();
      renameSync(join(this.#root, path + this.#aside), join(this.#root, path));
    }
    // A crash here means: a process that ends leaves every name; a machine that ends may lose some, and they are written again.
    // A folder's own name is in the one above it, also where that has long been there.
    await this.#sync(new Set([...folders, ...fresh.map((folder) => dirname(folder))]));
    if (this.#durable.size > MAX_FOLDERS) this.#durable.clear();
    for (const folder of fresh) this.#durable.add(folder);
  }

  /**
   * Makes folders.
   * @returns those that may not be on disk, with every one above: any may be new, or have been made just before a crash
   */
  #make(folders: readonly string[]): string[] {
    const fresh = [...new Set(folders.flatMap(upwards))].filter((folder) => !this.#durable.has(folder));
    if (fresh.length > 0) makeFolder(this.#root);
    for (const folder of fresh) mkdirSync(join(this.#root, folder), { recursive: true });
    return fresh;
  }

  /** A name is durable only when its folder is. */
  async #sync(folders: ReadonlySet<string>): Promise<void> {
    await withOpen(
      [...folders].map((folder) => join(this.#root, folder)),
      syncAll,
      'r',
    );
  }

  async #attempt(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (cause) {
      // A folder may have been taken away meanwhile: the next attempt makes it anew.
      this.#durable.clear();
      if (cause instanceof AnchorError) throw cause;
      throw new AnchorError('storage-failed', `${what} could not be written: let it be writable and have room.`, {
        cause,
      });
    }
  }
}

/** Opens files, and closes them whatever happens. */
async function withOpen(
  files: readonly string[],
  act: (handles: readonly number[]) => Promise<void>,
  flags: 'r' | 'w',
): Promise<void> {
  const handles: number[] = [];
  try {
    for (const file of files) handles.push(openSync(file, flags, 0o644));
    await act(handles);
  } finally {
    for (const handle of handles) closeSync(handle);
  }
}

/** Waits for all, also when one fails: a handle must not be closed while the disk works on it. */
async function syncAll(handles: readonly number[]): Promise<void> {
  const outcomes = await Promise.allSettled(handles.map((handle) => syncHandle(handle)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** A folder and every one above it: `tile/0`, `tile` and the root itself for `tile/0`. */
function upwards(folder: string): string[] {
  return folder === '.' ? [folder] : [folder, ...upwards(dirname(folder))];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
