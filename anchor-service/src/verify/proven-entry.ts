import { type LogView, TILE_WIDTH, type TileReader, tilePath, tileWidth } from '@fit4work/protocol';
import { leafIn, readBundle } from './file-reader.js';
import { proving } from './proving.js';

/** A log of which a checkpoint is believed. */
export interface ViewedLog {
  readonly read: TileReader;
  readonly view: LogView;
}

/**
 * What stands at an index of a log, proven to be in the tree of its checkpoint.
 * @throws FindingError `wrong-entry`, `missing-file`, `malformed-file`
 */
export async function provenEntry({ read, view }: ViewedLog, index: number): Promise<Uint8Array> {
  const bundle = Math.floor(index / TILE_WIDTH);
  const width = tileWidth('entries', bundle, view.size);
  const entry = leafIn(await readBundle(read, bundle, width), index % TILE_WIDTH).slice();
  const path = tilePath({ level: 'entries', index: bundle, width });
  await proving({ kind: 'wrong-entry', path, index }, () => view.proveInclusion(entry, index));
  return entry;
}
