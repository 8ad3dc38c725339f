import { entryHash, rootOfEntries, rootOfHashes, TreeEdge } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesOf, NOW } from '../../test/kit.js';
import type { Batch, LogHead } from '../ports.js';
import { extendLog } from './batch.js';
import { subtreesBetween, verifyingLinks } from './link-proof.js';
import { atOnce } from './slices.js';

/** Batches of so many leaves. */
function batchesOf(counts: readonly number[]): Batch[] {
  let head: LogHead = { block: undefined, edge: new TreeEdge() };
  return counts.map((count, i) => {
    const batch = extendLog(head, leavesOf(i * 1000, i * 1000 + count), NOW + i);
    head = batch;
    return batch;
  });
}

function told(all: readonly Uint8Array[], chain: Parameters<typeof subtreesBetween>[0]): Uint8Array {
  const items = [...subtreesBetween(chain, all.length)].map(({ from, to, isEntry }) =>
    isEntry ? (all[from] ?? new Uint8Array(0)) : rootOfHashes(all.slice(from, to).map(entryHash)),
  );
  return new Uint8Array(Buffer.concat(items));
}

const verifyLinks = (...given: Parameters<typeof verifyingLinks>): void => atOnce(verifyingLinks(...given));

const setting = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
  from: fc.nat({ max: 11 }),
  length: fc.integer({ min: 1, max: 12 }),
});

describe('the links of a part of a chain', () => {
  it('are proven in the tree, with the one after the part', () => {
    fc.assert(
      fc.property(setting, ({ counts, from, length }) => {
        const batches = batchesOf(counts);
        const all = batches.flatMap(({ entries }) => [...entries]);
        const tree = { size: all.length, root: rootOfEntries(all) };
        const chain = batches.map(({ block }) => block).slice(from % counts.length, (from % counts.length) + length);
        const bytes = told(all, chain);
        expect(() => verifyLinks(chain, tree, bytes)).not.toThrow();
        const other = bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
        expect(() => verifyLinks(chain, tree, other)).toThrow(/^links\.bin is not sound/);
      }),
      { seed: 15 },
    );
  });

  it('are refused by the block that the tree does not hold, the last of the part among them', () => {
    const batches = batchesOf([3, 4, 5, 6]);
    const all = batches.flatMap(({ entries }) => [...entries]);
    const tree = { size: all.length, root: rootOfEntries(all) };
    const chain = batches.slice(0, 3).map(({ block }) => block);
    const bytes = told(all, chain);
    const redated = chain.map((block, i) => (i === 2 ? { ...block, time: NOW + 9 } : block));
    expect(() => verifyLinks(redated, tree, bytes)).toThrow('Block 3 does not hold the hash of block 2.');
    const linked = chain.map((block, i) => (i === 1 ? { ...block, previous: new Uint8Array(32) } : block));
    expect(() => verifyLinks(linked, tree, bytes)).toThrow('Block 1 does not hold the hash of block 0.');
  });

  it('are refused with a hash more, or less, and for another tree', () => {
    const batches = batchesOf([3, 4]);
    const all = batches.flatMap(({ entries }) => [...entries]);
    const tree = { size: all.length, root: rootOfEntries(all) };
    const chain = batches.map(({ block }) => block);
    const bytes = told(all, chain);
    for (const changed of [bytes.subarray(32), new Uint8Array([...bytes, ...new Uint8Array(32)])]) {
      expect(() => verifyLinks(chain, tree, changed)).toThrow('as many hashes');
    }
    expect(() => verifyLinks(chain, { ...tree, root: new Uint8Array(32) }, bytes)).toThrow('do not lead to the root');
    expect(() => verifyLinks([], { size: 0, root: rootOfEntries([]) }, new Uint8Array(0))).not.toThrow();
  });
});
