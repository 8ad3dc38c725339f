import { join } from 'node:path';
import Database from 'better-sqlite3';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';
import { guarded } from './sqlite-damage.js';

/**
 * Keeps every other `run` from this vault: a broker knows the two by one name, and would end the one for the other
 * without end. What is locked is an empty file beside the vault; the kernel lets go of it when the process dies, however.
 *
 * @param state the folder of the vault
 * @returns lets go of it
 * @throws AgentError `at-work`, `disk-full`, `disk-failed`
 */
export function lockRun(state: string): () => void {
  return guarded(VAULT_THINGS.runLock, () => {
    const db = new Database(join(state, 'run.lock'), { timeout: 0 });
    try {
      // Nothing is ever written: no journal is left beside it.
      db.pragma('journal_mode = MEMORY');
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      throw isHeld(error) ? atWork(error) : error;
    }
    return () => db.close();
  });
}

const isHeld = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';

const atWork = (cause: unknown): AgentError => new AgentError('at-work', VAULT_REFUSALS.atWork, { cause });
