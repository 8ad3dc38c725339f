import { type Checkpoint, relationOf } from '@fit4work/protocol';
import type { CosignRequest } from './request.js';

/**
 * How two checkpoints that one log signed cannot both be true: by `roots`, two roots of one size; by `path`, a path that
 * leads to the root of the larger and by that says that the smaller had another root than the one that was signed.
 */
export type Contradiction = 'roots' | 'path';

/**
 * Whether what is asked contradicts the record; the log's signature on it was verified. A path that leads nowhere shows
 * nothing, since anybody can send one; nor does one from a power of two, which leaves the root out that it would tell.
 * @see SPEC.md clause 15.11
 */
export function contradictionWith(
  recorded: Checkpoint,
  { checkpoint, proof }: CosignRequest,
): Contradiction | undefined {
  if (relationOf(recorded, checkpoint, proof) !== 'contradictory') return undefined;
  return checkpoint.size === recorded.size ? 'roots' : 'path';
}
