import { sha256 } from '@noble/hashes/sha2.js';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { LogError } from './error.js';
import { HASH_BYTES, sameBytes } from './text.js';

/** One batch of leaves, linked to the batch before it: the chain that a lay auditor can follow. */
export interface Block {
  /** 0 for the first. */
  readonly height: number;
  /** {@link blockHash} of the block before, 32 zero bytes for the first. */
  readonly previous: Uint8Array;
  /** Index of its first leaf, which is the size of the log before it. */
  readonly firstIndex: number;
  /** Size of the log after it. */
  readonly size: number;
  /** Root of the log after it, 32 bytes. */
  readonly root: Uint8Array;
  /** When it was made, Unix seconds; never before the block before it. */
  readonly time: number;
}

const VERSION = 1;
const MAX_BLOCK_BYTES = 256;

/**
 * Writes a block: deterministic CBOR of `{0: 1, 1: height, 2: previous, 3: first index, 4: size, 5: root, 6: time}`.
 * @throws LogError `malformed-block`
 * @source RFC 8949 section 4.2.1
 */
export function encodeBlock(block: Block): Uint8Array {
  assertBlock(block);
  const { height, previous, firstIndex, size, root, time } = block;
  const fields = [VERSION, height, previous, firstIndex, size, root, time];
  return encode(new Map(fields.map((field, key) => [key, field])), rfc8949EncodeOptions);
}

/**
 * Reads a block; only the one encoding that {@link encodeBlock} writes is accepted.
 * @throws LogError `malformed-block`
 */
export function parseBlock(bytes: Uint8Array): Block {
  if (bytes.length > MAX_BLOCK_BYTES) throw new LogError('malformed-block', 'The block has more than 256 bytes.');
  const block = readFields(bytes);
  if (!sameBytes(encodeBlock(block), bytes)) {
    throw new LogError('malformed-block', 'The block is not in its deterministic encoding.');
  }
  return Object.freeze(block);
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
    sameBytes(block.previous, expected.previous) &&
    block.firstIndex === expected.firstIndex &&
    block.time >= (before?.time ?? 0);
  if (!follows) throw new LogError('fork', `Block ${expected.height} does not follow the block before it.`);
}

function readFields(bytes: Uint8Array): Block {
  let map: unknown;
  try {
    map = decode(bytes, { useMaps: true, strict: true, rejectDuplicateMapKeys: true });
  } catch (cause) {
    throw new LogError('malformed-block', 'The block is not CBOR.', { cause });
  }
  if (!(map instanceof Map) || map.size !== 7 || map.get(0) !== VERSION) {
    throw new LogError('malformed-block', 'The block is not a map of version 1 with seven fields.');
  }
  return {
    height: readNumber(map.get(1)),
    previous: readBytes(map.get(2)),
    firstIndex: readNumber(map.get(3)),
    size: readNumber(map.get(4)),
    root: readBytes(map.get(5)),
    time: readNumber(map.get(6)),
  };
}

function assertBlock({ height, previous, firstIndex, size, root, time }: Block): void {
  const numbersHold = [height, firstIndex, size, time].every((n) => Number.isSafeInteger(n) && n >= 0);
  const hashesHold = previous.length === HASH_BYTES && root.length === HASH_BYTES;
  if (!numbersHold || !hashesHold || size <= firstIndex) {
    throw new LogError('malformed-block', 'A block has whole numbers, 32-byte hashes and at least one leaf.');
  }
}

function readNumber(value: unknown): number {
  if (typeof value !== 'number') throw new LogError('malformed-block', 'A field of the block is not a whole number.');
  return value;
}

function readBytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new LogError('malformed-block', 'A field of the block is not bytes.');
  return value;
}
