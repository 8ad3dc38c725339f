import { concat } from '../bytes.js';
import { filled } from '../records.fixture.js';
import { formatSignedCheckpoint, signCheckpoint } from './checkpoint.js';
import { encodeEntryBundle } from './entry-bundle.js';
import { entryHash, rootOfEntries } from './merkle.js';
import { encodeVkey } from './note-key.js';
import { noteSigner } from './signed-note.js';
import { newTiles, tilePath } from './tile.js';

/* A log of 300 entries, for the tests of what follows one. */

const LOG = noteSigner('log.example/view', 1, filled(32, 5));
export const VKEY = encodeVkey(LOG.key);
export const POLICY_TEXT = `log ${VKEY}\nquorum none\n`;
export const LEAVES = Array.from({ length: 300 }, (_, i) =>
  filled(32, 3)
    .with(0, i >> 8)
    .with(1, i & 0xff),
);

/** The leaf at an index. */
export function leafAt(index: number): Uint8Array {
  const leaf = LEAVES[index];
  if (leaf === undefined) throw new RangeError('the log has 300 leaves');
  return leaf;
}

export const checkpointOf = (size: number, root = rootOfEntries(LEAVES.slice(0, size))): Uint8Array =>
  formatSignedCheckpoint(signCheckpoint({ origin: LOG.key.name, size, root }, LOG));

/** Everything that the log serves, whatever size its checkpoints name. */
export const TILES: ReadonlyMap<string, Uint8Array> = new Map([1, 2, 3, 256, 300].flatMap(tilesOf));

/** A tile by its path. */
export function tileAt(path: string): Uint8Array {
  const tile = TILES.get(path);
  if (tile === undefined) throw new RangeError(`the log has no ${path}`);
  return tile;
}

function tilesOf(size: number): (readonly [path: string, bytes: Uint8Array])[] {
  return newTiles(0, size).map((tile) => {
    const from = tile.index * 256;
    const entries = LEAVES.slice(from, Math.min(size, from + tile.width));
    if (tile.level === 'entries') return [tilePath(tile), encodeEntryBundle(entries)];
    const hashes = tile.level === 0 ? entries.map(entryHash) : [rootOfEntries(LEAVES.slice(0, 256))];
    return [tilePath(tile), concat(...hashes)];
  });
}
