import {
  type Block,
  blockHash,
  equalBytes,
  LogError,
  parseBlock,
  type TileReader,
  verifyLink,
} from '@fit4work/protocol';
import { placed } from './file-reader.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';
import { provenEntry, type ViewedLog } from './proven-entry.js';

/**
 * The newest block of a log of a size, which ends there. `blocks/latest` may be older or newer than the checkpoint, or whatever a
 * source wants to be looked at: then it is found by halving.
 * @returns `undefined` for a log without leaves
 * @throws FindingError `missing-block`, `malformed-block`, `block-beyond`, `wrong-newest`
 */
export async function newestBlock(read: TileReader, size: number): Promise<Block | undefined> {
  if (size === 0) return undefined;
  const latest = await read('blocks/latest');
  const height = latest === undefined ? undefined : heightIn(latest);
  if (height !== undefined && (await endOf(read, height)) === size) return readBlock(read, height);
  // No block is empty, so that heights are below the size.
  let [low, high] = [0, size - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await endOf(read, middle)) >= size) high = middle;
    else low = middle + 1;
  }
  const block = await readBlock(read, low);
  if (block.size === size) return block;
  throw await misplaced({ read, size }, { kind: 'block-beyond', path: `blocks/${low}`, index: low });
}

/** Whether another block follows one within a tree, as far as the source tells: without one it is the newest, which nothing binds. */
async function followsWithin(read: TileReader, height: number, size: number): Promise<boolean> {
  const bytes = await read(`blocks/${height + 1}`);
  if (bytes === undefined) return false;
  try {
    return parseBlock(bytes).size <= size;
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

/** A finding about a block, which is nobody's word where it is the newest. */
export async function misplaced(
  { read, size }: { readonly read: TileReader; readonly size: number },
  place: Finding & { readonly index: number },
): Promise<FindingError> {
  return new FindingError((await followsWithin(read, place.index, size)) ? place : { ...place, kind: 'wrong-newest' });
}

/**
 * Proves that the tree holds the link of a block, and so all blocks before it as they are linked to each other.
 * @throws FindingError `unbound-block`, `broken-chain`, `block-beyond`, `wrong-newest` and what reading and proving throw
 */
export async function proveBinding(log: ViewedLog, height: number): Promise<void> {
  const block = await readBlock(log.read, height);
  const place = { path: `blocks/${height}`, index: height };
  const { read, view } = log;
  if (block.size > view.size) throw await misplaced({ read, size: view.size }, { kind: 'block-beyond', ...place });
  const before = height === 0 ? undefined : await readBlock(read, height - 1);
  // The entry after a block is the hash of it, whatever the next block says of itself.
  if (before !== undefined && before.size < view.size) {
    const link = await provenEntry(log, before.size);
    if (!equalBytes(link, blockHash(before))) {
      throw new FindingError({ kind: 'unbound-block', ...place, other: height - 1 });
    }
  }
  try {
    verifyLink(block, before);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    throw await misplaced({ read, size: view.size }, { kind: 'broken-chain', ...place });
  }
}

async function readBlock(read: TileReader, height: number): Promise<Block> {
  const place = { path: `blocks/${height}`, index: height };
  const bytes = await read(place.path);
  if (bytes === undefined) throw new FindingError({ kind: 'missing-block', ...place });
  return placed({ kind: 'malformed-block', ...place }, () => parseBlock(bytes));
}

const heightIn = (latest: Uint8Array): number =>
  placed({ kind: 'malformed-block', path: 'blocks/latest' }, () => parseBlock(latest)).height;

/** The size at which a block ends; beyond every size where there is none. */
async function endOf(read: TileReader, height: number): Promise<number> {
  const bytes = await read(`blocks/${height}`);
  if (bytes === undefined) return Number.POSITIVE_INFINITY;
  return placed({ kind: 'malformed-block', path: `blocks/${height}`, index: height }, () => parseBlock(bytes)).size;
}
