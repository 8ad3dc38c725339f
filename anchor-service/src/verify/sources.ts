import { statSync } from 'node:fs';
import type { TileReader } from '@fit4work/protocol';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { readLimited } from '../adapters/read-limited.js';
import { AnchorError } from '../error.js';

const TIMEOUT_MS = 30_000;
/** A full bundle of the longest entries that the specification allows. */
const MAX_BYTES = 256 * (2 + 0xffff);

/** Where a log is read from: an address of HTTP or a folder. @throws AnchorError `source-failed` */
export function openSource(where: string): TileReader {
  if (/^https?:\/\//.test(where)) return httpReader(where.replace(/\/+$/, ''));
  if (statSync(where, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AnchorError(
      'source-failed',
      `${where} is neither a folder nor an address that begins with http:// or https://.`,
    );
  }
  return new FileLogFolder(where).read;
}

/** Reads a log over HTTP. */
export function httpReader(prefix: string): TileReader {
  return async (path) => {
    const response = await fetch(`${prefix}/${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return readLimited(response, MAX_BYTES);
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new AnchorError('source-failed', `The log answered ${response.status}.`);
  };
}
