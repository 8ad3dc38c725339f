import { statfsSync } from 'node:fs';
import { isDiskFull } from '../core/disk-room.js';
import type { Said } from '../core/language.js';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';

/* What SQLite says of a file that is not as it was written, or that cannot be written, in the agent's words. */

/** What was found damaged, by the error that says so. */
const things = new WeakMap<AgentError, Said>();

/** @param thing what cannot be trusted, out of VAULT_THINGS */
export function damaged(thing: Said, cause?: unknown): AgentError {
  const options = cause === undefined ? undefined : { cause };
  const error = new AgentError('vault-damaged', VAULT_REFUSALS.damaged(thing), options);
  things.set(error, thing);
  return error;
}

/** Runs a repair: to somebody who asked for it, it is no remedy. @throws AgentError as {@link guarded}, none of which names a repair */
export function repairing<T>(repair: () => T): T {
  try {
    return guarded(VAULT_THINGS.file, repair);
  } catch (error) {
    const thing = error instanceof AgentError ? things.get(error) : undefined;
    throw thing === undefined
      ? error
      : new AgentError('vault-damaged', VAULT_REFUSALS.beyondRepair(thing), { cause: error });
  }
}

/** Undefined where what is asked for was changed on disk. */
export function unlessDamaged<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof AgentError && error.code === 'vault-damaged') return undefined;
    throw error;
  }
}

/** Nothing is made of it: two envelopes would have one sequence number. */
export const lastLost = (): AgentError => new AgentError('vault-damaged', VAULT_REFUSALS.lastLost);

const isSqlite = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_');

/**
 * Runs one access to the database. A failure of the disk is transient: nothing was written, and what was asked for is
 * asked again. Whatever else SQLite cannot read is damage; a constraint that does not hold is a fault of the caller.
 *
 * @param folder of the files: where SQLite does not say why they cannot be written, its room tells a full disk
 * @throws AgentError `vault-damaged`, `disk-full`, `disk-failed`, `vault-busy`
 */
export function guarded<T>(thing: Said, access: () => T, folder?: string): T {
  try {
    return access();
  } catch (error) {
    if (isSqlite(error)) throw inWords(thing, error, folder);
    throw isOfSystem(error) ? diskTrouble(error.code === 'ENOSPC' || error.code === 'EDQUOT', error) : error;
  }
}

/** What Node's own calls to the file system throw. */
const isOfSystem = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';

function diskTrouble(full: boolean, cause: Error): AgentError {
  return full
    ? new AgentError('disk-full', VAULT_REFUSALS.diskFull, { cause })
    : new AgentError('disk-failed', VAULT_REFUSALS.diskFailed, { cause });
}

/** SQLite says the same of shared memory for which there is no room as of a disk that errs. */
function hasNoRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return isDiskFull(bavail * bsize);
  } catch {
    // Of a disk that does not tell nothing is said.
    return false;
  }
}

function inWords(thing: Said, error: Error & { readonly code: string }, folder: string | undefined): Error {
  const { code } = error;
  if (code === 'SQLITE_FULL') {
    return diskTrouble(true, error);
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY') {
    return diskTrouble(folder !== undefined && hasNoRoom(folder), error);
  }
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new AgentError('vault-busy', VAULT_REFUSALS.busy, { cause: error });
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) return error;
  return damaged(thing, error);
}
