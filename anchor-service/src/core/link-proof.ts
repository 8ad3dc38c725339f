import { type Block, blockHash, entryHash, equalBytes, nodeHash } from '@fit4work/protocol';
import { FindingError } from '../verify/finding-error.js';
import { refused } from '../verify/pack-refusal.js';
import type { Slices } from './slices.js';

/* That the links of many blocks stand in one tree: what is told of it is the entries where links belong, and between them the
 * roots of all else, each of 32 bytes, from left to right. */

const BYTES = 32;
const LINKS = 'links.bin';
/** Subtrees after which there is a pause: a millisecond or less of hashing. */
const STRIDE = 128;

/** Where a link belongs, and what it has to be. */
interface Link {
  readonly index: number;
  /** Of the block that begins with it. */
  readonly height: number;
  readonly hash: Uint8Array;
}

/** A subtree of RFC 6962, its end not within. */
export interface Subtree {
  readonly from: number;
  readonly to: number;
  /** Whether it is one entry that is asked for, and not a root. */
  readonly isEntry: boolean;
}

/** Links of blocks that follow each other, and that of the block after them where the tree of this size has one. */
function* linksOf(chain: Iterable<Block>, size: number): Generator<Link> {
  let last: Block | undefined;
  for (const block of chain) {
    last = block;
    const { height, firstIndex: index, previous: hash } = block;
    if (height > 0) yield { index, height, hash };
  }
  if (last !== undefined && last.size < size) {
    yield { index: last.size, height: last.height + 1, hash: blockHash(last) };
  }
}

/** The subtrees of which {@link verifyingLinks} has to be given the entry or the root, in its order; blocks are asked for as they are wanted. */
export function subtreesBetween(chain: Iterable<Block>, size: number): Generator<Subtree> {
  return coverOf(linksOf(chain, size), size);
}

function* coverOf(links: Iterable<Link>, size: number): Generator<Subtree> {
  const left = links[Symbol.iterator]();
  const indexOfNext = (): number => {
    const { done, value } = left.next();
    return done === true ? size : value.index;
  };
  let next = indexOfNext();
  function* over(from: number, to: number): Generator<Subtree> {
    const isAskedFor = next < to;
    if (isAskedFor && to - from > 1) {
      const middle = from + leftOf(to - from);
      yield* over(from, middle);
      yield* over(middle, to);
      return;
    }
    if (isAskedFor) next = indexOfNext();
    yield { from, to, isEntry: isAskedFor };
  }
  if (size > 0) yield* over(0, size);
}

/**
 * Verifies that the tree of a checkpoint holds the hash of each block of a chain at the beginning of the next.
 * @param chain blocks that follow each other, the last of which ends within the tree
 * @param told the entries and roots of {@link subtreesBetween}
 * @throws FindingError `pack-links-block` naming the block, `pack-links-count`, `pack-links-root`
 */
export function* verifyingLinks(
  chain: readonly Block[],
  tree: { size: number; root: Uint8Array },
  told: Uint8Array,
): Slices<void> {
  const links = [...linksOf(chain, tree.size)];
  const cover = [...coverOf(links, tree.size)];
  if (told.length !== cover.length * BYTES) throw refused('pack-links-count', LINKS);
  let [at, linked] = [0, 0];
  function* rootOf(from: number, to: number): Slices<Uint8Array> {
    const subtree = cover[at];
    if (subtree?.from !== from || subtree.to !== to) {
      const middle = from + leftOf(to - from);
      return nodeHash(yield* rootOf(from, middle), yield* rootOf(middle, to));
    }
    if (at % STRIDE === 0) yield at / cover.length;
    const hash = told.subarray(at * BYTES, (at + 1) * BYTES);
    at += 1;
    if (!subtree.isEntry) return hash;
    assertLink(links[linked], hash);
    linked += 1;
    return entryHash(hash);
  }
  if (tree.size > 0 && !equalBytes(yield* rootOf(0, tree.size), tree.root)) throw refused('pack-links-root', LINKS);
}

function assertLink(link: Link | undefined, entry: Uint8Array): void {
  if (link !== undefined && equalBytes(link.hash, entry)) return;
  const height = link?.height ?? 0;
  throw new FindingError({ kind: 'pack-links-block', path: LINKS, index: height, other: height - 1 });
}

/** How many of so many entries the left subtree has: the largest power of two below. @source RFC 6962 section 2.1 */
function leftOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
