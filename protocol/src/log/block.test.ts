import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../hash.js';
import { codeOf, filled } from '../records.fixture.js';
import {
  type Block,
  blockHash,
  encodeBlock,
  leafCount,
  leafCountUpTo,
  MAX_BLOCK_LEAVES,
  parseBlock,
  verifyBinding,
  verifyLink,
} from './block.js';

const TIME = 1_790_000_000;
const FIRST: Block = { height: 0, previous: filled(32, 0), firstIndex: 0, size: 3, root: filled(32, 1), time: TIME };
const SECOND: Block = { ...FIRST, height: 1, previous: blockHash(FIRST), firstIndex: 3, size: 5 };

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const block: fc.Arbitrary<Block> = fc
  .record({
    height: fc.maxSafeNat(),
    previous: hash,
    firstIndex: fc.nat(),
    root: hash,
    time: fc.nat({ max: 253_402_300_799 }),
    leaves: fc.integer({ min: 1, max: MAX_BLOCK_LEAVES }),
  })
  .map(({ leaves, ...rest }) => ({ ...rest, size: rest.firstIndex + leaves }));

describe('a block', () => {
  it('survives a round trip, and its hash is that of its bytes', () => {
    fc.assert(
      fc.property(block, (original) => {
        const bytes = encodeBlock(original);
        expect(parseBlock(bytes)).toEqual(original);
        expect(blockHash(original)).toEqual(sha256(bytes));
      }),
      { seed: 14 },
    );
  });

  it.each<[string, Partial<Block>]>([
    ['a negative height', { height: -1 }],
    ['half a height', { height: 0.5 }],
    ['a short hash of the block before', { previous: filled(31, 0) }],
    ['a negative first index', { firstIndex: -1 }],
    ['a size that no number holds', { size: 2 ** 53 }],
    ['no leaf', { firstIndex: 3 }],
    ['fewer leaves than none', { firstIndex: 4 }],
    ['more leaves than a block takes', { size: 3 + MAX_BLOCK_LEAVES + 1, firstIndex: 3 }],
    ['a long root', { root: filled(33, 1) }],
    ['a time before 1970', { time: -1 }],
    ['a time after the year 9999', { time: 253_402_300_800 }],
  ])('with %s is not written', (_, change) => {
    expect(codeOf(() => encodeBlock({ ...FIRST, ...change }))).toBe('malformed-block');
  });

  it('of the last second of the year 9999 is written', () => {
    expect(codeOf(() => encodeBlock({ ...FIRST, time: 253_402_300_799 }))).toBe('accepted');
  });

  it('takes as many leaves as it may, and its link besides', () => {
    const full = { ...FIRST, size: MAX_BLOCK_LEAVES };
    expect(codeOf(() => encodeBlock(full))).toBe('accepted');
    const next = { ...SECOND, firstIndex: full.size, size: 2 * MAX_BLOCK_LEAVES + 1 };
    expect(codeOf(() => encodeBlock(next))).toBe('accepted');
    expect(codeOf(() => encodeBlock({ ...next, size: next.size + 1 }))).toBe('malformed-block');
    expect([leafCount(full), leafCount(next)]).toEqual([MAX_BLOCK_LEAVES, MAX_BLOCK_LEAVES]);
    expect([undefined, full, next].map(leafCountUpTo)).toEqual([0, MAX_BLOCK_LEAVES, 2 * MAX_BLOCK_LEAVES]);
  });

  it('begins with the hash of the block before it, but for the first', () => {
    expect(codeOf(() => verifyBinding(SECOND, blockHash(FIRST)))).toBe('accepted');
    expect(codeOf(() => verifyBinding(FIRST, filled(32, 9)))).toBe('accepted');
    for (const other of [filled(32, 0), filled(0, 0), blockHash({ ...FIRST, time: TIME - 1 })]) {
      expect(codeOf(() => verifyBinding(SECOND, other))).toBe('unbound-block');
    }
    expect(() => verifyBinding({ ...SECOND, height: 12 }, filled(32, 0))).toThrow(
      'Block 12 does not hold the hash of block 11.',
    );
  });

  it('of more than 256 bytes is refused before it is read, and every other by what it says', () => {
    expect(() => parseBlock(new Uint8Array(257))).toThrow('more than 256 bytes');
    expect(() => parseBlock(new Uint8Array(256))).toThrow('not deterministic CBOR');
    expect([256, 257].map((length) => codeOf(() => parseBlock(new Uint8Array(length))))).toEqual([
      'malformed-block',
      'malformed-block',
    ]);
  });

  it.each<[string, Partial<Block>, string]>([
    ['a height', { height: -1 }, 'the height'],
    ['a hash of the block before', { previous: filled(31, 0) }, 'the hash of the block before'],
    ['a first index', { firstIndex: -1 }, 'the first index'],
    ['a size', { size: -1 }, 'the size'],
    ['a root', { root: filled(31, 0) }, 'the root'],
    ['a time', { time: -1 }, 'the time'],
    ['a leaf', { size: 0 }, 'a block must have at least one leaf'],
    ['a bound', { size: MAX_BLOCK_LEAVES + 1 }, 'more than 65,536 leaves'],
  ])('that lacks %s says so as the cause', (_, change, named) => {
    const cause = expect.objectContaining({ message: expect.stringContaining(named) });
    expect(() => encodeBlock({ ...FIRST, ...change })).toThrow(expect.objectContaining({ cause }));
  });

  it.each<[string, Partial<Block>]>([
    ['another height', { height: 2 }],
    ['another hash of the block before', { previous: filled(32, 0) }],
    ['a gap', { firstIndex: 4 }],
    ['a time before it', { time: TIME - 1 }],
  ])('does not follow the block before with %s', (_, change) => {
    expect(codeOf(() => verifyLink({ ...SECOND, ...change }, FIRST))).toBe('fork');
  });

  it('follows the block before it within the same second, and nothing when it is the first', () => {
    expect(codeOf(() => verifyLink(SECOND, FIRST))).toBe('accepted');
    expect(codeOf(() => verifyLink(FIRST, undefined))).toBe('accepted');
    expect(codeOf(() => verifyLink(SECOND, undefined))).toBe('fork');
  });
});
