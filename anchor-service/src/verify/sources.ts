import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TileReader } from '@fit4work/protocol';
import { readLimited } from '../adapters/read-limited.js';
import { AnchorError } from '../error.js';
import { FindingError } from './finding-error.js';

const TIMEOUT_MS = 30_000;
/** Pauses before the second and the third try. */
const PAUSES_MS = [250, 2_000];
/** A full bundle of leaves has 8,704 bytes, and a note at most 65,536: nothing of this log is longer. */
const MAX_BYTES = 64 * 1024;
/** But for the list of time stamps: a line an hour, for some hundred years. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

const mostBytesOf = (path: string): number => (path === 'stamps/index' ? MAX_LIST_BYTES : MAX_BYTES);

export interface HttpOptions {
  /** Before the second try, the third, and so on. */
  readonly pausesMs?: readonly number[];
  readonly timeoutMs?: number;
}

/** Whether a source is an address of HTTP, and not a folder. */
export const isAddress = (where: string): boolean => /^https?:\/\//.test(where);

/** Where a log is read from: an address of HTTP or a folder. @throws FindingError `source-failed` */
export function openSource(where: string): TileReader {
  if (isAddress(where)) return httpReader(where.replace(/\/+$/, ''));
  if (statSync(where, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new FindingError({ kind: 'not-a-source', path: where });
  }
  return folderReader(where);
}

/** Reads a log out of a folder. Its calls block: of ten thousand small files the waiting for a thread would be most. */
export function folderReader(folder: string): TileReader {
  return async (path) => {
    try {
      return readWhole(join(folder, path), mostBytesOf(path));
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      if (cause instanceof AnchorError) throw cause;
      throw new AnchorError('storage-failed', 'A file of the log folder could not be read.', { cause });
    }
  };
}

function readWhole(file: string, mostBytes: number): Uint8Array {
  // Without waiting: a pipe that nobody writes to is no file of a log.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(handle);
    if (size > mostBytes) throw tooLong();
    const bytes = new Uint8Array(size);
    const read = size === 0 ? 0 : readSync(handle, bytes, 0, size, 0);
    return bytes.subarray(0, read);
  } finally {
    closeSync(handle);
  }
}

/** Reads a log over HTTP: tries again what may pass, and takes no more than a file of a log can have. */
export function httpReader(prefix: string, options: HttpOptions = {}): TileReader {
  const { pausesMs = PAUSES_MS, timeoutMs = TIMEOUT_MS } = options;
  return async (path) => {
    for (const wait of pausesMs) {
      try {
        return await fetchOnce(`${prefix}/${path}`, { timeoutMs, mostBytes: mostBytesOf(path) });
      } catch (error) {
        if (error instanceof AnchorError && !(error instanceof Passing)) throw error;
        await pause(wait);
      }
    }
    return fetchOnce(`${prefix}/${path}`, { timeoutMs, mostBytes: mostBytesOf(path) });
  };
}

/** What may be over at the next try. */
class Passing extends AnchorError {}

async function fetchOnce(
  url: string,
  { timeoutMs, mostBytes }: { timeoutMs: number; mostBytes: number },
): Promise<Uint8Array | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (response.ok) return readLimited(response, mostBytes);
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  const message = `The log answered ${response.status}.`;
  const mayPass = response.status >= 500 || response.status === 429;
  throw mayPass ? new Passing('source-failed', message) : new AnchorError('source-failed', message);
}

const tooLong = (): AnchorError => new AnchorError('source-failed', 'A file is longer than any of a log.');

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code));
}
