import type { TileReader } from '@fit4work/anchor-service/verifier';
import { signal } from '@preact/signals';
import { AskError, keep, kept, limited, PATIENCE } from '../../kit/index.js';

const KEY = 'fit4work.auditor.address';
/** A full bundle of leaves has 8,704 bytes, and a note at most 65,536. */
const MAX_BYTES = 64 * 1024;

/** Whether the page came from a log, and not from a disk. */
export const isServed = location.protocol !== 'file:';

const withoutSlash = (text: string): string => text.replace(/\/+$/, '');

/** Where the log is: where the page came from, or what was typed. */
export const address = signal(isServed ? withoutSlash(new URL('.', location.href).href) : (kept(KEY) ?? ''));

/** @returns whether it can be an address */
export function goTo(typed: string): boolean {
  if (!URL.canParse(typed) || !/^https?:/.test(typed)) return false;
  address.value = withoutSlash(typed);
  keep(KEY, address.value);
  return true;
}

/** Reads the log where it is. Nobody has to believe what it gives, or to wait for good. */
export function readerAt(prefix: string): TileReader {
  return async (path) => {
    const limit = limited(PATIENCE);
    try {
      return await fileAt(`${prefix}/${path}`, { signal: limit.signal, cache: isFixed(path) ? 'default' : 'no-store' });
    } finally {
      limit.end();
    }
  };
}

const isFixed = (path: string): boolean => path.startsWith('tile/') || /^blocks\/[0-9]/.test(path);

async function fileAt(url: string, how: Pick<RequestInit, 'signal' | 'cache'>): Promise<Uint8Array | undefined> {
  const response = await fetch(url, { ...how, credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new AskError('failed');
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > MAX_BYTES) throw new AskError('unreadable');
  return bytes;
}
