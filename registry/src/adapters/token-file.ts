import { type FileHandle, open } from 'node:fs/promises';
import { RegistryError } from '../error.js';

export interface TokenFile {
  readonly path: string;
  /** The variable that names it, for the remedy. */
  readonly setting: string;
  /** Folder of systemd's credentials, if this process has one. */
  readonly credentials: string | undefined;
}

const MOST_BYTES = 1_024;
/** One line; 22 characters of base64 are 128 bits. */
const TOKEN = /^([\x21-\x7e]{22,256})\r?\n?$/;

/** The token by which the registry of agents is asked. @throws RegistryError `bad-token-file` */
export async function readTokenFile(file: TokenFile): Promise<string> {
  const { path, setting } = file;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { mode, size } = await handle.stat();
    if ((mode & forbiddenBits(file)) !== 0) {
      throw refused(`The token file ${path} can be read by others: set its mode to 0600.`);
    }
    const token = size > MOST_BYTES ? undefined : TOKEN.exec(await handle.readFile('utf8'))?.[1];
    if (token === undefined) {
      throw refused(`The token file ${path} is not one line of 22 to 256 printable characters without a space.`);
    }
    return token;
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause;
    throw refused(`The token file ${path} cannot be read: point ${setting} to it.`, { cause });
  } finally {
    await handle?.close();
  }
}

/** systemd shows the mask of an access control list in the place of the group, and keeps the folder from everybody else. */
const forbiddenBits = ({ path, credentials }: TokenFile): number =>
  credentials !== undefined && path.startsWith(`${credentials}/`) ? 0o007 : 0o077;

const refused = (message: string, options?: { cause: unknown }): RegistryError =>
  new RegistryError('bad-token-file', message, options);
