import type { Relation } from './fork.js';
import { cosignedBy, type Policy } from './policy.js';
import { logKeyOf, type PolicyStatement } from './policy-statement.js';
import { type SignedNote, verifyNote } from './signed-note.js';

/** A policy statement with the note that it was read from, as `parseSignedPolicyStatement` gives it. */
export interface SignedPolicyStatement {
  readonly note: SignedNote;
  readonly statement: PolicyStatement;
}

/**
 * Decides whether two policy statements of one log can both be believed. `contradictory`: they have one number and other texts,
 * and each is cosigned, so that a log and its witnesses said two things about whom to believe. `consistent`: they are one text, or of
 * two numbers. `undecided`: they are of two logs, or one of them is a draft that no witness cosigned, which anybody may throw away.
 * @param previous the policy that gives way; where its quorum is `none`, the log's own signature is enough
 * @throws LogError `bad-signature` when the log of the policy did not sign one of them, or a line of a known witness does not
 * verify; `malformed-policy` unless the policy names exactly one log
 * @source SPEC.md clause 15.18
 */
export function relationOfStatements(a: SignedPolicyStatement, b: SignedPolicyStatement, previous: Policy): Relation {
  if (a.statement.origin !== b.statement.origin) return 'undecided';
  const key = logKeyOf(previous);
  const cosigned = [a, b].map(({ note }) => {
    verifyNote(note, key);
    return cosignedBy(previous, note).size > 0;
  });
  if (a.statement.number !== b.statement.number || a.note.text === b.note.text) return 'consistent';
  return previous.quorum === 'none' || cosigned.every(Boolean) ? 'contradictory' : 'undecided';
}
