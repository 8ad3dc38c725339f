import { equalBytes } from '../bytes.js';
import { LogError } from './error.js';
import { emptyRoot, nodeHash } from './merkle.js';
import { assertSize, HASH_BYTES } from './text.js';

/** What an inclusion proof claims: the entry with this hash stands at `index` of the tree with `size` and `root`. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly entryHash: Uint8Array;
  readonly root: Uint8Array;
}

/** What a consistency proof claims: the tree with `newSize` and `newRoot` was made of the old one by appending. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
}

/**
 * Verifies an inclusion proof; returns only when it holds.
 * @param proof hashes of 32 bytes, the sibling of the entry first
 * @throws LogError `out-of-range` when no tree has such an index, `wrong-proof` when the proof does not lead to the root
 * @source RFC 6962 section 2.1.1, algorithm of RFC 9162 section 2.1.3.2
 */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): void {
  assertSize(claim.index, 'index');
  assertSize(claim.size, 'size of the tree');
  if (claim.index >= claim.size) throw new LogError('out-of-range', 'The index is not below the size of the tree.');
  assertHashes([claim.entryHash, claim.root, ...proof]);
  let position = claim.index;
  let last = claim.size - 1;
  let hash = claim.entryHash;
  for (const sibling of proof) {
    if (last === 0) throw wrongProof();
    if (isOdd(position) || position === last) {
      hash = nodeHash(sibling, hash);
      [position, last] = climbToRightChild(position, last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  if (last !== 0 || !equalBytes(hash, claim.root)) throw wrongProof();
}

/**
 * Verifies a consistency proof; returns only when it holds. From size 0 the proof is empty: everything extends nothing.
 * @param proof hashes of 32 bytes
 * @throws LogError `out-of-range` when the old tree is the larger, `wrong-proof` when the proof does not lead to both roots
 * @source RFC 6962 section 2.1.2, algorithm of RFC 9162 section 2.1.4.2; size 0 as in C2SP tlog-witness
 */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Uint8Array[]): void {
  const { oldSize, newSize, oldRoot, newRoot } = claim;
  assertSize(oldSize, 'old size');
  assertSize(newSize, 'new size');
  if (oldSize > newSize) throw new LogError('out-of-range', 'The old size is greater than the new size.');
  if (oldSize === newSize || oldSize === 0) {
    const oldHolds = oldSize > 0 || equalBytes(oldRoot, emptyRoot());
    const newHolds = oldSize < newSize ? newRoot.length === HASH_BYTES : equalBytes(oldRoot, newRoot);
    if (proof.length > 0 || !oldHolds || !newHolds) throw wrongProof();
    return;
  }
  assertHashes([oldRoot, newRoot, ...proof]);
  const roots = consistencyRoots(oldSize, newSize, isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof);
  if (roots === undefined || !equalBytes(roots.oldRoot, oldRoot) || !equalBytes(roots.newRoot, newRoot))
    throw wrongProof();
}

/**
 * Both roots to which a path leads, of whole trees only; `undefined` when the path does not fit the sizes, or when the old
 * tree has no entries, and so no path, or more than the new one.
 * @throws LogError `out-of-range` for a size that no tree has
 */
export function consistencyRoots(
  oldSize: number,
  newSize: number,
  path: readonly Uint8Array[],
): { readonly oldRoot: Uint8Array; readonly newRoot: Uint8Array } | undefined {
  assertSize(oldSize, 'old size');
  assertSize(newSize, 'new size');
  const [first, ...rest] = path;
  if (first === undefined || oldSize === 0 || oldSize > newSize) return undefined;
  let position = oldSize - 1;
  let last = newSize - 1;
  while (isOdd(position)) [position, last] = [half(position), half(last)];
  let oldRoot = first;
  let newRoot = first;
  for (const sibling of rest) {
    if (last === 0) return undefined;
    if (isOdd(position) || position === last) {
      oldRoot = nodeHash(sibling, oldRoot);
      newRoot = nodeHash(sibling, newRoot);
      [position, last] = climbToRightChild(position, last);
    } else {
      newRoot = nodeHash(newRoot, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 ? { oldRoot, newRoot } : undefined;
}

/** Skips the levels at which the subtree has no right sibling and passes up unchanged. */
function climbToRightChild(position: number, last: number): [number, number] {
  let [at, end] = [position, last];
  while (at !== 0 && !isOdd(at)) [at, end] = [half(at), half(end)];
  return [at, end];
}

function assertHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) throw wrongProof();
}

function wrongProof(): LogError {
  return new LogError('wrong-proof', 'The Merkle proof does not lead to the root.');
}

// Bit operators would cut sizes to 32 bits.
const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}
