import {
  type Checkpoint,
  equalBytes,
  inclusionProof,
  LogError,
  parseSignedCheckpoint,
  TILE_WIDTH,
  type TileReader,
  tileWidth,
  verifyInclusion,
} from '@fit4work/protocol';
import { bundleOf, type Range } from './changed-range.js';
import { leafIn, readBundle, readHashes, speakingReader } from './file-reader.js';
import { leafHash } from './filling-tiles.js';
import { FindingError } from './finding-error.js';

const HASH = 32;

/** The two sides of a place: the log that was rewritten, and another copy of it, which nobody has to believe. */
interface TwoCopies {
  readonly read: TileReader;
  readonly copy: TileReader;
}

/**
 * Names the entry that was changed by what another copy has in its place, which has to lead to the signed root.
 * @returns the same finding where it is of something else, or the copy does not tell
 */
export async function placeByCopy(found: FindingError, { read, copy }: TwoCopies): Promise<FindingError> {
  const { kind, index = 0, other = 0 } = found.finding;
  if (kind !== 'rewritten' && kind !== 'wrong-tile' && kind !== 'wrong-root') return found;
  try {
    const note = await read('checkpoint');
    if (note === undefined) return found;
    const { checkpoint } = parseSignedCheckpoint(note);
    const whole = { from: 0, until: checkpoint.size };
    const copies = { read: speakingReader(read), copy: speakingReader(copy) };
    const at =
      (kind === 'wrong-root' ? undefined : await firstOther(copies, checkpoint, { from: index, until: other })) ??
      (await firstOther(copies, checkpoint, whole));
    if (at === undefined) return found;
    return new FindingError({ kind: 'wrong-entry', path: bundleOf(at, checkpoint.size), index: at });
  } catch (error) {
    // The copy lacks a tile, or is rewritten itself.
    if (error instanceof FindingError || error instanceof LogError) return found;
    throw error;
  }
}

/** The first entry of a range that is not the copy's, where the copy's leads to the root. */
async function firstOther(
  { read, copy }: TwoCopies,
  { size, root }: Checkpoint,
  { from, until }: Range,
): Promise<number | undefined> {
  for (let bundle = Math.floor(from / TILE_WIDTH); bundle * TILE_WIDTH < until; bundle += 1) {
    const first = bundle * TILE_WIDTH;
    const width = tileWidth('entries', bundle, size);
    const entries = await readBundle(read, bundle, width);
    const hashes = await readHashes(copy, { level: 0, index: bundle, width });
    for (let at = Math.max(from, first); at < Math.min(until, first + width); at += 1) {
      const hash = hashes.slice((at - first) * HASH, (at - first + 1) * HASH);
      if (equalBytes(leafHash(leafIn(entries, at - first)), hash)) continue;
      verifyInclusion({ index: at, size, root, entryHash: hash }, await inclusionProof({ read: copy, size }, at));
      return at;
    }
  }
  return undefined;
}
