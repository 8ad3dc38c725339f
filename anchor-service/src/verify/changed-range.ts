import {
  type Checkpoint,
  equalBytes,
  LogError,
  type Policy,
  TILE_WIDTH,
  type TileReader,
  tilePath,
  tileWidth,
  verifyCheckpoint,
} from '@fit4work/protocol';
import { parseStampIndex, STAMP_INDEX, stampPath } from '../stamps/core/stamp-files.js';
import { StampError } from '../stamps/error.js';
import { leafIn, readBundle } from './file-reader.js';
import { FillingTiles, leafHash } from './filling-tiles.js';
import { FindingError } from './finding-error.js';
import { loadRows } from './held-log.js';

/** Earlier checkpoints that are listed and cannot be believed, after which no more are asked for: a log could list a million. */
const MOST_UNBELIEVED = 16;

/** Entries from an index up to another, that one not with them. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

/** A log under a checkpoint that is believed. */
export interface Signed {
  readonly read: TileReader;
  readonly checkpoint: Checkpoint;
  /** What was verified before, whose entries are not looked at again. */
  readonly held: Checkpoint | undefined;
  /** Those that the log had: its earlier checkpoints, which are kept beside their time stamps, verify under one of them. */
  readonly policies: readonly Policy[];
}

/** What two ranges have in common; `undefined` where that is nothing. */
export function common(one: Range, other: Range): Range | undefined {
  const [from, until] = [Math.max(one.from, other.from), Math.min(one.until, other.until)];
  return from < until ? { from, until } : undefined;
}

/** The bundle in which an index stands. */
export function bundleOf(index: number, size: number): string {
  const bundle = Math.floor(index / TILE_WIDTH);
  return tilePath({ level: 'entries', index: bundle, width: tileWidth('entries', bundle, size) });
}

/**
 * Goes over the entries, with neither tiles nor blocks, and holds them against every checkpoint that was signed: halving these, it finds
 * the last one that they lead to and the first that they do not.
 * @returns `undefined` where they lead to the root of the newest
 * @throws FindingError where an entry cannot be read
 */
export async function changedRange(log: Signed): Promise<Range | undefined> {
  const { size, root } = log.checkpoint;
  const range = { from: log.held?.size ?? 0, until: size };
  let earlier = (await stampedSizes(log)).filter((stamped) => stamped > range.from && stamped < size);
  const roots = await rootsOfEntries(log, [...earlier, size]);
  if (equalBytes(roots.get(size) ?? new Uint8Array(0), root)) return undefined;
  let unbelieved = 0;
  while (earlier.length > 0 && unbelieved < MOST_UNBELIEVED) {
    const middle = Math.floor(earlier.length / 2);
    const at = earlier[middle] ?? size;
    const signed = await stampedRoot(log, at);
    if (signed === undefined) {
      unbelieved += 1;
      earlier = earlier.toSpliced(middle, 1);
    } else if (equalBytes(signed, roots.get(at) ?? new Uint8Array(0))) {
      range.from = at;
      earlier = earlier.slice(middle + 1);
    } else {
      range.until = at;
      earlier = earlier.slice(0, middle);
    }
  }
  return range;
}

/** The root of the entries at each of some sizes that ascend, the last of them that of the log. */
async function rootsOfEntries(
  { read, checkpoint: { size }, held }: Signed,
  sizes: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const roots = new Map<number, Uint8Array>();
  const rows = held === undefined ? new FillingTiles() : await loadRows(read, held, size);
  let done = held?.size ?? 0;
  let bundle: Uint8Array = new Uint8Array(0);
  for (const end of sizes) {
    for (; done < end; done += 1) {
      const [index, place] = [Math.floor(done / TILE_WIDTH), done % TILE_WIDTH];
      if (place === 0 || bundle.length === 0) bundle = await readBundle(read, index, tileWidth('entries', index, size));
      rows.row(0).append(leafHash(leafIn(bundle, place)));
      carry(rows);
    }
    roots.set(end, rows.root());
  }
  return roots;
}

function carry(rows: FillingTiles): void {
  for (let level = 0; rows.row(level).width === TILE_WIDTH; level += 1) {
    rows.row(level + 1).append(rows.row(level).root());
    rows.row(level).clear();
  }
}

/** Of checkpoints that are kept beside their time stamps; none where the log shows no list of them, or one that is none. */
async function stampedSizes({ read }: Signed): Promise<number[]> {
  try {
    return parseStampIndex(await readUnsigned(read, STAMP_INDEX));
  } catch (error) {
    if (error instanceof StampError) return [];
    throw error;
  }
}

/** A file that the signed root needs not: where it cannot be read, it is not there, or the log could keep its finding away with it. */
async function readUnsigned(read: TileReader, path: string): Promise<Uint8Array | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof FindingError) return undefined;
    throw error;
  }
}

/** What was signed as the root at a size; `undefined` where no policy believes what is shown. */
async function stampedRoot(
  { read, checkpoint: { origin }, policies }: Signed,
  size: number,
): Promise<Uint8Array | undefined> {
  const bytes = await readUnsigned(read, stampPath(size, 'checkpoint'));
  const believed = bytes === undefined ? undefined : verifiedByAny(bytes, policies);
  return believed?.origin === origin && believed.size === size ? believed.root : undefined;
}

function verifiedByAny(bytes: Uint8Array, policies: readonly Policy[]): Checkpoint | undefined {
  for (const policy of policies) {
    try {
      return verifyCheckpoint(bytes, policy).checkpoint;
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
    }
  }
  return undefined;
}
