import {
  type Block,
  type Checkpoint,
  equalBytes,
  type Policy,
  type TileReader,
  type TrustedCheckpoint,
} from '@fit4work/protocol';
import { boundNewest } from './bound-newest.js';
import type { Signed } from './changed-range.js';
import { believedCheckpoint, speakingReader } from './file-reader.js';
import { FillingTiles } from './filling-tiles.js';
import { FindingError } from './finding-error.js';
import { assertExtends, type HeldLog, loadRows } from './held-log.js';
import { LogWalk } from './log-walk.js';
import { truePlace } from './rewritten.js';

export interface VerifyOptions {
  /** Reads below the log's prefix; throws when the log cannot be asked. */
  readonly read: TileReader;
  readonly policy: Policy;
  /** Those that the log had, under which its earlier checkpoints verify; without them `policy` alone. */
  readonly policies?: readonly Policy[] | undefined;
  /** Of the reader's clock, Unix seconds: cosignatures of a time to come do not count. Without a clock all do. */
  readonly now?: number | undefined;
  /** What was verified before: only what came since is walked. */
  readonly held?: HeldLog | undefined;
  /** Called after each entry bundle with the leaves verified so far and the size of the log. */
  readonly onProgress?: ((done: number, size: number) => void) | undefined;
  /**
   * Called with each file that was walked and agrees with the leaves so far, under the name that the checkpoint gives it. Nothing
   * is certain before `verifyLog` settles.
   */
  readonly onFile?: ((path: string, bytes: Uint8Array) => void) | undefined;
  /** Passes over leaves that come twice: looking for them takes memory for every leaf. */
  readonly ignoresSecondLeaves?: boolean | undefined;
  /** Called for each leaf in order. Nothing is certain before `verifyLog` settles. */
  readonly onLeaf?: ((leaf: Uint8Array, index: number) => void) | undefined;
}

/** What a sound log is. */
export interface VerifiedLog {
  readonly size: number;
  readonly root: Uint8Array;
  /** How many blocks the chain has. */
  readonly blocks: number;
  readonly last: Block | undefined;
  /** With the witnesses that cosigned and when. */
  readonly checkpoint: TrustedCheckpoint;
  /** The checkpoint as it was served. */
  readonly note: Uint8Array;
  /** Leaves that were verified before and not looked at again: one of them that came a second time is not found. 0 for none. */
  readonly from: number;
  /** Height of the newest block that was held, where the tree has bound another in its place since. */
  readonly replaced: number | undefined;
  /** The first block of those that were walked that is dated more than a day ahead of the reader's clock. */
  readonly datedAhead: Block | undefined;
}

/**
 * Verifies a log from its first leaf, or from what is held of it, to its checkpoint: signature and quorum, every entry, every
 * tile, every block, and that no leaf is in it twice.
 * @throws FindingError naming the place: `unsound`, or `source-failed` when the log cannot be asked or has no checkpoint
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifiedLog> {
  const read = speakingReader(options.read);
  const note = await read('checkpoint');
  if (note === undefined) throw new FindingError({ kind: 'no-checkpoint' });
  const checkpoint = believedCheckpoint(note, options.policy, options.now);
  const { size, root } = checkpoint.checkpoint;
  const seen = options.held;
  const policies = options.policies ?? [options.policy];
  const believed = { read, checkpoint: checkpoint.checkpoint, policies };
  if (seen !== undefined) await assertExtendsOrPlace(seen.checkpoint, note, believed);
  const { held, replaced } = await heldAsBound({ ...options, read }, size);
  const rows = held === undefined ? new FillingTiles() : await loadRows(read, held.checkpoint, size);
  const walk = new LogWalk({ ...options, read }, rows, { size, from: held?.checkpoint.size ?? 0, before: held?.last });
  const signed = { ...believed, held: held?.checkpoint };
  try {
    await walk.run();
  } catch (error) {
    if (!(error instanceof FindingError)) throw error;
    throw await truePlace(error, signed, walk.walked);
  }
  if (!equalBytes(walk.root, root)) {
    throw await truePlace(new FindingError({ kind: 'wrong-root', path: 'checkpoint', index: size }), signed);
  }
  await walk.assertLatest();
  const { blocks, last, from, datedAhead } = walk;
  return { size, root, blocks, last, checkpoint, note, from, replaced, datedAhead };
}

/** Where its tiles do not lead from what is held to the checkpoint, the entries tell where they were rewritten. */
async function assertExtendsOrPlace(held: Checkpoint, note: Uint8Array, log: Omit<Signed, 'held'>): Promise<void> {
  try {
    await assertExtends(log.read, held, { checkpoint: log.checkpoint, note });
  } catch (error) {
    const isOfTiles = error instanceof FindingError && error.finding.kind === 'wrong-root';
    throw isOfTiles ? await truePlace(error, { ...log, held }) : error;
  }
}

async function heldAsBound(options: VerifyOptions, size: number): ReturnType<typeof boundNewest> {
  const { held } = options;
  return held === undefined ? { held, replaced: undefined } : boundNewest(options, held, size);
}
