import { equalBytes } from '../bytes.js';
import type { Checkpoint } from './checkpoint.js';
import { LogError } from './error.js';
import { consistencyRoots } from './merkle-proof.js';
import { HASH_BYTES, readHash, readText, textBytes, writeBase64 } from './text.js';

/**
 * What two checkpoints are to each other. `contradictory`: no log that only appends can have both. `consistent`: one extends
 * the other. `undecided`: what was given shows neither.
 */
export type Relation = 'contradictory' | 'consistent' | 'undecided';

/** A tree of 2⁵³ entries has no longer path, and its reader's memory is not the writer's to decide. */
const MAX_PATH = 64;
const MAX_PATH_BYTES = MAX_PATH * 45;

/**
 * Decides whether two checkpoints of one log can both be true. The signatures are the caller's to verify: two checkpoints
 * that the log did not sign show nothing about it.
 *
 * Of different sizes a path decides, since it rests on hashes alone: where it leads to the root of the larger checkpoint, its
 * hashes are those of that very tree, and so is the root to which it leads at the smaller size.
 * @param path hashes as `consistencyPath` gives them for the smaller size in the tree of the larger; needed when sizes differ
 * @source RFC 6962 section 2.1.2; SPEC.md clause 15.11
 */
export function relationOf(a: Checkpoint, b: Checkpoint, path: readonly Uint8Array[] = []): Relation {
  if (a.origin !== b.origin) return 'undecided';
  if (a.size === b.size) return equalBytes(a.root, b.root) ? 'consistent' : 'contradictory';
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 'consistent';
  if (path.some((hash) => hash.length !== HASH_BYTES)) return 'undecided';
  const roots = consistencyRoots(small.size, large.size, path);
  if (roots === undefined || !equalBytes(roots.newRoot, large.root)) return 'undecided';
  return equalBytes(roots.oldRoot, small.root) ? 'consistent' : 'contradictory';
}

/**
 * Writes the path of a bundle of evidence: one hash a line.
 * @throws LogError `malformed-proof` for more than 64 hashes or one that has not 32 bytes
 * @source SPEC.md clause 15.11
 */
export function formatPath(path: readonly Uint8Array[]): Uint8Array {
  if (path.length > MAX_PATH || path.some((hash) => hash.length !== HASH_BYTES)) {
    throw new LogError('malformed-proof', 'A path has at most 64 hashes of 32 bytes.');
  }
  return textBytes(path.map((hash) => `${writeBase64(hash)}\n`).join(''));
}

/**
 * Reads the path of a bundle of evidence; verifies nothing.
 * @throws LogError `malformed-proof`
 * @source SPEC.md clause 15.11
 */
export function parsePath(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length > MAX_PATH_BYTES) throw new LogError('malformed-proof', 'The path has more than 64 hashes.');
  const lines = readText(bytes, 'malformed-proof').split('\n');
  if (lines.pop() !== '')
    throw new LogError('malformed-proof', 'The last line of the path does not end with a newline.');
  return lines.map((line) => readHash(line, 'malformed-proof'));
}
