import { type Block, blockHash, entryHash, equalBytes, verifyBinding, verifyLink } from '@fit4work/protocol';
import type { Batch, LogHead } from '../ports.js';

/**
 * Decides the next batch: its link, which is the hash of the block before and has the tree hold the chain (SPEC.md clause 15.3),
 * then the leaves in the order given. Whoever sent that hash as a leaf finds it in the link: nothing is in the log twice.
 * @param leaves at least one, none of which is in the log
 * @param now Unix seconds; a clock that went back does not take the chain with it
 */
export function extendLog(head: LogHead, leaves: readonly Uint8Array[], now: number): Batch {
  const before = head.block;
  const previous = before === undefined ? new Uint8Array(32) : blockHash(before);
  const entries = before === undefined ? leaves : [previous, ...leaves.filter((leaf) => !equalBytes(leaf, previous))];
  const edge = head.edge.copy();
  for (const entry of entries) edge.append(entryHash(entry));
  const block = {
    height: before === undefined ? 0 : before.height + 1,
    previous,
    firstIndex: head.edge.size,
    size: edge.size,
    root: edge.root(),
    time: Math.max(now, before?.time ?? 0),
  };
  return { block, edge, entries };
}

/**
 * Holds blocks against each other and against the links in the tree, before anything is signed over them.
 * @param before the block that ends where they begin
 * @param entryAt what stands at an index of the tree
 * @throws LogError `fork`, `unbound-block`
 */
export function verifyChain(
  blocks: readonly Block[],
  before: Block | undefined,
  entryAt: (index: number) => Uint8Array | undefined,
): void {
  for (const [i, block] of blocks.entries()) {
    verifyLink(block, blocks[i - 1] ?? before);
    verifyBinding(block, entryAt(block.firstIndex) ?? new Uint8Array(0));
  }
}
