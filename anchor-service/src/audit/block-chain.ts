import { type Block, parseBlock, type TileReader } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/** Blocks that one report or pack may span: some twenty megabytes of them. */
const MOST_BLOCKS = 200_000;

/** The blocks of a time that the checkpoint covers, and those before and after them. */
export interface ChainPart {
  readonly before: Block | undefined;
  readonly blocks: readonly Block[];
  /** Without it the last of `blocks` is the last of the log. */
  readonly after: Block | undefined;
}

/**
 * Reads the blocks that were made from one time up to another out of the public folder.
 * @param size of the published checkpoint
 * @throws AnchorError `bad-period` for too many of them, `source-failed` when one is missing
 */
export async function blocksBetween(read: TileReader, size: number, [from, until]: Stretch): Promise<ChainPart> {
  const count = await covered(read, size);
  const first = await firstAtOrAfter(read, count, from);
  const end = await firstAtOrAfter(read, count, until);
  if (end - first > MOST_BLOCKS) {
    throw new AnchorError('bad-period', `The period has more than ${MOST_BLOCKS} blocks: ask for a shorter one.`);
  }
  const blocks: Block[] = [];
  for (let height = first; height < end; height += 1) blocks.push(await readBlock(read, height));
  return {
    before: first === 0 ? undefined : await readBlock(read, first - 1),
    blocks,
    after: end === count ? undefined : await readBlock(read, end),
  };
}

/** First second, and the one after the last. */
type Stretch = readonly [from: number, until: number];

/** How many blocks a checkpoint covers. `blocks/latest` is put out after it, so that it may be of the one before or the next. */
async function covered(read: TileReader, size: number): Promise<number> {
  const latest = await read('blocks/latest');
  let count = latest === undefined ? 0 : parseBlock(latest).height + 1;
  while (count > 0 && (await readBlock(read, count - 1)).size > size) count -= 1;
  for (;;) {
    const next = await read(`blocks/${count}`);
    if (next === undefined || parseBlock(next).size > size) return count;
    count += 1;
  }
}

/** Times never fall along the chain, so that the place of a time is found by halving. */
async function firstAtOrAfter(read: TileReader, count: number, time: number): Promise<number> {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await readBlock(read, middle)).time >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function readBlock(read: TileReader, height: number): Promise<Block> {
  const bytes = await read(`blocks/${height}`);
  if (bytes !== undefined) return parseBlock(bytes);
  throw new AnchorError('source-failed', `Block ${height} is missing from the public folder: restore the folder.`);
}
