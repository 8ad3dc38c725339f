import { LogError } from './error.js';
import { TILE_WIDTH } from './tile.js';

const LENGTH_BYTES = 2;
const MAX_ENTRY_BYTES = 0xffff;

/**
 * Writes an entry bundle: each entry after its length in two bytes, big-endian.
 * @throws LogError `malformed-bundle` for no entry, more than 256, or an entry of more than 65,535 bytes
 * @source C2SP tlog-tiles, Log Entries; SPEC.md clause 15.9
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (!isFilled(entries.length) || entries.some((entry) => entry.length > MAX_ENTRY_BYTES)) {
    throw new LogError('malformed-bundle', 'A bundle holds 1 to 256 entries of at most 65,535 bytes.');
  }
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + LENGTH_BYTES + entry.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    bytes.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bytes;
}

/**
 * Reads an entry bundle of at least `width` entries and returns the first `width`, windows on `bytes`: a full
 * bundle may stand in for a partial one.
 * @throws LogError `malformed-bundle`
 * @source C2SP tlog-tiles, Log Entries
 */
export function decodeEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries = readEntries(bytes);
  const standsIn = entries.length === TILE_WIDTH && isFilled(width);
  if (entries.length !== width && !standsIn) {
    throw new LogError('malformed-bundle', `A bundle has ${entries.length} entries instead of ${width}.`);
  }
  return entries.slice(0, width);
}

function readEntries(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Uint8Array[] = [];
  let at = 0;
  // One entry too many is enough to refuse: the rest is not worth reading.
  while (at < bytes.length && entries.length <= TILE_WIDTH) {
    const start = at + LENGTH_BYTES;
    const end = start <= bytes.length ? start + view.getUint16(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new LogError('malformed-bundle', 'The last entry of a bundle is cut off.');
    entries.push(bytes.subarray(start, end));
    at = end;
  }
  if (!isFilled(entries.length)) throw new LogError('malformed-bundle', 'A bundle holds 1 to 256 entries.');
  return entries;
}

const isFilled = (count: number): boolean => count >= 1 && count <= TILE_WIDTH;
