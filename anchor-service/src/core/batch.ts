import { blockHash, entryHash } from '@fit4work/protocol';
import type { Batch, LogHead } from '../ports.js';

/**
 * Decides the next batch: the leaves go behind the last one, in the order given, and a block links them to the block before.
 * @param leaves at least one, none of which is in the log
 * @param now Unix seconds; a clock that went back does not take the chain with it
 */
export function extendLog(head: LogHead, leaves: readonly Uint8Array[], now: number): Batch {
  const edge = head.edge.copy();
  for (const leaf of leaves) edge.append(entryHash(leaf));
  const before = head.block;
  const block = {
    height: before === undefined ? 0 : before.height + 1,
    previous: before === undefined ? new Uint8Array(32) : blockHash(before),
    firstIndex: head.edge.size,
    size: edge.size,
    root: edge.root(),
    time: Math.max(now, before?.time ?? 0),
  };
  return { block, edge, leaves };
}
