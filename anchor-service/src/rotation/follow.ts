import {
  entryHash,
  inclusionProof,
  type PinnedPolicy,
  pinPolicy,
  policyPath,
  readSuccessors,
  type TileReader,
  verifyCheckpoint,
  verifyInclusion,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { historyOf, newestOf, type PolicyHistory } from './history.js';

/**
 * Reads every policy of a log from its public folder. What it gives hangs together, and nothing says yet that it is to be
 * believed: hold it against a policy of one's own.
 * @throws AnchorError `source-failed`, LogError as `historyOf`
 */
export async function readPublicHistory(read: TileReader): Promise<PolicyHistory> {
  const first = await read(policyPath(0));
  if (first === undefined) {
    throw new AnchorError('source-failed', 'There is no policies/0: give the public folder or the address of a log.');
  }
  const statements: Uint8Array[] = [];
  for (let next = await read(policyPath(1)); next !== undefined; next = await read(policyPath(statements.length + 1))) {
    statements.push(next);
  }
  return historyOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(first), statements);
}

/** @throws AnchorError `bad-policy` when the policy that somebody holds is not the newest of the log */
export function assertHeld(history: PolicyHistory, own: string): void {
  if (newestOf(history).text === own) return;
  throw new AnchorError('bad-policy', 'The policy file is not the newest of this log: run "policy follow" first.');
}

/**
 * Goes from a policy that is believed to the newest: by statements that verify, each proven in a checkpoint that the newest
 * policy believes.
 * @returns the newest policy; the one given when nothing follows it
 * @throws LogError, AnchorError `source-failed`
 */
export async function followPublic(read: TileReader, text: string): Promise<PinnedPolicy> {
  const pinned = pinPolicy(text);
  const successors = await readSuccessors(read, pinned);
  const newest = successors.at(-1);
  if (newest === undefined) return pinned;
  const bytes = await read('checkpoint');
  if (bytes === undefined) throw new AnchorError('source-failed', 'The log has no checkpoint: try again later.');
  const { size, root } = verifyCheckpoint(bytes, newest.policy).checkpoint;
  for (const { leaf, index } of successors) {
    const proof = await inclusionProof({ read, size }, index);
    verifyInclusion({ index, size, root, entryHash: entryHash(leaf) }, proof);
  }
  return newest;
}
