import { decodeEntryBundle } from './entry-bundle.js';
import { LogError } from './error.js';
import { emptyRoot, nodeHash, rootOfHashes } from './merkle.js';
import { assertSize, HASH_BYTES } from './text.js';
import { TILE_WIDTH, type TileCoordinates, type TileReader, tilePath, tileWidth } from './tile.js';

/** A log of a size as its tiles show it. Nothing that is read this way is to be believed before a proof verifies it. */
export interface TiledLog {
  readonly read: TileReader;
  readonly size: number;
  /** Roots of ranges that were computed before, to be shared by proofs against the same checkpoint. */
  readonly roots?: Map<string, Uint8Array> | undefined;
}

/**
 * Reads a tile of hashes, a partial one from the full tile when the log no longer serves it.
 * @returns `width` hashes
 * @throws LogError `missing-tile`, `malformed-tile`
 * @source C2SP tlog-tiles, Partial Tiles
 */
export async function readHashTile(read: TileReader, tile: TileCoordinates): Promise<Uint8Array[]> {
  const bytes = await readTile(read, tile);
  if (bytes.length !== tile.width * HASH_BYTES && bytes.length !== TILE_WIDTH * HASH_BYTES) {
    throw new LogError('malformed-tile', `The tile ${tilePath(tile)} has a wrong length.`);
  }
  return Array.from({ length: tile.width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

/**
 * Reads the 32-byte leaves of an entry bundle.
 * @throws LogError `missing-tile`, `malformed-bundle`
 * @source C2SP tlog-tiles, Log Entries
 */
export async function readLeaves(read: TileReader, index: number, width: number): Promise<Uint8Array[]> {
  const leaves = decodeEntryBundle(await readTile(read, { level: 'entries', index, width }), width);
  if (leaves.some((leaf) => leaf.length !== HASH_BYTES)) {
    throw new LogError('malformed-bundle', `The bundle ${index} has an entry that is not a leaf of 32 bytes.`);
  }
  return leaves;
}

/**
 * Makes the inclusion proof of the entry at an index; the caller verifies it.
 * @returns sibling hashes, the entry's own sibling first
 * @throws LogError `out-of-range`, `missing-tile`, `malformed-tile`
 * @source RFC 6962 section 2.1.1
 */
export async function inclusionProof(log: TiledLog, index: number): Promise<Uint8Array[]> {
  assertSize(index, 'index');
  if (index >= log.size) throw new LogError('out-of-range', 'The index is not below the size of the log.');
  const once = readOnce(log);
  const proof: Uint8Array[] = [];
  let [from, to] = [0, log.size];
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    const inLeft = index < middle;
    proof.push(await (inLeft ? rangeRoot(once, middle, to) : rangeRoot(once, from, middle)));
    [from, to] = inLeft ? [from, middle] : [middle, to];
  }
  return proof.reverse();
}

/**
 * Makes the consistency proof between two sizes of a log, `oldSize` and the log's own; the caller verifies it.
 * @throws LogError `out-of-range`, `missing-tile`, `malformed-tile`
 * @source RFC 6962 section 2.1.2
 */
export async function consistencyProof(log: TiledLog, oldSize: number): Promise<Uint8Array[]> {
  const path = await consistencyPath(log, oldSize);
  const startsAtOldRoot = oldSize > 0 && largestPowerBelow(oldSize + 1) === oldSize;
  return startsAtOldRoot ? path.slice(1) : path;
}

/**
 * As {@link consistencyProof}, but always begins with the hash of the subtree in which the old tree ends, also when that
 * is the whole old tree and a proof would leave it out.
 */
export async function consistencyPath(log: TiledLog, oldSize: number): Promise<Uint8Array[]> {
  assertSize(oldSize, 'old size');
  if (oldSize > log.size) throw new LogError('out-of-range', 'The old size is greater than the size of the log.');
  if (oldSize === 0 || oldSize === log.size) return [];
  const once = readOnce(log);
  const path: Uint8Array[] = [];
  let [from, to] = [0, log.size];
  while (to !== oldSize) {
    const middle = from + largestPowerBelow(to - from);
    const inLeft = oldSize <= middle;
    path.push(await (inLeft ? rangeRoot(once, middle, to) : rangeRoot(once, from, middle)));
    [from, to] = inLeft ? [from, middle] : [middle, to];
  }
  path.push(await rangeRoot(once, from, to));
  return path.reverse();
}

/** Root of the whole log as its tiles show it. @throws LogError `missing-tile`, `malformed-tile` */
export async function rootOfTiles(log: TiledLog): Promise<Uint8Array> {
  return log.size === 0 ? emptyRoot() : rangeRoot(readOnce(log), 0, log.size);
}

/** Hashes of the perfect subtrees at the right edge, as a `TreeEdge` takes them. @throws LogError as above */
export async function edgeOfTiles(log: TiledLog): Promise<Uint8Array[]> {
  const once = readOnce(log);
  const hashes: Uint8Array[] = [];
  for (let from = 0; from < log.size; ) {
    const count = largestPowerBelow(log.size - from + 1);
    hashes.push(await rangeRoot(once, from, from + count));
    from += count;
  }
  return hashes;
}

/**
 * Root of a subtree as the tiles show it.
 * @param from a multiple of the largest power of two up to the length
 * @param to within the log, above `from`
 * @throws LogError `missing-tile`, `malformed-tile`
 * @source RFC 6962 section 2.1, MTH(D[from:to])
 */
export async function rangeRoot(log: TiledLog, from: number, to: number): Promise<Uint8Array> {
  const place = `${from}:${to}`;
  const known = log.roots?.get(place);
  if (known !== undefined) return known;
  const count = to - from;
  const left = largestPowerBelow(count + 1);
  const root =
    left === count
      ? await subtreeRoot(log, from, count)
      : nodeHash(await rangeRoot(log, from, from + left), await rangeRoot(log, from + left, to));
  log.roots?.set(place, root);
  return root;
}

async function subtreeRoot(log: TiledLog, from: number, count: number): Promise<Uint8Array> {
  let level = 0;
  while (TILE_WIDTH ** (level + 1) <= count) level += 1;
  const unit = TILE_WIDTH ** level;
  const index = Math.floor(from / unit / TILE_WIDTH);
  const hashes = await readHashTile(log.read, { level, index, width: tileWidth(level, index, log.size) });
  const first = from / unit - index * TILE_WIDTH;
  // A copy: a proof that is kept must not keep a whole tile, nor change with it. The slice of a Buffer would be none.
  return new Uint8Array(rootOfHashes(hashes.slice(first, first + count / unit)));
}

async function readTile(read: TileReader, tile: TileCoordinates): Promise<Uint8Array> {
  const partial = await read(tilePath(tile));
  const bytes = partial ?? (tile.width < TILE_WIDTH ? await read(tilePath({ ...tile, width: TILE_WIDTH })) : undefined);
  if (bytes === undefined) throw new LogError('missing-tile', `The log does not have ${tilePath(tile)}.`);
  return bytes;
}

/** A proof needs some tiles several times: it asks for each once. */
function readOnce(log: TiledLog): TiledLog {
  const seen = new Map<string, Promise<Uint8Array | undefined>>();
  const read: TileReader = (path) => {
    const answer = seen.get(path) ?? log.read(path);
    seen.set(path, answer);
    return answer;
  };
  return { ...log, read };
}

/** The largest power of two below n; n is at least 2. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
