import { type Block, type Checkpoint, equalBytes, LogError, type Policy, type TileReader } from '@fit4work/protocol';
import { stampPath } from '../stamps/core/stamp-files.js';
import { StampError } from '../stamps/error.js';
import { type StampedCheckpoint, verifyUnderAny } from '../stamps/stamped-log.js';

const NAME = /^stamps\/([1-9][0-9]{0,15})\.(?:checkpoint|tsr|ots)$/;

/** Whether a member of a pack belongs to a time stamp. */
export const isStamp = (name: string): boolean => NAME.test(name);

/** What else of a pack its stamps are held against. */
interface Around {
  /** Proven to be in the log. */
  readonly chain: readonly Block[];
  readonly checkpoint: Checkpoint;
  readonly policies: readonly Policy[];
}

/** The time stamps in a pack whose chain of blocks is verified. */
export class PackStamps {
  /** Of the checkpoints that have one, ascending. */
  readonly sizes: readonly number[];
  readonly read: TileReader;
  readonly #around: Around;

  constructor(members: ReadonlyMap<string, Uint8Array>, around: Around) {
    const named = [...members.keys()].map((name) => Number(NAME.exec(name)?.[1] ?? 0));
    this.sizes = [...new Set(named)].filter((size) => size > 0).sort((a, b) => a - b);
    this.read = async (path) => members.get(path);
    this.#around = around;
  }

  /**
   * The stamped checkpoint of a size, and the block of the pack that ends there.
   * @throws LogError, StampError `malformed`: it is missing, is none of this log, or not where a block of the pack ends
   */
  async checkpoint(size: number): Promise<StampedCheckpoint> {
    const { chain, checkpoint, policies } = this.#around;
    const bytes = await this.read(stampPath(size, 'checkpoint'));
    if (bytes === undefined) throw new StampError('malformed', 'The stamped checkpoint is missing.');
    const stamped = verifyUnderAny(bytes, policies);
    if (stamped.size !== size) throw new StampError('malformed', 'The checkpoint is of another size than its name.');
    if (stamped.origin !== checkpoint.origin) throw new StampError('malformed', 'The checkpoint is of another log.');
    const block = chain.find((one) => one.size === size);
    if (block === undefined) throw new StampError('malformed', 'No block of the pack ends at the checkpoint.');
    if (!equalBytes(block.root, stamped.root)) {
      throw new LogError('fork', 'The log had another root at the size of the stamped checkpoint.');
    }
    return { bytes, block };
  }
}
