import { type Checkpoint, equalBytes, TILE_WIDTH, type TileReader, tilePath, tileWidth } from '@fit4work/protocol';
import { leafIn, readBundle, readHashes } from './file-reader.js';
import { FillingTile, FillingTiles, leafHash } from './filling-tiles.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';
import { loadRows } from './held-log.js';

const HASH = 32;

/** A log under a checkpoint that is believed. */
interface Signed {
  readonly read: TileReader;
  readonly checkpoint: Checkpoint;
  /** What was verified before, whose entries are not looked at again. */
  readonly held: Checkpoint | undefined;
}

/** Findings that a rewritten entry causes as well as what they name. */
const OF_BLOCKS: ReadonlySet<Finding['kind']> = new Set([
  'wrong-block-root',
  'wrong-newest',
  'unbound-block',
  'broken-chain',
  'block-beyond',
]);
const OF_ENTRIES: ReadonlySet<Finding['kind']> = new Set(['wrong-hash', 'second-leaf', 'false-statement']);

/**
 * Tells rewritten entries from what else is wrong. Above the entries stands the signed root alone: blocks and tiles that they
 * disagree with may be the true ones, so it is asked first.
 * @param agreed the end of the last block whose root the entries led to
 * @returns the finding in the place of the one that a walk ended with, where the entries do not lead to the root
 */
export async function truePlace(found: FindingError, log: Signed, agreed: number): Promise<FindingError> {
  const { kind } = found.finding;
  if (!OF_BLOCKS.has(kind) && !OF_ENTRIES.has(kind)) return found;
  // Where a file is missing nothing more is learned.
  if ((await unlessMissing(() => leadToRoot(log))) !== false) return found;
  const place = await unlessMissing(() => placeBelowRoot(log));
  if (place !== undefined) return new FindingError(place);
  const { size } = log.checkpoint;
  // The proof of a statement is of tiles: they are what was changed.
  if (kind === 'false-statement') return new FindingError({ kind: 'wrong-root', path: 'checkpoint', index: size });
  if (!OF_BLOCKS.has(kind)) return found;
  const index = Math.floor(agreed / TILE_WIDTH);
  const path = tilePath({ level: 'entries', index, width: tileWidth('entries', index, size) });
  return new FindingError({ kind: 'rewritten', path, index: agreed });
}

async function unlessMissing<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof FindingError) return undefined;
    throw error;
  }
}

/** Goes over the entries with neither tiles nor blocks. */
async function leadToRoot({ read, checkpoint: { size, root }, held }: Signed): Promise<boolean> {
  const rows = held === undefined ? new FillingTiles() : await loadRows(read, held, size);
  for (let done = held?.size ?? 0; done < size; ) {
    const index = Math.floor(done / TILE_WIDTH);
    const bundle = await readBundle(read, index, tileWidth('entries', index, size));
    const end = Math.min(size, (index + 1) * TILE_WIDTH);
    for (; done < end; done += 1) rows.row(0).append(leafHash(leafIn(bundle, done % TILE_WIDTH)));
    carry(rows);
  }
  return equalBytes(rows.root(), root);
}

function carry(rows: FillingTiles): void {
  for (let level = 0; rows.row(level).width === TILE_WIDTH; level += 1) {
    rows.row(level + 1).append(rows.row(level).root());
    rows.row(level).clear();
  }
}

/** The first place, from the top down, at which what is served does not lead to the hash above it. */
async function placeBelowRoot({ read, checkpoint, held }: Signed): Promise<Finding | undefined> {
  const { size } = checkpoint;
  // The tiles at the right edge lead to the root together, or nothing tells which of them does not.
  const edge = await loadRows(read, checkpoint, size);
  const below = { read, size, from: held?.size ?? 0 };
  for (const [level, { index, hashes }] of [...edge.levels.entries()].reverse()) {
    const place = await placeBelow(below, { level, index, hashes });
    if (place !== undefined) return place;
  }
  return undefined;
}

/** What is looked through: the entries from an index on. */
interface Below {
  readonly read: TileReader;
  readonly size: number;
  readonly from: number;
}

/** A tile whose hashes lead to the root. */
interface TrueTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

async function placeBelow(log: Below, { level, index, hashes }: TrueTile): Promise<Finding | undefined> {
  if (level === 0) return wrongEntry(log, { level, index, hashes });
  const span = TILE_WIDTH ** level;
  for (let place = 0; place * HASH < hashes.length; place += 1) {
    const child = { level: level - 1, index: index * TILE_WIDTH + place };
    if ((child.index + 1) * span <= log.from) continue;
    const served = await readHashes(log.read, { ...child, width: TILE_WIDTH });
    if (!equalBytes(rootOf(served), hashes.subarray(place * HASH, (place + 1) * HASH))) {
      return { kind: 'wrong-tile', path: tilePath({ ...child, width: TILE_WIDTH }) };
    }
    const found = await placeBelow(log, { ...child, hashes: served });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function wrongEntry({ read, size, from }: Below, { index, hashes }: TrueTile): Promise<Finding | undefined> {
  const width = tileWidth('entries', index, size);
  if (width === 0 || index * TILE_WIDTH + width <= from) return undefined;
  const bundle = await readBundle(read, index, width);
  for (let place = 0; place < width; place += 1) {
    if (equalBytes(leafHash(leafIn(bundle, place)), hashes.subarray(place * HASH, (place + 1) * HASH))) continue;
    const path = tilePath({ level: 'entries', index, width });
    return { kind: 'wrong-entry', path, index: index * TILE_WIDTH + place };
  }
  return undefined;
}

function rootOf(hashes: Uint8Array): Uint8Array {
  const tile = new FillingTile();
  for (let at = 0; at < hashes.length; at += HASH) tile.append(hashes.subarray(at, at + HASH));
  return tile.root();
}
