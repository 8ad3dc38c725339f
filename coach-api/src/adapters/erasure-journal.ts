import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fromBase64Url, ProtocolError, toBase64Url } from '@fit4work/protocol';
import { CoachError } from '../error.js';
import type { ErasureJournal, JournalEntry } from '../journal-port.js';

const MEMBERS = ['identityKey', 'signingKey', 'erasure', 'certificate', 'sealed'] as const;
const NEW_LINE = 0x0a;

/**
 * A file of lines of JSON, one an erasure. A line counts when it ends: what a process left behind that died while it wrote
 * had no receipt yet, and is cut off.
 *
 * @throws CoachError `bad-config`
 */
export async function openErasureJournal(path: string): Promise<ErasureJournal> {
  const file = await openFile(path);
  try {
    const bytes = await file.readFile();
    const size = bytes.lastIndexOf(NEW_LINE) + 1;
    if (size < bytes.length) await file.truncate(size);
    const lines = bytes.subarray(0, size).toString('utf8').split('\n').slice(0, -1);
    return new FileJournal(file, lines.map(readLine), size);
  } catch (cause) {
    await file.close();
    throw cause instanceof CoachError ? cause : refused(path, cause);
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Opened to be made, then to be read and written: neither flag alone does all of it.
    await (await open(path, 'a', 0o600)).close();
    await syncFolder(dirname(path));
    return await open(path, 'r+');
  } catch (cause) {
    throw refused(path, cause);
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

class FileJournal implements ErasureJournal {
  readonly #file: FileHandle;
  readonly entries: JournalEntry[];
  #size: number;

  constructor(file: FileHandle, entries: JournalEntry[], size: number) {
    this.#file = file;
    this.entries = entries;
    this.#size = size;
  }

  async append(entry: JournalEntry): Promise<void> {
    const members = MEMBERS.map((name) => [name, toBase64Url(entry[name])]);
    const line = Buffer.from(`${JSON.stringify(Object.fromEntries(members))}\n`);
    try {
      await this.#file.write(line, 0, line.length, this.#size);
      await this.#file.sync();
    } catch (cause) {
      await this.#file.truncate(this.#size).catch(() => undefined);
      throw new CoachError('journal-failed', 'The journal of erasures cannot be written: make room on its disk.', {
        cause,
      });
    }
    this.#size += line.length;
    this.entries.push(entry);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function readLine(line: string): JournalEntry {
  try {
    const { identityKey, signingKey, erasure, certificate, sealed } = JSON.parse(line);
    return {
      ...{ identityKey: fromBase64Url(identityKey), signingKey: fromBase64Url(signingKey) },
      ...{ erasure: fromBase64Url(erasure), certificate: fromBase64Url(certificate), sealed: fromBase64Url(sealed) },
    };
  } catch (cause) {
    if (!(cause instanceof ProtocolError || cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw new CoachError('bad-config', 'The journal of erasures is damaged: bring back its own backup.', { cause });
  }
}

const refused = (path: string, cause: unknown): CoachError =>
  new CoachError('bad-config', `The journal ${path} cannot be opened: check FIT4WORK_COACH_ERASURES and its rights.`, {
    cause,
  });
