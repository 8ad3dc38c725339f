import {
  type Checkpoint,
  emptyRoot,
  LogError,
  type PolicyLog,
  verifyConsistency,
  verifyNote,
} from '@fit4work/protocol';
import { type Contradiction, contradictionWith } from './contradiction.js';
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
      /** There when the log signed this and something that cannot be true beside it. */
      readonly contradiction?: Contradiction | undefined;
    };

/**
 * Decides on a request, case by case in the order of the specification.
 * @param recorded the checkpoint of this origin that was cosigned last
 * @see C2SP tlog-witness, add-checkpoint
 */
export function decide(request: CosignRequest, logs: readonly PolicyLog[], recorded: Checkpoint | undefined): Decision {
  const { checkpoint, oldSize, note, proof } = request;
  const log = logs.find((known) => known.key.name === checkpoint.origin);
  if (log === undefined) return refused(404, 'unknown-log');
  if (!holds(() => verifyNote(note, log.key))) return refused(403, 'bad-signature');
  // What the log signed is held against the record whatever else is wrong with the request.
  const contradiction = recorded === undefined ? undefined : contradictionWith(recorded, request);
  if (oldSize > checkpoint.size) return refused(400, 'old-above-new', contradiction);
  const recordedSize = recorded?.size ?? 0;
  if (oldSize !== recordedSize) return refused(409, 'other-size', contradiction);
  // A witness that saw nothing yet holds the empty tree.
  const claim = {
    oldSize,
    oldRoot: recorded?.root ?? emptyRoot(),
    newSize: checkpoint.size,
    newRoot: checkpoint.root,
  };
  if (holds(() => verifyConsistency(claim, proof))) return { kind: 'consistent' };
  return refused(422, 'wrong-proof', contradiction);
}

function refused(status: 400 | 403 | 404 | 409 | 422, reason: Refusal, contradiction?: Contradiction): Decision {
  return { kind: 'refused', status, reason: contradiction === undefined ? reason : 'contradiction', contradiction };
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
