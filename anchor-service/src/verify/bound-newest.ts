import {
  type Block,
  blockHash,
  equalBytes,
  LogError,
  parseBlock,
  TILE_WIDTH,
  type TileReader,
  tileWidth,
  verifyLink,
} from '@fit4work/protocol';
import { leafIn, readBundle } from './file-reader.js';
import type { HeldLog } from './held-log.js';

/** A file that a walk read. */
type OnFile = (path: string, bytes: Uint8Array) => void;

/** From where a walk goes on. */
interface Rebound {
  /** With the block that the tree binds; `undefined` where only a walk from the first leaf finds it. */
  readonly held: HeldLog | undefined;
  /** Height of the block that was held, where the tree binds another. */
  readonly replaced: number | undefined;
}

/**
 * Holds the newest block of the time before against its link, which a log that grew has as the entry after it. Nobody had signed
 * it: whoever stood between could show another, and a reader that trusted it would refuse the true chain for ever.
 * @param size that the log has now
 * @throws FindingError `missing-file`, `malformed-file`, `unreadable`
 * @source SPEC.md clause 15.3
 */
export async function boundNewest(
  { read, onFile }: { readonly read: TileReader; readonly onFile?: OnFile | undefined },
  held: HeldLog,
  size: number,
): Promise<Rebound> {
  const { checkpoint, last } = held;
  if (last === undefined || size === checkpoint.size) return { held, replaced: undefined };
  const link = await entryAt(read, checkpoint.size, size);
  if (equalBytes(link, blockHash(last))) return { held, replaced: undefined };
  const bytes = await read(`blocks/${last.height}`);
  const block = bytes === undefined ? undefined : blockIn(bytes);
  const takesItsPlace = block !== undefined && equalBytes(link, blockHash(block)) && isAtEndOf(held, block);
  if (!takesItsPlace || !(await follows(read, block, last))) return { held: undefined, replaced: last.height };
  if (bytes !== undefined) onFile?.(`blocks/${last.height}`, bytes);
  return { held: { ...held, last: block }, replaced: last.height };
}

/** Whether a block follows the one that the tree binds below the block that was held. */
async function follows(read: TileReader, block: Block, last: Block): Promise<boolean> {
  if (!equalBytes(block.previous, last.previous)) return false;
  const bytes = block.height === 0 ? undefined : await read(`blocks/${block.height - 1}`);
  try {
    verifyLink(block, bytes === undefined ? undefined : parseBlock(bytes));
    return true;
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

async function entryAt(read: TileReader, index: number, size: number): Promise<Uint8Array> {
  const bundle = Math.floor(index / TILE_WIDTH);
  return leafIn(await readBundle(read, bundle, tileWidth('entries', bundle, size)), index % TILE_WIDTH);
}

const isAtEndOf = ({ checkpoint }: HeldLog, { size, root }: Block): boolean =>
  size === checkpoint.size && equalBytes(root, checkpoint.root);

function blockIn(bytes: Uint8Array): Block | undefined {
  try {
    return parseBlock(bytes);
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}
