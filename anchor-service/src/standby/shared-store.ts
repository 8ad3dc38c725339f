import { type Block, blockHash, entryHash, equalBytes, LogError, verifyBinding, verifyLink } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { Batch, LogHead, LogStore, SignedHead } from '../ports.js';
import { superseded } from './lead.js';
import type { Copy, Leading, SharedBatch, SharedLog } from './ports.js';

/** Batches that are asked for at once: 2 MiB each at most. */
const SLICE = 32;

/**
 * A log that several anchors share: its batches lie in one database, and each anchor has a copy of its own, which alone it reads.
 * A batch is in the database before it is in any copy, so that a copy is never ahead, and an anchor that stands by follows with
 * its index of leaves warm. What it takes in it verifies, against the block before and the leaves themselves.
 */
export class SharedStore implements LogStore {
  readonly #shared: SharedLog;
  readonly #copy: Copy;
  #leading: Leading | undefined;
  /** A write failed, yet may have happened: the copy may lack what the database has. */
  #isUnsure = false;

  /** @param copy this anchor's own, which it holds alone */
  constructor(shared: SharedLog, copy: Copy) {
    [this.#shared, this.#copy] = [shared, copy];
  }

  /** Takes in what the database has by now. @throws AnchorError `older-state`, `damaged-state`, `storage-failed` */
  async follow(): Promise<void> {
    const newest = await this.#shared.newest();
    if (newest !== undefined) this.#assertOneHistory(newest);
    for (;;) {
      const next = heightAfter(this.head());
      if (newest === undefined || next > newest.height) break;
      for (const batch of await this.#shared.batchesFrom(next, SLICE)) this.#takeIn(batch);
    }
    const signed = await this.#shared.signed();
    if (signed !== undefined && signed.edge.size <= this.head().edge.size) this.#keepSigned(signed);
  }

  /**
   * Begins to write in an epoch that was claimed. A database that lacks batches of the copy, as one does that is new or came out
   * of a backup, gets them: nothing is in a copy that was not in the database once, or was this anchor's alone before.
   * @throws AnchorError `older-state`, `damaged-state`, `storage-failed`, `superseded`
   */
  async lead(leading: Leading): Promise<void> {
    await this.follow();
    const newest = await this.#shared.newest();
    for (let at = newest?.size ?? 0; at < this.head().edge.size; ) {
      const [block] = this.#copy.blocks(at, this.head().edge.size, 1);
      if (block === undefined) break;
      await this.#shared.append(leading.epoch, { block, entries: this.leaves(block.firstIndex, block.size) });
      at = block.size;
    }
    const signed = this.signed();
    if (signed !== undefined) await this.#shared.saveSigned(leading.epoch, signed);
    this.#leading = leading;
  }

  head(): LogHead {
    return this.#copy.head();
  }

  unknownOf(leaves: readonly Uint8Array[]): Uint8Array[] {
    return this.#copy.unknownOf(leaves);
  }

  indexOf(leaf: Uint8Array): number | undefined {
    return this.#copy.indexOf(leaf);
  }

  leaves(from: number, to: number): Uint8Array[] {
    return this.#copy.leaves(from, to);
  }

  blocks(from: number, to: number, most?: number): Block[] {
    return this.#copy.blocks(from, to, most);
  }

  signed(): SignedHead | undefined {
    return this.#copy.signed();
  }

  async commit(batch: Batch): Promise<void> {
    const leading = this.#lead();
    if (this.#isUnsure) await this.#becomeSure(batch);
    this.#isUnsure = true;
    // A crash here, or in the statement, means: the batch is in the database or is not, and whoever leads next takes it in.
    await this.#shared.append(leading.epoch, batch);
    // A crash here means: a copy that lacks a batch. It follows at the next start.
    this.#copy.commit(batch);
    this.#isUnsure = false;
  }

  async saveSigned(head: SignedHead): Promise<void> {
    await this.#shared.saveSigned(this.#lead().epoch, head);
    // A crash here means: a signature of which the copy does not know, and the next start does.
    this.#keepSigned(head);
  }

  /** The copy: the database is closed by whoever opened it. */
  close(): void {
    this.#copy.close();
  }

  #lead(): Leading {
    if (this.#leading === undefined) throw superseded();
    this.#leading.assertHeld();
    return this.#leading;
  }

  async #becomeSure({ block }: Batch): Promise<void> {
    await this.follow();
    this.#isUnsure = false;
    if (heightAfter(this.head()) === block.height) return;
    throw new AnchorError('storage-failed', 'A write that had failed was found to have happened: decide on it anew.');
  }

  #takeIn({ block, entries }: SharedBatch): void {
    const { block: before, edge } = this.head();
    const grown = edge.copy();
    for (const entry of entries) grown.append(entryHash(entry));
    try {
      verifyLink(block, before);
      verifyBinding(block, entries[0] ?? new Uint8Array(0));
    } catch (cause) {
      if (cause instanceof LogError) throw damaged(block, cause);
      throw cause;
    }
    if (grown.size !== block.size || !equalBytes(grown.root(), block.root)) throw damaged(block);
    this.#copy.commit({ block, edge: grown, entries });
  }

  /** A smaller one never takes the place of a larger, as one would that was asked for before it. */
  #keepSigned(head: SignedHead): void {
    const size = this.signed()?.edge.size ?? -1;
    if (head.edge.size > size) this.#copy.saveSigned(head);
  }

  /** Both have the chain up to the shorter one's end: its last block is the same in both. */
  #assertOneHistory(newest: Block): void {
    const { block: last } = this.head();
    if (last === undefined || newest.height > last.height) return;
    const [own] = this.#copy.blocks(newest.size - 1, newest.size);
    if (own !== undefined && equalBytes(blockHash(own), blockHash(newest))) return;
    throw new AnchorError(
      'older-state',
      `The database of FIT4WORK_ANCHOR_DATABASE_URL and this state are of two histories at block ${newest.height}: give the database and the state of one log.`,
    );
  }
}

const heightAfter = ({ block }: LogHead): number => (block === undefined ? 0 : block.height + 1);

const damaged = (block: Block, cause?: LogError): AnchorError =>
  new AnchorError(
    'damaged-state',
    `Block ${block.height} of the database of FIT4WORK_ANCHOR_DATABASE_URL does not follow on this state: restore the database, or the state.`,
    cause && { cause },
  );
