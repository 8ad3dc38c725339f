import {
  encodeBlock,
  newTiles,
  parseSignedCheckpoint,
  policyPath,
  policyProofPath,
  TILE_WIDTH,
  type TileCoordinates,
  type TileReader,
  tilePath,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { LogFolder, LogStore } from '../ports.js';
import { newestBlock } from '../verify/chain-of-blocks.js';
import { readBundle, readHashes } from '../verify/file-reader.js';

/** Files that are written, and waited for on the disk, together. */
const CHUNK = 256;

/** Called with how much is done of how much. */
export type OnProgress = (done: number, size: number) => void;

/** What of a public folder is to be copied. */
export interface LogExtent {
  /** Sizes of which every tile is needed, partial ones among them. */
  readonly sizes: readonly number[];
  readonly blocks: number;
}

/** Reads a file that must be there. @throws AnchorError `source-failed` */
export async function readExisting(read: TileReader, path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  if (bytes === undefined) throw new AnchorError('source-failed', `${path} is missing: give a whole log.`);
  return bytes;
}

/** Copies what never changes of a log: tiles, blocks, policy statements. */
export async function copyLogFiles(
  read: TileReader,
  folder: LogFolder,
  { sizes, blocks, onProgress }: LogExtent & { readonly onProgress: OnProgress },
): Promise<void> {
  const tiles = new Map(sizes.flatMap((size) => newTiles(0, size).map((tile) => [tilePath(tile), tile] as const)));
  const total = tiles.size + blocks;
  let done = 0;
  const chunk = new Map<string, Uint8Array>();
  for (const path of namesOf(tiles, blocks)) {
    const tile = tiles.get(path);
    chunk.set(path, await (tile === undefined ? readExisting(read, path) : readExistingTile(read, tile)));
    done += 1;
    if (chunk.size < CHUNK && done < total) continue;
    await folder.publish(chunk);
    chunk.clear();
    onProgress(done, total);
  }
  await copyPolicies(read, folder);
}

/** Of a partial tile that was removed meanwhile, since the full one came, the beginning of that one. */
async function readExistingTile(read: TileReader, tile: TileCoordinates): Promise<Uint8Array> {
  const bytes = await read(tilePath(tile));
  if (bytes !== undefined) return bytes;
  if (tile.width === TILE_WIDTH) return readExisting(read, tilePath(tile));
  return tile.level === 'entries' ? readBundle(read, tile.index, tile.width) : readHashes(read, tile);
}

function* namesOf(tiles: ReadonlyMap<string, TileCoordinates>, blocks: number): Generator<string> {
  yield* tiles.keys();
  for (let height = 0; height < blocks; height += 1) yield `blocks/${height}`;
}

async function copyPolicies(read: TileReader, folder: LogFolder): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (let number = 0; ; number += 1) {
    const bytes = await read(policyPath(number));
    if (bytes === undefined) break;
    files.set(policyPath(number), bytes);
    const proof = await read(policyProofPath(number));
    if (proof !== undefined) files.set(policyProofPath(number), proof);
  }
  await folder.publish(files);
  const newest = await read('policy');
  if (newest !== undefined) await folder.replace('policy', newest);
}

/** Puts a checkpoint out in a folder that has all its files; its last block goes with it. */
export async function putCheckpoint(folder: LogFolder, checkpoint: Uint8Array): Promise<void> {
  const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
  const newest = await newestBlock(folder.read, size);
  if (newest !== undefined) await folder.replace('blocks/latest', encodeBlock(newest));
  await folder.replace('checkpoint', checkpoint);
}

/** How many blocks a log of a size has. @throws AnchorError `unsound` when none ends there */
export function blocksUpTo(store: LogStore, size: number): number {
  if (size === 0) return 0;
  const [last] = store.blocks(size - 1, size);
  if (last !== undefined) return last.height + 1;
  throw new AnchorError('unsound', `No block of the state ends at ${size}: the log folder is of another state.`);
}
