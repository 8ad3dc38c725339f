import { type Block, blockHash, equalBytes, TreeEdge } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { leafOf, leavesOf, NOW } from '../../test/kit.js';
import type { Batch, LogHead } from '../ports.js';
import { extendLog, verifyChain } from './batch.js';

const EMPTY: LogHead = { block: undefined, edge: new TreeEdge() };
const grown = (...batches: readonly Batch[]): Uint8Array[] => batches.flatMap(({ entries }) => [...entries]);

describe('a batch', () => {
  const first = extendLog(EMPTY, leavesOf(0, 3), NOW);
  const second = extendLog(first, leavesOf(3, 5), NOW);

  it('begins with the hash of the block before it, but for the first', () => {
    expect(first.entries).toEqual(leavesOf(0, 3));
    expect(second.entries).toEqual([blockHash(first.block), ...leavesOf(3, 5)]);
    expect(second.block).toMatchObject({ height: 1, firstIndex: 3, size: 6, previous: blockHash(first.block) });
    expect(second.edge.size).toBe(6);
  });

  it('has a hash that somebody sent as a leaf once, in its link', () => {
    const hash = blockHash(first.block);
    for (const leaves of [[hash], [leafOf(3), hash], [hash, leafOf(3)]]) {
      const { entries, block } = extendLog(first, leaves, NOW);
      expect(entries.filter((entry) => equalBytes(entry, hash))).toHaveLength(1);
      expect(entries[0]).toEqual(hash);
      expect(block.size).toBe(3 + leaves.length);
    }
  });

  it('is held against the links in the tree before it is signed', () => {
    const entries = grown(first, second);
    const check =
      (blocks: readonly Block[], before?: Block, all: readonly Uint8Array[] = entries) =>
      () =>
        verifyChain(blocks, before, (index) => all[index]);
    expect(check([first.block, second.block])).not.toThrow();
    expect(check([second.block], first.block)).not.toThrow();
    const redated = { ...first.block, time: NOW - 1 };
    expect(check([redated, second.block])).toThrow(expect.objectContaining({ code: 'fork' }));
    expect(check([redated, { ...second.block, previous: blockHash(redated) }])).toThrow(
      'Block 1 does not hold the hash of block 0.',
    );
    expect(check([second.block], first.block, [])).toThrow(expect.objectContaining({ code: 'unbound-block' }));
  });
});
