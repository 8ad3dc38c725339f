import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CoachError } from '../error.js';

/** Which file, and how errors name it. */
export interface LineFile {
  readonly path: string;
  /** As `the journal of erasures`. */
  readonly name: string;
  /** The setting that says where it is. */
  readonly setting: string;
}

const NEW_LINE = 0x0a;

/**
 * A file of lines that only grows. A line counts when it ends: what a process left behind that died while it wrote had no
 * receipt yet, and is cut off. Its lines as they were when it was opened come with it, and are kept nowhere here.
 *
 * @throws CoachError `bad-config`
 */
export async function openLines(named: LineFile): Promise<{ readonly journal: LineJournal; readonly lines: string[] }> {
  const file = await openFile(named);
  try {
    const bytes = await file.readFile();
    const size = bytes.lastIndexOf(NEW_LINE) + 1;
    if (size < bytes.length) await file.truncate(size);
    const lines = bytes.subarray(0, size).toString('utf8').split('\n').slice(0, -1);
    return { journal: new LineJournal(file, named, size), lines };
  } catch (cause) {
    await file.close();
    throw refused(named, cause);
  }
}

async function openFile(named: LineFile): Promise<FileHandle> {
  try {
    // Opened to be made, then to be read and written: neither flag alone does all of it.
    await (await open(named.path, 'a', 0o600)).close();
    await syncFolder(dirname(named.path));
    return await open(named.path, 'r+');
  } catch (cause) {
    throw refused(named, cause);
  }
}

/** A new file is there after a loss of power only when its folder was written too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export class LineJournal {
  readonly #file: FileHandle;
  readonly #named: LineFile;
  #size: number;

  constructor(file: FileHandle, named: LineFile, size: number) {
    this.#file = file;
    this.#named = named;
    this.#size = size;
  }

  /** All of them, or none; durable when it settles. Calls must not overlap. @throws CoachError `journal-failed` */
  async append(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    try {
      await this.#file.write(bytes, 0, bytes.length, this.#size);
      await this.#file.sync();
    } catch (cause) {
      await this.#file.truncate(this.#size).catch(() => undefined);
      throw new CoachError('journal-failed', `${this.#named.name} cannot be written: make room on its disk.`, {
        cause,
      });
    }
    this.#size += bytes.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

const refused = ({ path, setting }: LineFile, cause: unknown): CoachError =>
  new CoachError('bad-config', `The journal ${path} cannot be opened: check ${setting} and its rights.`, { cause });
