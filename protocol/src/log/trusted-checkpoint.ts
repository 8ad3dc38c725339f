import { equalBytes } from '../bytes.js';
import { type Checkpoint, parseSignedCheckpoint } from './checkpoint.js';
import { LogError } from './error.js';
import { emptyRoot } from './merkle.js';
import { cosignedBy, isQuorum, type Policy } from './policy.js';
import { type SignedNote, verifyNote } from './signed-note.js';

/** A checkpoint that satisfies a policy. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  /** Witnesses of the policy that cosigned, with the time of it in Unix seconds. */
  readonly cosigned: ReadonlyMap<string, number>;
}

/**
 * Verifies a signed checkpoint: the log's signature, every known witness's, and the quorum.
 * @throws LogError `malformed-note`, `malformed-checkpoint`, `unknown-log`, `bad-signature`, `quorum-not-met`
 * @source C2SP tlog-checkpoint, tlog-cosignature, tlog-policy
 */
export function verifyCheckpoint(bytes: Uint8Array, policy: Policy): TrustedCheckpoint {
  const { note, checkpoint } = parseSignedCheckpoint(bytes);
  const log = policy.logs.find((known) => known.key.name === checkpoint.origin);
  if (log === undefined) throw new LogError('unknown-log', 'The policy does not name the log of this checkpoint.');
  verifyNote(note, log.key);
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, emptyRoot())) {
    throw new LogError('malformed-checkpoint', 'The checkpoint of an empty log does not have the empty root.');
  }
  const cosigned = cosignedBy(policy, note);
  if (!isQuorum(policy, new Set(cosigned.keys()))) {
    throw new LogError('quorum-not-met', `${cosigned.size} witnesses cosigned, which is not the quorum of the policy.`);
  }
  return { checkpoint, note, cosigned };
}
