import { equalBytes, TILE_WIDTH, type TileReader, tilePath, tileWidth } from '@fit4work/protocol';
import { bundleOf, changedRange, common, type Range, type Signed } from './changed-range.js';
import { leafIn, readBundle, readHashes } from './file-reader.js';
import { FillingTile, leafHash } from './filling-tiles.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';
import { loadRows } from './held-log.js';

const HASH = 32;

/** Findings that a rewritten entry causes as well as what they name. */
const OF_BLOCKS: ReadonlySet<Finding['kind']> = new Set([
  'wrong-block-root',
  'wrong-newest',
  'unbound-block',
  'broken-chain',
  'block-beyond',
]);
const OF_ENTRIES: ReadonlySet<Finding['kind']> = new Set([
  'wrong-hash',
  'second-leaf',
  'false-statement',
  'wrong-root',
]);

/**
 * Tells rewritten entries from what else is wrong. Above the entries stand signed roots alone: blocks and tiles that they
 * disagree with may be the true ones, so these are asked first. Where everything below the root was rewritten with the entry, its range
 * is what earlier signed checkpoints leave; what its blocks leave is told apart, as whoever rewrote entries may choose those too.
 * @param told where the entries left the blocks: from the end of the last whose root they led to, to the end of the next
 * @returns the finding in the place of the one that a walk ended with, where the entries do not lead to the root
 */
export async function truePlace(found: FindingError, log: Signed, told?: Range): Promise<FindingError> {
  const { kind } = found.finding;
  if (!OF_BLOCKS.has(kind) && !OF_ENTRIES.has(kind)) return found;
  const range = await unlessMissing(() => changedRange(log));
  // They lead to the root; or a file is missing, and nothing more is learned.
  if (range === undefined) return found;
  const byBlocks = told === undefined || !OF_BLOCKS.has(kind) ? undefined : linkOf(kind, told);
  const place = await unlessMissing(() => placeBelowRoot(log));
  if (place !== undefined) return new FindingError(placedWithin(place, range, byBlocks));
  // A tile that has a wrong hash, or a leaf that stands twice, has its place.
  if (kind === 'wrong-hash' || kind === 'second-leaf') return found;
  const { size } = log.checkpoint;
  const isAnywhere = range.from === (log.held?.size ?? 0) && range.until === size;
  // The proof of a statement is of tiles: they are what was changed.
  if (isAnywhere && !OF_BLOCKS.has(kind))
    return new FindingError({ kind: 'wrong-root', path: 'checkpoint', index: size });
  const path = bundleOf(range.from, size);
  return new FindingError({ kind: 'rewritten', path, ...rangeOf(range, byBlocks) });
}

/** An entry that should hold the hash of a block, and does not, is named by that. */
const linkOf = (kind: Finding['kind'], told: Range): Range =>
  kind === 'unbound-block' ? { from: told.from, until: told.from + 1 } : told;

/** Of a tile the entries below it that may have been changed. */
function placedWithin({ tile, ...place }: Placed, signed: Range, byBlocks: Range | undefined): Finding {
  if (tile === undefined) return place;
  const span = TILE_WIDTH ** (tile.level + 1);
  const below = { from: tile.index * span, until: (tile.index + 1) * span };
  return { ...place, ...rangeOf(common(below, signed) ?? below, byBlocks) };
}

/** What is certain of a place, and what the log's own blocks leave of it. */
function rangeOf(certain: Range, byBlocks: Range | undefined): Pick<Finding, 'index' | 'other' | 'byBlocks'> {
  const told = byBlocks && common(certain, byBlocks);
  const isNarrower = told !== undefined && told.until - told.from < certain.until - certain.from;
  return {
    ...{ index: certain.from, other: certain.until },
    ...(isNarrower && { byBlocks: [told.from, told.until] as const }),
  };
}

async function unlessMissing<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof FindingError) return undefined;
    throw error;
  }
}

/** An entry, or a tile that does not lead to the hash above it. */
interface Placed extends Finding {
  readonly tile?: { readonly level: number; readonly index: number };
}

/** The first place, from the top down, at which what is served does not lead to the hash above it. */
async function placeBelowRoot({ read, checkpoint, held }: Signed): Promise<Placed | undefined> {
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

async function placeBelow(log: Below, { level, index, hashes }: TrueTile): Promise<Placed | undefined> {
  if (level === 0) return wrongEntry(log, { level, index, hashes });
  const span = TILE_WIDTH ** level;
  for (let place = 0; place * HASH < hashes.length; place += 1) {
    const child = { level: level - 1, index: index * TILE_WIDTH + place };
    if ((child.index + 1) * span <= log.from) continue;
    const served = await readHashes(log.read, { ...child, width: TILE_WIDTH });
    if (!equalBytes(rootOf(served), hashes.subarray(place * HASH, (place + 1) * HASH))) {
      return { kind: 'wrong-tile', path: tilePath({ ...child, width: TILE_WIDTH }), tile: child };
    }
    const found = await placeBelow(log, { ...child, hashes: served });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function wrongEntry({ read, size, from }: Below, { index, hashes }: TrueTile): Promise<Placed | undefined> {
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
