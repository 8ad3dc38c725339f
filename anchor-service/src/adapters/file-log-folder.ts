import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalBytes } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { LogFolder } from '../ports.js';

const PARALLEL_WRITES = 16;
/** Folders that are remembered as made and on disk. Most are written to a few times, one after the other. */
const MAX_FOLDERS = 64;

/** A plain folder that any static web server can serve. */
export class FileLogFolder implements LogFolder {
  readonly #root: string;
  /** Folders that this process knows to be on disk, with all above them. */
  readonly #durable = new Set<string>();

  constructor(root: string) {
    this.#root = root;
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
    const folders = [...new Set([...files.keys()].map(dirname))];
    // A crash here means: folders that are empty, or not there yet.
    await this.#prepare(folders);
    const waiting = [...files];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await this.#publishOne(...next);
    };
    // A crash here means: some of the files, each whole, and perhaps a .tmp that the next attempt writes over.
    await Promise.all(Array.from({ length: PARALLEL_WRITES }, worker));
    await Promise.all(folders.map((folder) => this.#sync(folder)));
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.#prepare([dirname(path)]);
    // A crash here, or in the next line, means: the file as it was, or as it is to be, and never a part of it.
    await this.#write(path, bytes);
    await this.#sync(dirname(path));
  }

  async #publishOne(path: string, bytes: Uint8Array): Promise<void> {
    const standing = await this.read(path);
    if (standing === undefined) return this.#write(path, bytes);
    if (!equalBytes(standing, bytes)) {
      throw new AnchorError('damaged-state', `The published file ${path} is not what it was: restore the log folder.`);
    }
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    const file = join(this.#root, path);
    try {
      await writeThrough(`${file}.tmp`, bytes);
      await rename(`${file}.tmp`, file);
    } catch (cause) {
      this.#durable.clear();
      throw new AnchorError(
        'storage-failed',
        `The file ${path} of the log folder could not be written: let it be writable and have room.`,
        { cause },
      );
    }
  }

  /** Makes folders and has them on disk, with every one above: any of them may be new, or have been made before a crash. */
  async #prepare(folders: readonly string[]): Promise<void> {
    const unknown = folders.filter((folder) => !this.#durable.has(folder));
    if (unknown.length === 0) return;
    try {
      for (const folder of unknown) await mkdir(join(this.#root, folder), { recursive: true });
    } catch (cause) {
      throw new AnchorError(
        'storage-failed',
        'A folder of the log could not be made: let it be writable and have room.',
        {
          cause,
        },
      );
    }
    const above = new Set(unknown.flatMap(parents));
    await Promise.all([...above].filter((folder) => !this.#durable.has(folder)).map((folder) => this.#sync(folder)));
    if (this.#durable.size > MAX_FOLDERS) this.#durable.clear();
    for (const folder of [...unknown, ...above]) this.#durable.add(folder);
  }

  /** A rename is durable only when its folder is. */
  async #sync(folder: string): Promise<void> {
    try {
      const handle = await open(join(this.#root, folder), 'r');
      await handle.sync().finally(() => handle.close());
    } catch (cause) {
      this.#durable.clear();
      throw new AnchorError('storage-failed', 'A folder of the log could not be written to the disk.', { cause });
    }
  }
}

async function writeThrough(file: string, bytes: Uint8Array): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'w', 0o644);
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

/** Every folder above a folder: `tile` and the root itself for `tile/0`. */
function parents(folder: string): string[] {
  const above = dirname(folder);
  return folder === '.' ? [] : [above, ...parents(above)];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
