import {
  type Block,
  type Checkpoint,
  consistencyPath,
  consistencyRoots,
  equalBytes,
  LogError,
  type Policy,
  parseBlock,
  type TileReader,
  verifyCheckpoint,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { stampPath } from './core/stamp-files.js';
import { StampError } from './error.js';

/** Tiles of 8 KiB at most that are kept: stamps that follow each other share most of theirs. */
const MAX_KEPT = 512;

/** A checkpoint that was stamped, and that is one of this log. */
export interface StampedCheckpoint {
  readonly bytes: Uint8Array;
  readonly block: Block;
}

/** A log as its stamps refer to it: the published checkpoint, earlier ones that it extends, and blocks by their size. */
export class StampedLog {
  readonly read: TileReader;
  readonly #policies: readonly Policy[];
  readonly #head: Checkpoint;
  readonly #roots = new Map<string, Uint8Array>();
  readonly #blocks = new Map<string, Block>();

  private constructor(read: TileReader, policies: readonly Policy[], head: Checkpoint) {
    this.read = keeping(read);
    this.#policies = policies;
    this.#head = head;
  }

  /** @throws AnchorError `source-failed` when there is no checkpoint, or none that verifies */
  static async open(read: TileReader, policies: readonly Policy[]): Promise<StampedLog> {
    const bytes = await read('checkpoint');
    if (bytes === undefined)
      throw new AnchorError('source-failed', 'There is no checkpoint to hold the stamps against.');
    try {
      return new StampedLog(read, policies, verifyUnderAny(bytes, policies));
    } catch (cause) {
      if (!(cause instanceof LogError)) throw cause;
      throw new AnchorError('source-failed', `The checkpoint does not verify. ${cause.message}`, { cause });
    }
  }

  /**
   * The stamped checkpoint of a size, and the block that ends there.
   * @throws LogError, StampError `malformed`: it is missing, is none of this log, or not where a block ends
   */
  async checkpoint(size: number): Promise<StampedCheckpoint> {
    const bytes = await this.read(stampPath(size, 'checkpoint'));
    if (bytes === undefined) throw new StampError('malformed', 'The stamped checkpoint is missing.');
    const checkpoint = verifyUnderAny(bytes, this.#policies);
    if (checkpoint.size !== size) throw new StampError('malformed', 'The checkpoint is of another size than its name.');
    if (checkpoint.origin !== this.#head.origin) throw new StampError('malformed', 'The checkpoint is of another log.');
    await this.#assertInHistory(checkpoint);
    const block = await this.#blockOf(size);
    if (block === undefined) throw new StampError('malformed', 'No block of the log ends at the checkpoint.');
    return { bytes, block };
  }

  async #assertInHistory({ size, root }: Checkpoint): Promise<void> {
    const head = this.#head;
    if (size > head.size) throw new LogError('rollback', 'The log is smaller than its stamped checkpoint.');
    const tiles = { read: this.read, size: head.size, roots: this.#roots };
    const path = size === head.size ? [] : await consistencyPath(tiles, size);
    const roots = size === head.size ? undefined : consistencyRoots(size, head.size, path);
    const oldRoot = size === head.size ? head.root : roots?.oldRoot;
    if (roots !== undefined && !equalBytes(roots.newRoot, head.root)) {
      throw new LogError('wrong-proof', 'The tiles do not lead to the root of the published checkpoint.');
    }
    if (oldRoot === undefined || !equalBytes(oldRoot, root)) {
      throw new LogError('fork', 'The log had another root at the size of the stamped checkpoint.');
    }
  }

  /** Blocks ascend in height and size alike, so a few are read and not all. */
  async #blockOf(size: number): Promise<Block | undefined> {
    let [low, high] = [0, (await this.#readBlock('latest'))?.height ?? -1];
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const block = await this.#readBlock(String(middle));
      if (block === undefined || block.size === size) return block;
      if (block.size < size) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  async #readBlock(name: string): Promise<Block | undefined> {
    const known = this.#blocks.get(name);
    if (known !== undefined) return known;
    const bytes = await this.read(`blocks/${name}`);
    if (bytes === undefined) return undefined;
    const block = parseBlock(bytes);
    this.#blocks.set(name, block);
    return block;
  }
}

/** The checkpoint, verified under any of the policies. @throws LogError of the last of them */
export function verifyUnderAny(bytes: Uint8Array, policies: readonly Policy[]): Checkpoint {
  let failure = new LogError('unknown-log', 'No policy was given.');
  for (const policy of policies) {
    try {
      return verifyCheckpoint(bytes, policy).checkpoint;
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Keeps the tiles that were read last. */
function keeping(read: TileReader): TileReader {
  const kept = new Map<string, Promise<Uint8Array | undefined>>();
  return (path) => {
    if (!path.startsWith('tile/')) return read(path);
    if (kept.size > MAX_KEPT) kept.clear();
    const answer = kept.get(path) ?? read(path);
    kept.set(path, answer);
    return answer;
  };
}
