import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';
import { guarded } from './sqlite-damage.js';

/*
 * run.lock, an empty file beside the vault: one `run` holds it reserved, who opens the vault shares it for a moment, and a
 * repair has it alone. The kernel lets go of it when the process dies, however.
 */

/** Lets go of what is locked. */
type Release = () => void;

/** So long a repair waits for those who are just opening the vault, and they for a repair, in milliseconds. */
const PATIENCE = { repair: 1_000, opening: 5_000 } as const;

/**
 * Keeps every other `run` from this vault: a broker knows the two by one name, and would end the one for the other
 * without end.
 *
 * @param state the folder of the vault
 * @throws AgentError `at-work`, `disk-full`, `disk-failed`
 */
export const lockRun = (state: string): Release =>
  guarded(VAULT_THINGS.runLock, () => hold(state, 'IMMEDIATE', 0), state);

/**
 * Keeps `run` from this vault, and everybody who would open it: from when its file is closed until another stands in its
 * place nothing else tells them that it is about to go.
 *
 * @throws AgentError `at-work`, `disk-full`, `disk-failed`
 */
export const lockRepair = (state: string): Release =>
  guarded(VAULT_THINGS.runLock, () => hold(state, 'EXCLUSIVE', PATIENCE.repair), state);

function hold(state: string, how: 'IMMEDIATE' | 'EXCLUSIVE', timeout: number): Release {
  const db = new Database(lockPath(state), { timeout });
  try {
    // Nothing is ever written: no journal is left beside it.
    db.pragma('journal_mode = MEMORY');
    db.exec(`BEGIN ${how}`);
  } catch (error) {
    db.close();
    throw isHeld(error) ? atWork(error) : error;
  }
  return () => db.close();
}

/**
 * Keeps a repair from the vault while it is opened. Where there is no such file no repair has begun, and where the vault is
 * open already none can.
 */
export function lockOpening(state: string): Release {
  if (!existsSync(lockPath(state))) return () => undefined;
  const db = new Database(lockPath(state), { fileMustExist: true, readonly: true, timeout: PATIENCE.opening });
  try {
    db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    db.close();
    throw error;
  }
  return () => db.close();
}

/**
 * The same for whoever takes away a vault that was just made, and everything beside it: where there is no such file nobody
 * runs, and none is left.
 *
 * @throws AgentError `at-work`
 */
export const lockUnmaking = (state: string): Release =>
  existsSync(lockPath(state)) ? lockRepair(state) : () => undefined;

const lockPath = (state: string): string => join(state, 'run.lock');

const isHeld = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';

const atWork = (cause: unknown): AgentError => new AgentError('at-work', VAULT_REFUSALS.atWork, { cause });
