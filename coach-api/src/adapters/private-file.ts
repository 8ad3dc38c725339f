import { type FileHandle, open } from 'node:fs/promises';
import { CoachError } from '../error.js';

export interface PrivateFile {
  /** What it is, in a sentence. */
  readonly what: string;
  /** What names it. */
  readonly variable: string;
  readonly path: string;
  /** Folder of systemd's credentials. */
  readonly credentials: string | undefined;
}

/** More than any key file or passphrase has. */
const MOST_BYTES = 64 * 1024;

/** The content of a file that its owner alone can read. @throws CoachError `bad-config` */
export async function readPrivateFile(file: PrivateFile): Promise<string> {
  const handle = await openToRead(file);
  try {
    const { mode, size } = await handle.stat();
    const { what, path } = file;
    if ((mode & forbiddenBits(file)) !== 0) {
      throw new CoachError('bad-config', `The ${what} ${path} can be read by others: set its mode to 0600.`);
    }
    if (size > MOST_BYTES) throw new CoachError('bad-config', `The ${what} ${path} is too large to be one.`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

async function openToRead({ what, variable, path }: PrivateFile): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new CoachError('bad-config', `The ${what} ${path} cannot be read: point ${variable} to it.`, { cause });
  }
}

/**
 * systemd gives the account of a unit its credentials by an access control list, of which the mask shows in the place of the
 * group; it keeps their folder from everybody else.
 */
const forbiddenBits = ({ path, credentials }: PrivateFile): number =>
  credentials !== undefined && path.startsWith(`${credentials}/`) ? 0o007 : 0o077;
