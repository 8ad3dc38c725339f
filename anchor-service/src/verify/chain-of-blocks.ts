import { type Block, parseBlock, type TileReader, verifyBinding, verifyLink } from '@fit4work/protocol';
import { placed } from './file-reader.js';
import { FindingError } from './finding-error.js';
import { provenEntry, type ViewedLog } from './proven-entry.js';

/**
 * The newest block of a log of a size, which ends there. `blocks/latest` may be older or newer than the checkpoint, or whatever a
 * source wants to be looked at: then it is found by halving.
 * @returns `undefined` for a log without leaves
 * @throws FindingError `missing-block`, `malformed-block`, `block-beyond`
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
  throw new FindingError({ kind: 'block-beyond', path: `blocks/${low}`, index: low });
}

/**
 * Proves that the tree holds the link of a block, and so all blocks before it as they are linked to each other.
 * @throws FindingError `unbound-block`, `broken-chain`, `block-beyond` and what reading and proving throw
 */
export async function proveBinding(log: ViewedLog, height: number): Promise<void> {
  const block = await readBlock(log.read, height);
  const place = { path: `blocks/${height}`, index: height };
  if (block.size > log.view.size) throw new FindingError({ kind: 'block-beyond', ...place });
  const before = height === 0 ? undefined : await readBlock(log.read, height - 1);
  placed({ kind: 'broken-chain', ...place }, () => verifyLink(block, before));
  const first = await provenEntry(log, block.firstIndex);
  placed({ kind: 'unbound-block', ...place, other: height - 1 }, () => verifyBinding(block, first));
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
