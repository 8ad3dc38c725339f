import { equalBytes, LogView, sha256, type TileReader, utf8 } from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { newestBlock, proveBinding } from './chain-of-blocks.js';
import { speakingReader } from './file-reader.js';
import { FindingError } from './finding-error.js';
import { followLog } from './followed-log.js';
import { provenEntry } from './proven-entry.js';
import { proving } from './proving.js';

export interface SampleOptions {
  readonly read: TileReader;
  /** The policy that is given; what it gave way to is followed. */
  readonly policy: PolicyFile;
  /** Of the reader's clock, Unix seconds: cosignatures of a time to come do not count. */
  readonly now: number;
  readonly count: number;
  /** The same seed takes the same leaves of the same log, so that two auditors can look at one sample. */
  readonly seed: string;
  readonly onProgress?: ((done: number, size: number) => void) | undefined;
}

export interface Sampled {
  readonly size: number;
  readonly indices: readonly number[];
  /** Heights of blocks that hold the hash of the block before them, the newest among them. */
  readonly blocks: readonly number[];
}

/**
 * Takes leaves at random and proves each to be in the log of the checkpoint, and as many blocks, to be bound by it. It finds what
 * was changed for many, not for one.
 * @throws FindingError
 */
export async function sampleLog({
  read: source,
  policy,
  now,
  count,
  seed,
  onProgress,
}: SampleOptions): Promise<Sampled> {
  const { standing, note, read: own } = await followLog(source, policy, { now });
  const read = speakingReader(own);
  const view = new LogView({ policy: standing.policy, read });
  const { checkpoint } = await proving({ kind: 'bad-checkpoint', path: 'checkpoint' }, () => view.advance(note));
  const indices = indicesOf(seed, { count, size: view.size });
  for (const [done, index] of indices.entries()) {
    await provenEntry({ read, view }, index);
    onProgress?.(done + 1, indices.length);
  }
  const newest = await newestBlock(read, view.size);
  if (newest !== undefined && !equalBytes(newest.root, checkpoint.root)) {
    const { height } = newest;
    throw new FindingError({ kind: 'wrong-newest', path: `blocks/${height}`, index: height });
  }
  const below = newest === undefined ? [] : indicesOf(`${seed}\nblocks`, { count: count - 1, size: newest.height });
  const blocks = newest === undefined ? [] : [...below, newest.height];
  for (const height of blocks) await proveBinding({ read, view }, height);
  return { size: view.size, indices, blocks };
}

/** Different indices out of all, in ascending order; all of them where no more are wanted than there are. */
function indicesOf(seed: string, { count, size }: { count: number; size: number }): number[] {
  if (count >= size) return Array.from({ length: size }, (_, index) => index);
  const taken = new Set<number>();
  for (let turn = 0; taken.size < count; turn += 1) {
    const digest = sha256(utf8(`${seed}\n${turn}`));
    // 53 bits of the digest over a size below 2^53: what is uneven about it no sample shows.
    const [high, low] = [new DataView(digest.buffer).getUint32(0), new DataView(digest.buffer).getUint32(4)];
    taken.add((high * 2 ** 21 + (low >>> 11)) % size);
  }
  return [...taken].sort((a, b) => a - b);
}
