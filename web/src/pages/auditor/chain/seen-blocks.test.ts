import type { Block } from '@fit4work/anchor-service/verifier';
import { blockHash } from '@fit4work/anchor-service/verifier';
import { expect, it } from 'vitest';
import { SeenBlocks } from './seen-blocks.js';

/** A chain as a log has it, the first block first. */
function chainOf(count: number): Block[] {
  const chain: Block[] = [];
  for (let height = 0; height < count; height += 1) {
    const before = chain.at(-1);
    const previous = before === undefined ? new Uint8Array(32) : blockHash(before);
    const size = 10 * (height + 1);
    chain.push({ height, previous, firstIndex: size - 10, size, root: new Uint8Array(32).fill(height), time: height });
  }
  return chain;
}

function seenOf(blocks: readonly (Block | undefined)[]): SeenBlocks {
  const seen = new SeenBlocks();
  for (const block of blocks) if (block !== undefined) seen.see(block);
  return seen;
}

const later = (block: Block): Block => ({ ...block, time: block.time + 1 });

it('tells the block that was verified from another in its place, and from one that nobody verified', () => {
  const [first, second, third] = chainOf(3);
  if (first === undefined || second === undefined || third === undefined) throw new RangeError('three blocks');
  const seen = seenOf([first, second]);
  expect(seen.standingsOf([third, later(second), first])).toEqual(['unverified', 'other', 'verified']);
});

it('follows the chain down from one that was verified, and goes on from there later', () => {
  const chain = chainOf(600);
  const seen = seenOf([chain.at(-1)]);
  const down = chain.toReversed();
  expect(seen.standingsOf(down.slice(10, 12))).toEqual(['unverified', 'unverified']);
  expect(new Set(seen.standingsOf(down.slice(0, 10)))).toEqual(new Set(['verified']));
  expect(new Set(seen.standingsOf(down.slice(10)))).toEqual(new Set(['verified']));
});

it('follows nothing down from a block that is another, or that nobody verified', () => {
  const [first, second, third] = chainOf(3);
  if (first === undefined || second === undefined || third === undefined) throw new RangeError('three blocks');
  const forged = later(first);
  const onForged = { ...second, previous: blockHash(forged) };
  expect(seenOf([third]).standingsOf([onForged, forged])).toEqual(['unverified', 'unverified']);
  expect(seenOf([third]).standingsOf([third, onForged, forged])).toEqual(['verified', 'other', 'unverified']);
});

it('forgets what an earlier run went through beyond the end of the log, and is led by none of it', () => {
  const chain = chainOf(600);
  for (const count of [0, 1, 256, 257, 599]) {
    const seen = seenOf(chain);
    seen.endAt(count);
    const standings = seen.standingsOf(chain.toReversed()).toReversed();
    expect(standings.indexOf('unverified'), `of ${count} blocks`).toBe(count);
    expect(new Set(standings.slice(count)), `of ${count} blocks`).toEqual(new Set(['unverified']));
  }
  const [first, second] = chainOf(2);
  if (first === undefined || second === undefined) throw new RangeError('two blocks');
  const longer = { ...second, previous: blockHash(later(first)) };
  const seen = seenOf([later(first), longer]);
  seen.see(first);
  seen.endAt(1);
  expect(seen.standingsOf([longer, first])).toEqual(['unverified', 'verified']);
});

it('takes the block that was verified last for the one of its height', () => {
  const [first] = chainOf(1);
  if (first === undefined) throw new RangeError('one block');
  const seen = seenOf([later(first), first]);
  expect(seen.standingsOf([first])).toEqual(['verified']);
  expect(seen.standingsOf([later(first)])).toEqual(['other']);
});
