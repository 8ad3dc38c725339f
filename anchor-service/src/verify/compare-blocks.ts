import { type Block, equalBytes, parseBlock, type TileReader } from '@fit4work/protocol';
import { placed } from './file-reader.js';
import { FindingError } from './finding-error.js';

/**
 * Compares the chains of blocks of two sources of one log, up to the lower. Nobody but the log says where a block ends and
 * when it was made, so that a chain which was written anew is found by holding it against another's copy.
 * @throws FindingError `other-block` naming the first height at which the chains differ, `malformed-block` where one has none there
 */
export async function compareBlocks([a, b]: readonly [TileReader, TileReader]): Promise<void> {
  const heights = await Promise.all([heightOf(a), heightOf(b)]);
  const top = Math.min(...heights);
  if (top < 0 || (await isAlike(a, b, top))) return;
  // Blocks are linked by their hashes: from the first that differs on, all do.
  let [low, high] = [0, top];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isAlike(a, b, middle)) low = middle + 1;
    else high = middle;
  }
  for (const read of [a, b]) {
    const bytes = await read(`blocks/${low}`);
    if (bytes !== undefined) blockAt(`blocks/${low}`, bytes);
  }
  throw new FindingError({ kind: 'other-block', path: `blocks/${low}`, index: low });
}

async function heightOf(read: TileReader): Promise<number> {
  const latest = await read('blocks/latest');
  return latest === undefined ? -1 : blockAt('blocks/latest', latest).height;
}

function blockAt(path: string, bytes: Uint8Array): Block {
  return placed({ kind: 'malformed-block', path }, () => parseBlock(bytes));
}

async function isAlike(a: TileReader, b: TileReader, height: number): Promise<boolean> {
  const [left, right] = await Promise.all([a(`blocks/${height}`), b(`blocks/${height}`)]);
  if (left === undefined || right === undefined) throw new FindingError({ kind: 'missing-block', index: height });
  return equalBytes(left, right);
}
