import { equalBytes } from '../bytes.js';
import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime, readUint } from '../cbor.js';
import { ProtocolError } from '../error.js';
import { sha256 } from '../hasher.js';
import { LogError } from './error.js';
import { HASH_BYTES } from './text.js';

/** One batch of leaves, linked to the batch before it: the chain that a lay auditor can follow (SPEC.md clause 15.3). */
export interface Block {
  /** 0 for the first. */
  readonly height: number;
  /** {@link blockHash} of the block before, 32 zero bytes for the first. */
  readonly previous: Uint8Array;
  /** Index of its first entry, the size of the log before it. There stands its link but in the first block: see {@link verifyBinding}. */
  readonly firstIndex: number;
  /** Size of the log after it. */
  readonly size: number;
  /** Root of the log after it, 32 bytes. */
  readonly root: Uint8Array;
  /** When it was made, Unix seconds; never before the block before it. */
  readonly time: number;
}

/** Leaves that a block takes at most, its link not counted: what one leaf could bind after the fact reaches no further back. */
export const MAX_BLOCK_LEAVES = 65_536;

const VERSION = 1;
const MAX_BLOCK_BYTES = 256;

/**
 * Writes a block: deterministic CBOR of `{0: 1, 1: height, 2: previous, 3: first index, 4: size, 5: root, 6: time}`.
 * @throws LogError `malformed-block`
 * @source RFC 8949 section 4.2.1
 */
export function encodeBlock({ height, previous, firstIndex, size, root, time }: Block): Uint8Array {
  const body = fields(VERSION, height, previous, firstIndex, size, root, time);
  orMalformed(() => readBody(body));
  return encodeCbor(body);
}

/**
 * Reads a block; only the one encoding that {@link encodeBlock} writes is accepted.
 * @throws LogError `malformed-block`
 */
export function parseBlock(bytes: Uint8Array): Block {
  if (bytes.length > MAX_BLOCK_BYTES) throw new LogError('malformed-block', 'The block has more than 256 bytes.');
  return Object.freeze(orMalformed(() => readBody(decodeCbor(bytes))));
}

/** SHA-256 of the block's bytes. */
export function blockHash(block: Block): Uint8Array {
  return sha256(encodeBlock(block));
}

/**
 * Verifies that a block follows another, or begins the chain when there is none before it.
 * @throws LogError `fork` naming the height
 */
export function verifyLink(block: Block, before: Block | undefined): void {
  const expected = {
    height: before === undefined ? 0 : before.height + 1,
    previous: before === undefined ? new Uint8Array(HASH_BYTES) : blockHash(before),
    firstIndex: before?.size ?? 0,
  };
  const follows =
    block.height === expected.height &&
    equalBytes(block.previous, expected.previous) &&
    block.firstIndex === expected.firstIndex &&
    block.time >= (before?.time ?? 0);
  if (!follows) throw new LogError('fork', `Block ${expected.height} does not follow the block before it.`);
}

/**
 * Verifies that a block begins with its link: that its first entry in the tree is the hash of the block before it. Witnesses cosign
 * the tree, and so every block but the newest, which the next one binds.
 * @param block one that follows the block before it, by {@link verifyLink}
 * @param first the entry at the first index of the block, as it stands in the tree
 * @throws LogError `unbound-block` naming both heights
 */
export function verifyBinding({ height, previous }: Block, first: Uint8Array): void {
  if (height === 0 || equalBytes(first, previous)) return;
  throw new LogError('unbound-block', `Block ${height} does not hold the hash of block ${height - 1}.`);
}

/** Leaves that a block took, its link not counted. */
export function leafCount({ height, firstIndex, size }: Pick<Block, 'height' | 'firstIndex' | 'size'>): number {
  return size - firstIndex - Math.min(height, 1);
}

/** Leaves that a log took up to the end of a block, links not counted; 0 without a block. */
export function leafCountUpTo(block: Pick<Block, 'height' | 'size'> | undefined): number {
  return block === undefined ? 0 : block.size - block.height;
}

function orMalformed(read: () => Block): Block {
  try {
    return read();
  } catch (cause) {
    throw new LogError('malformed-block', 'The block is not deterministic CBOR of version 1 with seven fields.', {
      cause,
    });
  }
}

function readBody(value: unknown): Block {
  const body = readFields(value, 7, 'a block');
  checkVersion(body[0], 'a block');
  const block = {
    height: readUint(body[1], 'the height'),
    previous: readBytes(body[2], 'the hash of the block before', HASH_BYTES),
    firstIndex: readUint(body[3], 'the first index'),
    size: readUint(body[4], 'the size'),
    root: readBytes(body[5], 'the root', HASH_BYTES),
    time: readTime(body[6], 'the time'),
  };
  if (block.size <= block.firstIndex) throw new ProtocolError('out-of-range', 'a block must have at least one leaf');
  if (leafCount(block) > MAX_BLOCK_LEAVES) throw new ProtocolError('too-large', 'a block has more than 65,536 leaves');
  return block;
}
