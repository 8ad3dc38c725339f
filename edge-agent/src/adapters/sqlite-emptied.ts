import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { AgentError } from '../error.js';
import { copiesOf } from './sqlite-copies.js';
import { headPath } from './sqlite-head.js';

/*
 * A vault that was deleted or emptied looks to SQLite like one that is to be made. What lies beside it tells: its head, a
 * write-ahead log, a damaged vault that was set aside. Whoever made a new one over them would destroy what is left.
 */

/** Whether there was a vault, whatever is in vault.db now. A vault that is just being made has neither of them yet. */
export const isRemembered = (path: string): boolean =>
  existsSync(headPath(path)) || (existsSync(dirname(path)) && copiesOf(path).length > 0);

const bytesIn = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/**
 * Before anything is opened: SQLite deletes the write-ahead log of a file that is empty.
 *
 * @throws AgentError `vault-damaged`
 */
export function refuseEmptied(path: string): void {
  const before = isRemembered(path) || bytesIn(`${path}-wal`) > 0;
  // Looked at last: a process that makes the vault at this moment has written to it before it writes beside it.
  if (before && bytesIn(path) === 0) throw new AgentError('vault-damaged', VAULT_REFUSALS.emptied);
}

/** Whether there is a vault that can be opened. @throws AgentError `vault-damaged` where there was one */
export function isVaultThere(path: string): boolean {
  refuseEmptied(path);
  return bytesIn(path) > 0;
}
