import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What others on this machine could do with a folder, and whether they still can. */
export type Exposure = 'none' | 'closed' | 'open';

const OTHERS = 0o077;
const OTHERS_READ = 0o044;
const OTHERS_ENTER = 0o011;

const modeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mode ?? 0;

/**
 * Closes the state folder to everybody but its owner: the key of the agent and the keys of open days lie in it in the
 * clear. It is closed and not refused, since a bridge that refused would lose what is measured, and takes nothing from
 * anybody by it.
 *
 * @param begins of the names of the files that hold something
 * @returns `none` where nobody else could read any of them
 */
export function closeFolder(folder: string, begins: string, platform: string = process.platform): Exposure {
  // Windows has no such modes: a folder there inherits who may read it.
  if (platform === 'win32') return 'none';
  const mode = modeOf(folder);
  if ((mode & OTHERS) === 0) return 'none';
  const files = readdirSync(folder).filter((name) => name.startsWith(begins));
  const read = (mode & OTHERS_ENTER) !== 0 && files.some((name) => (modeOf(join(folder, name)) & OTHERS_READ) !== 0);
  const isClosed = close(folder, mode);
  if (!read) return 'none';
  return isClosed ? 'closed' : 'open';
}

function close(folder: string, mode: number): boolean {
  try {
    chmodSync(folder, mode & 0o700);
  } catch {
    // Of another owner, or on a file system without modes: it is told.
  }
  return (modeOf(folder) & OTHERS) === 0;
}
