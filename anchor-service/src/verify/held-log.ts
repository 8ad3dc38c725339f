import {
  type Block,
  type Checkpoint,
  consistencyPath,
  equalBytes,
  LogError,
  relationOf,
  TILE_WIDTH,
  type TileReader,
} from '@fit4work/protocol';
import { readHashes } from './file-reader.js';
import { FillingTiles } from './filling-tiles.js';
import { FindingError } from './finding-error.js';
import { tileNamedIn } from './proving.js';

/** What was verified of a log before, and is not looked at again. */
export interface HeldLog {
  readonly checkpoint: Checkpoint;
  /** The block that ends at the checkpoint, which nobody signed before the next one binds it; `undefined` for a log without leaves. */
  readonly last: Block | undefined;
}

/** A checkpoint with the bytes that it was served in. */
export interface ServedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: Uint8Array;
}

/** A log that took back what it had signed: the bytes that it serves now, and the path that shows it, where one does. */
export class TakenBack extends FindingError {
  readonly served: ServedCheckpoint;
  readonly path: readonly Uint8Array[];

  constructor(
    kind: 'rollback' | 'fork',
    held: Checkpoint,
    by: { served: ServedCheckpoint; path: readonly Uint8Array[] },
  ) {
    super({ kind, path: 'checkpoint', index: by.served.checkpoint.size, other: held.size });
    this.served = by.served;
    this.path = by.path;
  }
}

/**
 * Verifies that a checkpoint extends the one held, by the tiles of the log itself.
 * @throws TakenBack, or FindingError `wrong-root` when the tiles do not belong to the checkpoint, `missing-file`
 */
export async function assertExtends(read: TileReader, held: Checkpoint, served: ServedCheckpoint): Promise<void> {
  const now = served.checkpoint;
  if (now.size < held.size) throw await rollbackOf(read, held, served);
  const path = await pathOfTiles(read, held.size, now.size);
  const relation = relationOf(held, now, path);
  if (relation === 'contradictory') throw new TakenBack('fork', held, { served, path });
  if (relation === 'undecided') throw new FindingError({ kind: 'wrong-root', path: 'checkpoint', index: now.size });
}

/**
 * A smaller checkpoint may be an old one, or of another past: the tiles of the larger tell, where they are still served.
 * @param read any copy of the log that has them; nobody has to believe it, since the path leads to the root that is held
 */
export async function rollbackOf(read: TileReader, held: Checkpoint, served: ServedCheckpoint): Promise<TakenBack> {
  const path = await pathOfTiles(read, served.checkpoint.size, held.size).catch(() => []);
  const relation = relationOf(held, served.checkpoint, path);
  const kind = relation === 'contradictory' ? 'fork' : 'rollback';
  return new TakenBack(kind, held, { served, path: relation === 'undecided' ? [] : path });
}

/** The path between two sizes as the tiles of a log have it. @throws FindingError `missing-file` with the tile in its detail */
export async function pathOfTiles(read: TileReader, oldSize: number, newSize: number): Promise<Uint8Array[]> {
  try {
    return await consistencyPath({ read, size: newSize }, oldSize);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    throw new FindingError({ kind: 'missing-file', path: tileNamedIn(error) }, error);
  }
}

/**
 * The tiles that were not full at the size held. They are the log's word again until they lead to the root held.
 * @throws FindingError `not-the-held-tree`, `missing-file`, `malformed-file`
 */
export async function loadRows(read: TileReader, held: Checkpoint, size: number): Promise<FillingTiles> {
  const rows = new FillingTiles();
  for (let level = 0, count = held.size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const row = rows.row(level);
    row.index = Math.floor(count / TILE_WIDTH);
    const width = count % TILE_WIDTH;
    if (width === 0) continue;
    const hashes = await readHashes(read, { level, index: row.index, width });
    for (let place = 0; place < width; place += 1) row.append(hashes.subarray(place * 32, (place + 1) * 32));
  }
  if (held.size > 0 && !equalBytes(rows.root(), held.root)) {
    throw new FindingError({ kind: 'not-the-held-tree', path: 'tile', index: held.size, other: size });
  }
  return rows;
}
