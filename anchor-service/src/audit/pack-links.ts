import {
  type Block,
  concat,
  rangeRoot,
  readLeaves,
  TILE_WIDTH,
  type TiledLog,
  type TileReader,
  tileWidth,
} from '@fit4work/protocol';
import { type Subtree, subtreesBetween } from '../core/link-proof.js';
import type { LogStore } from '../ports.js';
import type { PackChain, PackMember } from './pack-blocks.js';

/** Blocks that are read, and hashes that are given on, at once. */
const SLICE = 1024;
const HASH_BYTES = 32;
/** Tiles: some of each level of the tree, and a bundle. */
const REMEMBERED = 32;

export interface LinkPorts {
  readonly read: TileReader;
  readonly store: Pick<LogStore, 'blocks'>;
}

/**
 * What proves that the tree of a size holds the hash of each block at the beginning of the next. Its size takes one walk over the
 * blocks, and its hashes are read while they are sent.
 */
export async function linksMember({ read, store }: LinkPorts, chain: PackChain, size: number): Promise<PackMember> {
  const tree = { read: remembering(read), size };
  const subtrees = (): Generator<Subtree> => subtreesBetween(blocksIn(store, chain), size);
  return {
    name: 'links.bin',
    size: (await countOf(subtrees())) * HASH_BYTES,
    parts: async function* () {
      let hashes: Uint8Array[] = [];
      for (const subtree of subtrees()) {
        hashes.push(await hashOf(tree, subtree));
        if (hashes.length < SLICE) continue;
        yield concat(...hashes);
        hashes = [];
      }
      yield concat(...hashes);
    },
  };
}

function* blocksIn(store: LinkPorts['store'], { span, before, after }: PackChain): Generator<Block> {
  const end = after?.size ?? span[1];
  for (let at = before?.firstIndex ?? span[0]; at < end; ) {
    const some = store.blocks(at, end, SLICE);
    yield* some;
    at = some.at(-1)?.size ?? end;
  }
}

/** Whoever counts many holds up nothing else. */
async function countOf(subtrees: Generator<Subtree>): Promise<number> {
  let count = 0;
  while (subtrees.next().done !== true) {
    count += 1;
    if (count % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return count;
}

async function hashOf(tree: TiledLog, { from, to, isEntry }: Subtree): Promise<Uint8Array> {
  if (!isEntry) return rangeRoot(tree, from, to);
  const bundle = Math.floor(from / TILE_WIDTH);
  const entries = await readLeaves(tree.read, bundle, tileWidth('entries', bundle, tree.size));
  return entries[from % TILE_WIDTH] ?? new Uint8Array(HASH_BYTES);
}

/** The same few tiles are asked for again and again on the way from left to right. */
function remembering(read: TileReader): TileReader {
  const kept = new Map<string, Uint8Array | undefined>();
  return async (path) => {
    const bytes = kept.has(path) ? kept.get(path) : await read(path);
    kept.delete(path);
    kept.set(path, bytes);
    const [oldest] = kept.keys();
    if (kept.size > REMEMBERED && oldest !== undefined) kept.delete(oldest);
    return bytes;
  };
}
