import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalBytes } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { LogFolder } from '../ports.js';

const PARALLEL_WRITES = 16;

/** A plain folder that any static web server can serve. */
export class FileLogFolder implements LogFolder {
  readonly #root: string;

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
    const waiting = [...files];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await this.#publishOne(...next);
    };
    await Promise.all(Array.from({ length: PARALLEL_WRITES }, worker));
    const folders = new Set([...files.keys()].flatMap(parents));
    await Promise.all([...folders].map((folder) => syncFolder(join(this.#root, folder))));
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.#write(path, bytes);
    await syncFolder(dirname(join(this.#root, path)));
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
      await mkdir(dirname(file), { recursive: true });
      await writeThrough(`${file}.tmp`, bytes);
      await rename(`${file}.tmp`, file);
    } catch (cause) {
      throw new AnchorError(
        'storage-failed',
        `The file ${path} of the log folder could not be written: let it be writable and have room.`,
        { cause },
      );
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

/** A rename is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (cause) {
    throw new AnchorError('storage-failed', 'A folder of the log could not be written to the disk.', { cause });
  }
}

/** Every folder above a file, since any of them may be new: `tile/0`, `tile` and the root itself. */
function parents(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? ['.'] : [folder, ...parents(folder)];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
