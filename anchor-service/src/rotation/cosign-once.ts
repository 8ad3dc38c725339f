import {
  LogError,
  type NoteSigner,
  type Policy,
  parseSignedPolicyStatement,
  relationOfStatements,
  utf8,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { EvidenceFolder } from '../evidence/evidence-folder.js';
import type { RecordedStatement, StatementMemory } from '../witness/statement-memory.js';
import { type PolicyHistory, policiesOf } from './history.js';
import { addLine } from './statement.js';

/** What a witness holds a statement against. */
export interface CosignOnce {
  readonly memory: StatementMemory;
  readonly evidence: EvidenceFolder;
  /** Of the log, as it serves it. */
  readonly history: PolicyHistory;
}

/**
 * Adds the line of a witness to a statement, unless it cosigned another text under that number, or the log serves another text
 * under a number that it cosigned. Such a text is kept as evidence where it is some.
 * @returns the statement with the line; to be remembered before anybody gets it
 * @throws AnchorError `bad-statement`, LogError
 * @source SPEC.md clause 15.18
 */
export function cosignOnce(
  { memory, evidence, history }: CosignOnce,
  bytes: Uint8Array,
  by: { readonly signer: NoteSigner; readonly time: number },
): Uint8Array {
  const served = history.successors.map(({ statement }) => statement);
  const policies = policiesOf(history);
  for (const [i, came] of [...served, bytes].entries()) {
    const { note, statement } = parseSignedPolicyStatement(came);
    const held = memory.get(statement);
    if (held === undefined || held.note.text === note.text) continue;
    const kept = isContradiction(held, came, policies[i]?.policy);
    // Those that lead to the policy that stood before the two.
    const before = { first: utf8(history.first.text), statements: served.slice(0, i) };
    if (kept) evidence.keep({ kind: 'statements', a: held.bytes, b: came, policies: before }, by.time);
    throw otherText(held, kept);
  }
  return addLine(history, bytes, by);
}

function isContradiction(held: RecordedStatement, came: Uint8Array, previous: Policy | undefined): boolean {
  try {
    return (
      previous !== undefined &&
      relationOfStatements(held, parseSignedPolicyStatement(came), previous) === 'contradictory'
    );
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

function otherText({ statement, time }: RecordedStatement, isKept: boolean): AnchorError {
  const when = new Date(time * 1000).toISOString();
  const what = `This witness cosigned another statement ${statement.number} of this log at ${when}, and cosigns no second one`;
  const next = isKept
    ? 'both are kept in its folder of evidence: follow "what an alarm means" in docs/witness.md.'
    : 'ask the operator for the one that it cosigned.';
  return new AnchorError('bad-statement', `${what}; ${next}`);
}
