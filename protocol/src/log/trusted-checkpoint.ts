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

/** How far ahead of a reader's clock a cosignature may be, in seconds: a day. @source SPEC.md clause 15.20 */
const MAX_AHEAD = 86_400;

/**
 * Whether a time that a witness tells is one that it can have cosigned at. A witness whose clock is years ahead would vouch for a
 * log of today until then.
 * @param time of a cosignature, Unix seconds
 * @param now of the reader's clock, Unix seconds
 * @source SPEC.md clause 15.20
 */
export function isTimely(time: number, now: number): boolean {
  return time <= now + MAX_AHEAD;
}

/**
 * Verifies a signed checkpoint: the log's signature, every known witness's, and the quorum.
 * @param now of the reader's clock, Unix seconds: cosignatures that are not timely do not count; without a clock all do
 * @throws LogError `malformed-note`, `malformed-checkpoint`, `unknown-log`, `bad-signature`, `quorum-not-met`
 * @source C2SP tlog-checkpoint, tlog-cosignature, tlog-policy
 */
export function verifyCheckpoint(bytes: Uint8Array, policy: Policy, now = Number.POSITIVE_INFINITY): TrustedCheckpoint {
  const { note, checkpoint } = parseSignedCheckpoint(bytes);
  const log = policy.logs.find((known) => known.key.name === checkpoint.origin);
  if (log === undefined) throw new LogError('unknown-log', 'The policy does not name the log of this checkpoint.');
  verifyNote(note, log.key);
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, emptyRoot())) {
    throw new LogError('malformed-checkpoint', 'The checkpoint of an empty log does not have the empty root.');
  }
  const cosigned = new Map([...cosignedBy(policy, note)].filter(([, time]) => isTimely(time, now)));
  if (!isQuorum(policy, new Set(cosigned.keys()))) {
    throw new LogError('quorum-not-met', `${cosigned.size} witnesses cosigned, which is not the quorum of the policy.`);
  }
  return { checkpoint, note, cosigned };
}
