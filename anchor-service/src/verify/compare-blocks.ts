import { equalBytes, type TileReader } from '@fit4work/protocol';
import { newestBlock, proveBinding } from './chain-of-blocks.js';
import { FindingError } from './finding-error.js';
import type { ViewedLog } from './proven-entry.js';

/** A source, by its name for people, of one of two views of a log. */
export interface NamedLog extends ViewedLog {
  readonly name: string;
}

/**
 * Compares the chains of blocks of two sources of one log, up to the lower, and proves each to be bound by the tree. What no tree
 * binds, the newest block, is found false by holding it against another's copy.
 * @throws FindingError `unbound-block` and others with the source in their path; `other-block` naming the first height at which
 * the chains differ, where the tree binds one of them; `other-newest` where it is the newest of both, which nobody signed yet
 */
export async function compareBlocks([a, b]: readonly [NamedLog, NamedLog]): Promise<void> {
  const tops = [await provenTop(a), await provenTop(b)] as const;
  const top = Math.min(...tops);
  if (top < 0 || (await isAlike(a.read, b.read, top))) return;
  // Blocks are linked by their hashes: from the first that differs on, all do.
  let [low, high] = [0, top];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isAlike(a.read, b.read, middle)) low = middle + 1;
    else high = middle;
  }
  if (low === Math.max(...tops)) throw new FindingError({ kind: 'other-newest', path: `blocks/${low}`, index: low });
  for (const [i, log] of [a, b].entries()) if (low < (tops[i] ?? 0)) await named(log, proveBinding(log, low + 1));
  throw new FindingError({ kind: 'other-block', path: `blocks/${low}`, index: low });
}

/** Height of the newest block, its binding proven; -1 without one. */
async function provenTop(log: NamedLog): Promise<number> {
  const newest = await named(log, newestBlock(log.read, log.view.size));
  if (newest === undefined) return -1;
  await named(log, proveBinding(log, newest.height));
  return newest.height;
}

/** Has a finding name the source that it is of. */
async function named<T>({ name }: NamedLog, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FindingError) || error.code !== 'unsound') throw error;
    throw new FindingError({ ...error.finding, path: `${name}/${error.finding.path ?? ''}` }, error);
  }
}

async function isAlike(a: TileReader, b: TileReader, height: number): Promise<boolean> {
  const [left, right] = await Promise.all([a(`blocks/${height}`), b(`blocks/${height}`)]);
  if (left === undefined || right === undefined) throw new FindingError({ kind: 'missing-block', index: height });
  return equalBytes(left, right);
}
