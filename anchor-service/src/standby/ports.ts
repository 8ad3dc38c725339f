import type { Block } from '@fit4work/protocol';
import type { Batch, LogStore, SignedHead } from '../ports.js';

/** One batch as the shared log has it: the block, and what stands in the tree from its `firstIndex` on. */
export interface SharedBatch {
  readonly block: Block;
  readonly entries: readonly Uint8Array[];
}

/** A store on this machine's disk, whose writes are there when they return. */
export type Copy = Omit<LogStore, 'commit' | 'saveSigned'> & {
  commit(batch: Batch): void;
  saveSigned(head: SignedHead): void;
};

/**
 * The one sequence of batches that all anchors of a log share, and the lease by which one of them leads. Every write takes
 * effect only while its epoch is the newest, and throws `superseded` where it is not; what throws otherwise may have happened.
 * All settle within a bounded time. @throws AnchorError `storage-failed` where the database does not answer
 */
export interface SharedLog {
  /** Batches from a height on, in order. @param most of them */
  batchesFrom(height: number, most: number): Promise<SharedBatch[]>;
  /** The newest block, `undefined` before the first. */
  newest(): Promise<Block | undefined>;
  signed(): Promise<SignedHead | undefined>;
  append(epoch: number, batch: SharedBatch): Promise<void>;
  /** Keeps the larger one, whatever order they come in. */
  saveSigned(epoch: number, head: SignedHead): Promise<void>;
  /** Takes the lease if nobody holds it. @param milliseconds by the database's clock @returns the epoch, `undefined` while another leads */
  claim(milliseconds: number): Promise<number | undefined>;
  /** @returns whether the epoch is still the newest */
  renew(epoch: number, milliseconds: number): Promise<boolean>;
  /** Lets another claim it now. */
  release(epoch: number): Promise<void>;
  close(): Promise<void>;
}

/** What this process is of its log at the moment. */
export interface Standing {
  readonly role: 'alone' | 'standby' | 'leader';
  /** In which it leads. */
  readonly epoch?: number;
}

/** An epoch that this process leads in, as far as its own clock knows. */
export interface Leading {
  readonly epoch: number;
  /** @throws AnchorError `superseded` once the lease may have run out */
  assertHeld(): void;
}
