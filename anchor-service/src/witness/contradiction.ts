import { type Checkpoint, consistencyRoots, equalBytes } from '@fit4work/protocol';
import type { CosignRequest } from './request.js';

/**
 * How two checkpoints that one log signed cannot both be true: by `roots`, two roots of one size; by `path`, a path that
 * leads to the root of the larger and by that says that the smaller had another root than the one that was signed.
 */
export type Contradiction = 'roots' | 'path';

/**
 * Whether what is asked contradicts the record; the log's signature on it was verified. A path that leads nowhere shows
 * nothing, since anybody can send one. One that leads to the signed root can only be made of the hashes of that very tree,
 * so the root at the old size that it leads to is the tree's own (RFC 6962 section 2.1.2). Where the old size is a power of
 * two the path leaves that root out, and shows nothing either.
 */
export function contradictionWith(recorded: Checkpoint, request: CosignRequest): Contradiction | undefined {
  const { checkpoint, proof } = request;
  if (checkpoint.size === recorded.size) return equalBytes(checkpoint.root, recorded.root) ? undefined : 'roots';
  if (request.oldSize !== recorded.size) return undefined;
  const roots = consistencyRoots(recorded.size, checkpoint.size, proof);
  if (roots === undefined || !equalBytes(roots.newRoot, checkpoint.root)) return undefined;
  return equalBytes(roots.oldRoot, recorded.root) ? undefined : 'path';
}
