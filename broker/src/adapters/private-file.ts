import { type FileHandle, open } from 'node:fs/promises';
import { BrokerError } from '../error.js';

export interface PrivateFile {
  readonly path: string;
  /** What it is, in a sentence. */
  readonly what: string;
  /** The variable that names it. */
  readonly setting: string;
  /** Folder of systemd's credentials. */
  readonly credentials: string | undefined;
}

/** More than any key or chain of certificates has. */
const MOST_BYTES = 256 * 1024;

/** A file that its owner alone can read. @throws BrokerError `bad-config` */
export const readPrivate = (file: PrivateFile): Promise<Buffer> => readGuarded(file, forbiddenBits(file));

/** A file that anybody may read. @throws BrokerError `bad-config` */
export const readPublic = (file: Omit<PrivateFile, 'credentials'>): Promise<Buffer> => readGuarded(file, 0);

async function readGuarded(
  { path, what, setting }: Omit<PrivateFile, 'credentials'>,
  forbidden: number,
): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { mode, size } = await file.stat();
    if ((mode & forbidden) !== 0) {
      throw new BrokerError('bad-config', `The ${what} ${path} can be read by others: set its mode to 0600.`);
    }
    if (size > MOST_BYTES) throw new BrokerError('bad-config', `The ${what} ${path} is too large to be one.`);
    return await file.readFile();
  } catch (cause) {
    if (cause instanceof BrokerError) throw cause;
    throw new BrokerError('bad-config', `The ${what} ${path} cannot be read: check ${setting}.`, { cause });
  } finally {
    await file?.close();
  }
}

/** systemd shows the mask of an access control list in the place of the group, and keeps the folder from everybody else. */
const forbiddenBits = ({ path, credentials }: PrivateFile): number =>
  credentials !== undefined && path.startsWith(`${credentials}/`) ? 0o007 : 0o077;
