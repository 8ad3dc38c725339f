import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CoachError } from '../error.js';
import { type LockedFile, lockFile } from './file-lock.js';

const NEW_LINE = 0x0a;

export interface OpenLines {
  readonly journal: LineJournal;
  readonly lines: string[];
}

/** Opens a journal that is named. */
export type LineSource = (named: LockedFile) => Promise<OpenLines>;

/**
 * A file of lines that only grows, and has one process. A line counts when it ends: what a process left behind that died while it wrote had no
 * receipt yet, and is cut off. Its lines as they were when it was opened come with it, and are kept nowhere here.
 *
 * @throws CoachError `bad-config`, `at-work`
 */
export async function openLines(named: LockedFile): Promise<OpenLines> {
  const unlock = lockFile(named);
  try {
    return await openUnlocked(named, unlock);
  } catch (cause) {
    unlock();
    throw cause;
  }
}

/**
 * A file of which it is certain otherwise that nobody else writes it.
 *
 * @param unlock called when it is closed
 * @throws CoachError `bad-config`
 */
export async function openUnlocked(named: LockedFile, unlock: () => void = () => {}): Promise<OpenLines> {
  const file = await openFile(named);
  try {
    const bytes = await file.readFile();
    const size = bytes.lastIndexOf(NEW_LINE) + 1;
    if (size < bytes.length) await file.truncate(size);
    const lines = bytes.subarray(0, size).toString('utf8').split('\n').slice(0, -1);
    return { journal: new LineJournal({ file, unlock }, named, size), lines };
  } catch (cause) {
    await file.close();
    throw refused(named, cause);
  }
}

async function openFile(named: LockedFile): Promise<FileHandle> {
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
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

interface OpenFile {
  readonly file: Pick<FileHandle, 'write' | 'sync' | 'truncate' | 'close'>;
  readonly unlock: () => void;
}

export class LineJournal {
  readonly #file: OpenFile['file'];
  readonly #unlock: () => void;
  readonly #named: LockedFile;
  /** Of the lines that count. */
  #size: number;
  /** Whether the file may have more than those. */
  #torn = false;

  constructor({ file, unlock }: OpenFile, named: LockedFile, size: number) {
    this.#file = file;
    this.#unlock = unlock;
    this.#named = named;
    this.#size = size;
  }

  /** All of them, or none; durable when it settles. Calls must not overlap. @throws CoachError `journal-failed` */
  async append(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    try {
      if (this.#torn) await this.#cut();
      this.#torn = true;
      await this.#write(bytes);
      await this.#file.sync();
    } catch (cause) {
      // What cannot be cut off now is cut off before anything else is taken.
      await this.#cut().catch(() => undefined);
      throw new CoachError('journal-failed', `${this.#named.name} cannot be written: make room on its disk.`, {
        cause,
      });
    }
    this.#torn = false;
    this.#size += bytes.length;
  }

  /** A disk that becomes full takes a part of it and tells no error before the rest is written. */
  async #write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, this.#size + at);
      at += bytesWritten;
    }
  }

  async #cut(): Promise<void> {
    await this.#file.truncate(this.#size);
    this.#torn = false;
  }

  async close(): Promise<void> {
    await this.#file.close();
    this.#unlock();
  }
}

const refused = ({ path, setting }: LockedFile, cause: unknown): CoachError =>
  new CoachError('bad-config', `The journal ${path} cannot be opened: check ${setting} and its rights.`, { cause });
