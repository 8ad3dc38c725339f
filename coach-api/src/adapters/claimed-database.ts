import { join } from 'node:path';
import type { Clock } from '../ports.js';
import { lockFile } from './file-lock.js';
import { openPostgres } from './postgres/open.js';
import { SessionLock, type SessionLockOptions } from './postgres/session-lock.js';
import type { Database } from './sql/dialect.js';
import { openSqlite } from './sqlite/open.js';

export interface DatabaseClaim extends Pick<SessionLockOptions, 'work' | 'onTaken'> {
  /** Which of several coach APIs opens it, beside the others; undefined where it is the only one. */
  readonly holder?: string | undefined;
  /** On a PostgreSQL server; in the folder where there is none. */
  readonly databaseUrl: string | undefined;
  /** The folder of `coach.db`. */
  readonly state: string;
  readonly clock: Clock;
  /** Others use tables that are to change, and are waited for. */
  readonly onWaiting?: () => void;
}

/**
 * Opens the database, before which nobody else of the same work may have it, and until it is closed: two would not know of
 * each other's erasures. It is brought up to date under that lock.
 *
 * @throws CoachError `at-work`, `bad-config`
 */
export async function openClaimed(claim: DatabaseClaim): Promise<Database> {
  const { release, open } = await locked(claim);
  try {
    const database = await open();
    const close = async (): Promise<void> => {
      await database.close();
      await release();
    };
    return { ...database, close };
  } catch (cause) {
    await release();
    throw cause;
  }
}

/** A database in a file has one process, whatever its work. */
async function locked({ databaseUrl: url, state, clock, work, onTaken, ...beside }: DatabaseClaim) {
  if (url === undefined) {
    const path = join(state, 'coach.db');
    const unlock = lockFile({ path, name: 'The database', setting: 'FIT4WORK_COACH_STATE' });
    return { release: async () => unlock(), open: () => openSqlite(path) };
  }
  const shared = beside.holder !== undefined;
  const lock = await SessionLock.take({ url, work, shared, setting: 'FIT4WORK_COACH_DATABASE_URL', onTaken });
  return { release: () => lock.release(), open: () => openPostgres(url, clock.now(), beside) };
}
