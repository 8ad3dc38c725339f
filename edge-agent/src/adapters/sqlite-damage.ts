import { AgentError } from '../error.js';

/* What SQLite says of a file that is not as it was written, or that cannot be written, in the agent's words. */

const REMEDY = 'run `doctor --repair`, which keeps all that is whole, or restore the state folder from a backup';

/** @param thing what cannot be trusted, as the object of a sentence: "the samples of 2026-03-10" */
export const damaged = (thing: string, cause?: unknown): AgentError =>
  new AgentError(
    'vault-damaged',
    `In vault.db ${thing} cannot be trusted: it was changed on disk; ${REMEDY}.`,
    cause === undefined ? undefined : { cause },
  );

/** Nothing is made of it: two envelopes would have one sequence number. */
export const lastLost = (): AgentError =>
  new AgentError(
    'vault-damaged',
    'In vault.db what was last written is missing; put back vault.db, vault.db-wal and vault.db-head together as they were, or recover with the 24 words in a new state folder.',
  );

const isSqlite = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_');

/**
 * Runs one access to the database. A failure of the disk is transient: nothing was written, and what was asked for is
 * asked again. Whatever else SQLite cannot read is damage; a constraint that does not hold is a fault of the caller.
 *
 * @throws AgentError `vault-damaged`, `disk-full`, `disk-failed`, `vault-busy`
 */
export function guarded<T>(thing: string, access: () => T): T {
  try {
    return access();
  } catch (error) {
    if (isSqlite(error)) throw inWords(thing, error);
    throw isOfSystem(error) ? diskTrouble(error.code === 'ENOSPC' || error.code === 'EDQUOT', error) : error;
  }
}

/** What Node's own calls to the file system throw. */
const isOfSystem = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';

function diskTrouble(full: boolean, cause: Error): AgentError {
  return full
    ? new AgentError(
        'disk-full',
        'The disk that holds vault.db is full; make room: nothing is lost, and the agent goes on by itself.',
        { cause },
      )
    : new AgentError(
        'disk-failed',
        'The disk refuses to read or write vault.db; look after it: the agent goes on when it can.',
        { cause },
      );
}

function inWords(thing: string, error: Error & { readonly code: string }): Error {
  const { code } = error;
  if (code === 'SQLITE_FULL') {
    const message =
      'The disk that holds vault.db is full; make room: nothing is lost, and the agent goes on by itself.';
    return new AgentError('disk-full', message, { cause: error });
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY') {
    const message = 'The disk refuses to read or write vault.db; look after it: the agent goes on when it can.';
    return new AgentError('disk-failed', message, { cause: error });
  }
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new AgentError('vault-busy', 'Another command holds vault.db; try again.', { cause: error });
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) return error;
  return damaged(thing, error);
}
