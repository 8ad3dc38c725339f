import type { TileReader } from '@fit4work/anchor-service/verifier';
import { signal } from '@preact/signals';
import { AskError, keep, kept, limited, PATIENCE } from '../../kit/index.js';

const KEY = 'fit4work.auditor.address';
/** A full bundle of leaves has 8,704 bytes, and a note at most 65,536. */
const MAX_BYTES = 64 * 1024;

/** Whether the page came from a log, and not from a disk. */
export const isServed = location.protocol !== 'file:';

const withoutSlash = (text: string): string => text.replace(/\/+$/, '');

/** Before what is kept is looked at. */
const OF_THIS_MACHINE: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);

/** Where the log is: where the page came from, or what was typed. */
export const address = signal(isServed ? withoutSlash(new URL('.', location.href).href) : usable(kept(KEY) ?? ''));

/** `closed`: the law of the file (`single-file.ts`) lets it ask there no more than over TLS or on this machine. */
export type AddressRefusal = 'no-address' | 'closed';

function refusalOf(typed: string): AddressRefusal | undefined {
  if (!URL.canParse(typed) || !/^https?:/.test(typed)) return 'no-address';
  const { protocol, hostname } = new URL(typed);
  return protocol === 'https:' || OF_THIS_MACHINE.has(hostname) ? undefined : 'closed';
}

/** Also of what was kept: a file of before took more. */
function usable(text: string): string {
  return refusalOf(text) === undefined ? withoutSlash(text) : '';
}

/** Of a file from a disk. What cannot be asked leaves no log to ask: what is typed is what is verified. @returns why it is refused */
export function goTo(typed: string): AddressRefusal | undefined {
  address.value = usable(typed);
  if (address.value !== '') keep(KEY, address.value);
  return refusalOf(typed);
}

/**
 * Reads the log where it is. Nobody has to believe what it gives, or to wait for good.
 * @param stop whoever waits may end it before
 */
export function readerAt(prefix: string, stop?: AbortSignal): TileReader {
  return async (path) => {
    const limit = limited(PATIENCE, stop);
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
