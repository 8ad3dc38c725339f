import {
  type Checkpoint,
  emptyRoot,
  equalBytes,
  LogError,
  type PolicyLog,
  relationOf,
  verifyConsistency,
  verifyNote,
} from '@fit4work/protocol';
import type { CosignRequest } from './request.js';

/** Why a checkpoint was not cosigned. Closed: counts are kept and shown by it. */
export const REFUSALS = [
  'malformed',
  'too-large',
  'too-many',
  'unknown-log',
  'bad-signature',
  'old-above-new',
  'other-size',
  'wrong-proof',
  'contradiction',
  'storage-failed',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What a witness answers before it cosigns; `consistent` means that it may. */
export type Decision =
  | { readonly kind: 'consistent' }
  | {
      readonly kind: 'refused';
      readonly status: 400 | 403 | 404 | 409 | 422;
      readonly reason: Refusal;
      /** There when the answer tells the size on record, by which the log finds the proof to send. */
      readonly recordedSize?: number;
      /** Whether the log signed this and something that cannot be true beside it. */
      readonly isContradiction: boolean;
    };

/**
 * Decides on a request, case by case in the order of the specification.
 * @param recorded the checkpoint of this origin that was cosigned last
 * @see C2SP tlog-witness, add-checkpoint; SPEC.md clause 15.11
 */
export function decide(request: CosignRequest, logs: readonly PolicyLog[], recorded: Checkpoint | undefined): Decision {
  const { checkpoint, oldSize, note, proof } = request;
  const log = logs.find((known) => known.key.name === checkpoint.origin);
  if (log === undefined) return refused(404, 'unknown-log');
  if (!holds(() => verifyNote(note, log.key))) return refused(403, 'bad-signature');
  // What the log signed is held against the record whatever else is wrong with the request. A path that leads nowhere shows
  // nothing, since anybody can send one; nor does one from a power of two, which leaves the root out that it would tell.
  const isContradiction = recorded !== undefined && relationOf(recorded, checkpoint, proof) === 'contradictory';
  if (oldSize > checkpoint.size) return refused(400, 'old-above-new', isContradiction);
  const recordedSize = recorded?.size ?? 0;
  if (oldSize !== recordedSize) return { ...refused(409, 'other-size', isContradiction), recordedSize };
  // A witness that saw nothing yet holds the empty tree.
  const claim = {
    oldSize,
    oldRoot: recorded?.root ?? emptyRoot(),
    newSize: checkpoint.size,
    newRoot: checkpoint.root,
  };
  // "If the old size matches the checkpoint size, the witness MUST check that the root hashes are also identical. If they don't
  // match, the witness MUST respond with a 409 Conflict": after the proof, which between equal sizes verifies when it is empty.
  // Its body is left open, and must not pass for a size (text/x.tlog.size), at which clients ask again without an end.
  const isSameSize = recorded !== undefined && checkpoint.size === recorded.size && proof.length === 0;
  if (isSameSize && !equalBytes(checkpoint.root, recorded.root)) return refused(409, 'contradiction', true);
  if (holds(() => verifyConsistency(claim, proof))) return { kind: 'consistent' };
  return refused(422, 'wrong-proof', isContradiction);
}

type Refused = Extract<Decision, { kind: 'refused' }>;

function refused(status: 400 | 403 | 404 | 409 | 422, reason: Refusal, isContradiction = false): Refused {
  return { kind: 'refused', status, reason: isContradiction ? 'contradiction' : reason, isContradiction };
}

function holds(verify: () => void): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}
