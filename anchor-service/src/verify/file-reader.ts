import {
  LogError,
  type Policy,
  TILE_WIDTH,
  type TileCoordinates,
  type TileReader,
  type TrustedCheckpoint,
  tilePath,
  verifyCheckpoint,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { refusalOf } from './because.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';

const HASH = 32;
/** A leaf after its length in two bytes. */
const ENTRY = 2 + HASH;

/** Tells what the log says from the trouble of asking it. */
export function speakingReader(read: TileReader): TileReader {
  return async (path) => {
    try {
      return await read(path);
    } catch (cause) {
      const detail = cause instanceof AnchorError ? cause.message : '';
      throw new FindingError({ kind: 'unreadable', path, detail }, cause);
    }
  };
}

/**
 * Reads the hashes of a tile as they are served, without a copy; of a full tile, where the partial one is gone, its beginning.
 * @throws FindingError `missing-file`, `malformed-file`
 * @source C2SP tlog-tiles, Partial Tiles
 */
export function readHashes(read: TileReader, tile: TileCoordinates): Promise<Uint8Array> {
  return readItems(read, tile, HASH);
}

/**
 * Reads a bundle of leaves as it is served: each of 32 bytes, after its length.
 * @throws FindingError `missing-file`, `malformed-file`
 */
export async function readBundle(read: TileReader, index: number, width: number): Promise<Uint8Array> {
  const tile = { level: 'entries', index, width } as const;
  const bytes = await readItems(read, tile, ENTRY);
  for (let at = 0; at < bytes.length; at += ENTRY) {
    if (bytes[at] !== 0 || bytes[at + 1] !== HASH) throw malformed(tile);
  }
  return bytes;
}

/** The leaf at a place of a bundle, a window. */
export function leafIn(bundle: Uint8Array, place: number): Uint8Array {
  return bundle.subarray(place * ENTRY + 2, (place + 1) * ENTRY);
}

async function readItems(read: TileReader, tile: TileCoordinates, itemBytes: number): Promise<Uint8Array> {
  const partial = await read(tilePath(tile));
  const bytes = partial ?? (tile.width < TILE_WIDTH ? await read(tilePath({ ...tile, width: TILE_WIDTH })) : undefined);
  if (bytes === undefined) throw new FindingError({ kind: 'missing-file', path: tilePath(tile) });
  const whole = partial === undefined ? TILE_WIDTH : tile.width;
  if (bytes.length !== whole * itemBytes) throw malformed(tile);
  return bytes.subarray(0, tile.width * itemBytes);
}

const malformed = (tile: TileCoordinates): FindingError =>
  new FindingError({ kind: 'malformed-file', path: tilePath(tile) });

/** Does what a library of the log does, and gives the place to what it refuses. */
export function placed<T>(place: Finding, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof LogError ? new FindingError({ ...refusalOf(error), ...place }, error) : error;
  }
}

/** Verifies the checkpoint that is served. @throws FindingError `bad-checkpoint` for one that the policy does not believe */
export function believedCheckpoint(note: Uint8Array, policy: Policy, now?: number): TrustedCheckpoint {
  return placed({ kind: 'bad-checkpoint', path: 'checkpoint' }, () => verifyCheckpoint(note, policy, now));
}
