import { equalBytes } from '../bytes.js';
import { LogError } from './error.js';
import type { LogView } from './log-view.js';
import {
  type PinnedPolicy,
  type PolicySuccessor,
  parseSignedPolicyStatement,
  policyHash,
  verifySuccession,
} from './policy-statement.js';
import type { TileReader } from './tile.js';
import { parseProof } from './tlog-proof.js';
import { verifyCheckpoint } from './trusted-checkpoint.js';

/** Statements of one log: a change a week for twenty years. */
const MAX_STATEMENTS = 1024;

/** Where the public folder of a log keeps a statement. @source SPEC.md clause 15.16 */
export const policyPath = (number: number): string => `policies/${number}`;

/** Where it keeps the proof that the statement is in the log. @source SPEC.md clause 15.16 */
export const policyProofPath = (number: number): string => `policies/${number}.tlog-proof`;

/**
 * Follows a log's policies from the one that is pinned to the newest.
 * @param statements of one log, ascending; those that led to the pinned policy may be among them
 * @returns every policy after the pinned one, in order; none when it is the newest
 * @throws LogError `wrong-succession` when the pinned policy is not in this history or one returns, and as `verifySuccession`
 * @source SPEC.md clauses 15.14 and 15.15
 */
export function followPolicies(pinned: PinnedPolicy, statements: readonly Uint8Array[]): PolicySuccessor[] {
  if (statements.length > MAX_STATEMENTS) throw new LogError('out-of-range', 'There are more than 1,024 statements.');
  const said = statements.map((bytes) => ({ bytes, ...parseSignedPolicyStatement(bytes).statement }));
  const own = policyHash(pinned.text);
  const first = said.findIndex(({ number, previous }) =>
    pinned.number === undefined ? equalBytes(previous, own) : number > pinned.number,
  );
  const isNewest = said.length === 0 || pinned.number !== undefined || said.at(-1)?.text === pinned.text;
  if (first < 0 && !isNewest) throw new LogError('wrong-succession', 'No statement follows the policy that is pinned.');
  const successors: PolicySuccessor[] = [];
  // A policy that returned would let its first statement be played again to whoever has it.
  const texts = new Set([pinned.text, ...said.slice(0, Math.max(first, 0)).map(({ text }) => text)]);
  for (const { bytes, text } of first < 0 ? [] : said.slice(first)) {
    const next = verifySuccession(successors.at(-1) ?? pinned, bytes);
    if (texts.size === texts.add(text).size) throw new LogError('wrong-succession', 'A policy returned.');
    successors.push(next);
  }
  return successors;
}

/** A policy after the pinned one, and where its statement is said to stand in the log. */
export interface ServedSuccessor extends PolicySuccessor {
  readonly index: number;
}

/**
 * Reads what follows a policy from the public folder of its log.
 * @throws LogError `refused-statement` naming the number when what is served does not verify, `missing-tile` when a
 * statement has no proof yet, and as the reader
 * @source SPEC.md clause 15.16
 */
export async function readSuccessors(read: TileReader, pinned: PinnedPolicy): Promise<ServedSuccessor[]> {
  const first = (pinned.number ?? 0) + 1;
  const statements: Uint8Array[] = [];
  for (let number = first; statements.length < MAX_STATEMENTS; number += 1) {
    const bytes = await read(policyPath(number));
    if (bytes === undefined) break;
    statements.push(bytes);
  }
  const successors = orRefuse(() => followPolicies(pinned, statements));
  const served: ServedSuccessor[] = [];
  for (const successor of successors) {
    const proof = await read(policyProofPath(successor.number));
    if (proof === undefined) throw new LogError('missing-tile', 'A policy statement has no proof yet.');
    served.push({ ...successor, index: orRefuse(() => parseProof(proof).index) });
  }
  return served;
}

function orRefuse<T>(verify: () => T): T {
  try {
    return verify();
  } catch (cause) {
    throw new LogError('refused-statement', 'A policy statement that the log serves is refused.', { cause });
  }
}

/**
 * Moves a view to the newest policy of its log when a checkpoint asks for it: one that the policy held does not believe and
 * that a later one, by statements that verify and are proven in that very checkpoint, does. Never back.
 * @param bytes a signed checkpoint
 * @param pinned the policy of the view
 * @returns the policy of the view from now on, to be kept together with the view's state
 * @throws LogError as `readSuccessors` and `LogView.adopt`, and when the checkpoint is malformed; the view stays where it was
 * @source SPEC.md clause 15.15
 */
export async function keepUpWithPolicies(
  view: Pick<LogView, 'adopt'>,
  bytes: Uint8Array,
  { read, pinned }: { readonly read: TileReader; readonly pinned: PinnedPolicy },
): Promise<PinnedPolicy> {
  if (isBelieved(bytes, pinned)) return pinned;
  const successors = await readSuccessors(read, pinned);
  const newest = successors.at(-1);
  if (newest === undefined) return pinned;
  await view.adopt(bytes, successors);
  const { text, policy, number } = newest;
  return { text, policy, number };
}

function isBelieved(bytes: Uint8Array, { policy }: PinnedPolicy): boolean {
  try {
    verifyCheckpoint(bytes, policy);
    return true;
  } catch (error) {
    if (error instanceof LogError && (error.code === 'bad-signature' || error.code === 'quorum-not-met')) return false;
    throw error;
  }
}
