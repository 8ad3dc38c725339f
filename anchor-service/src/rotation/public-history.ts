import { policyPath, type TileReader } from '@fit4work/protocol';
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
